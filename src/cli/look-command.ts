// What `check`, `dns` and `rerun` have in common: look (again and again with --wait), print, exit code.
import type { RunDocument } from '../core/record.ts';
import { jsonReport } from '../report/json.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import { createFiles } from '../world/files/files.ts';
import type { Invocation } from './command.ts';
import { commonFlags } from './flags.ts';
import { tellGithub } from './github.ts';
import { checkEvidenceDirectory, checkReports, writeReports } from './reports.ts';
import { signerOf } from './signer.ts';
import type { Look } from './run-look.ts';
import { lookWaiting } from './waiting.ts';

export const printDocument = async (invocation: Invocation, document: RunDocument): Promise<void> => {
  const { io } = invocation;
  const flags = commonFlags(invocation.flags);
  const files = createFiles();
  await writeReports({ files, io, flags }, document);
  await tellGithub({ files, io }, document);
  io.out(flags.json ? jsonReport(document) : terminalReport(document, { ...io.style, verbose: flags.verbose }));
};

/** Looks, prints, and resolves with the decision's exit code. */
export const runLook = async (invocation: Invocation, look: Look): Promise<number> => {
  const flags = commonFlags(invocation.flags);
  await checkReports(flags);
  if (look.record && flags.operator !== null) await checkEvidenceDirectory(flags);
  await signerOf(flags);
  const document = await lookWaiting(invocation, look);
  await printDocument(invocation, document);
  return document.decision.exitCode;
};
