// The end of a run: compose, seal, store, fill in the extraction row, report, exit code.
import type { EvidenceRecord, RunDocument } from '../core/record.ts';
import type { Files } from '../core/ports/files.ts';
import { recordId } from '../evidence/seal.ts';
import { readRecord, recordPath, writeRecord } from '../evidence/store.ts';
import { updateSheet } from '../evidence/sheet.ts';
import { sheetRows } from '../evidence/sheet-rows.ts';
import { jsonReport } from '../report/json.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import { composeDocument, profileForRecord } from '../run/compose.ts';
import type { RunContext } from '../run/context.ts';
import type { OpenSession } from '../run/journal.ts';
import type { CommonFlags } from './flags.ts';
import type { Io } from './io.ts';
import { tellGithub } from './github.ts';
import { writeReports } from './reports.ts';
import { changeSheet, sheetPath } from './sheet.ts';
import { signerOf } from './signer.ts';

export interface Ending {
  readonly ctx: RunContext;
  readonly session: OpenSession;
  readonly files: Files;
  readonly io: Io;
  readonly flags: CommonFlags;
}

const evidenceOf = (document: RunDocument, directory: string): NonNullable<RunDocument['evidence']> => {
  const id = recordId(document);
  return { id, path: recordPath(directory, id) };
};

/** The record of this run: the one on disk when an earlier life of the run already wrote it. */
export const storeDocument = async ({ ctx, session, files, io, flags }: Ending): Promise<EvidenceRecord> => {
  const document = composeDocument(ctx, session.state(), null);
  const evidence = evidenceOf(document, flags.evidenceDir);
  if (await files.exists(evidence.path)) return readRecord(files, flags.evidenceDir, evidence.path);
  const { loaded } = ctx;
  return writeRecord(
    files,
    { ...document, evidence },
    {
      profile: { path: loaded.path, digest: loaded.digest, loaded: profileForRecord(ctx) },
      directory: flags.evidenceDir,
      gate: io.gate(),
      signer: await signerOf(flags),
    },
  );
};

/** Fills in the rows of the extraction sheet beside the profile, when the profile names one. */
const fillSheet = async ({ ctx, io }: Ending, record: EvidenceRecord): Promise<void> => {
  const { extraction } = ctx.loaded.profile;
  if (extraction === undefined) return;
  const { sheet, row } = extraction;
  const values = sheetRows(ctx.runbook, extraction.ticket ?? null, record);
  await changeSheet(sheetPath(ctx.loaded, sheet), io, (text) => updateSheet({ text, path: sheet, row, values }));
};

/** Writes everything a finished run leaves, prints it, and returns the exit code. */
export const concludeRun = async (ending: Ending): Promise<number> => {
  const { session, io, flags } = ending;
  const record = await storeDocument(ending);
  const evidence = record.evidence ?? { id: '', path: '' };
  if (session.state().recordWritten === null) {
    await session.append({ type: 'record-written', evidenceId: evidence.id, path: evidence.path });
  }
  await fillSheet(ending, record);
  const last = ending.ctx.runbook.steps.find((step) => step.kind === 'record');
  if (last !== undefined && !session.state().stepsDone.includes(last.id))
    await session.append({ type: 'step-done', step: last.id });
  await session.append({ type: 'run-ended', exitCode: record.decision.exitCode });
  await writeReports(ending, record);
  await tellGithub(ending, record);
  io.out(
    flags.json
      ? jsonReport(record)
      : terminalReport(record, { ...io.style, verbose: flags.verbose, walked: io.interactive && !flags.quiet }),
  );
  return record.decision.exitCode;
};
