// What is printed and written of a run's or a look's document.
import type { Caller } from '../app/caller.ts';
import { tellGithub } from '../app/github.ts';
import { located } from '../app/located.ts';
import { writeReports } from '../app/reports.ts';
import type { RunDocument } from '../core/record.ts';
import { jsonReport } from '../report/json.ts';
import { terminalReport } from '../report/terminal/terminal.ts';
import type { Call } from './command.ts';

/** The reports, and what a GitHub job is told. `profile`: the file that findings are shown in; null: there is none. */
export const publish = async (
  { io, setting }: Call,
  caller: Caller,
  document: RunDocument,
  reports: readonly string[],
  profile: string | null,
): Promise<void> => {
  const shown = await located(document, profile);
  await writeReports(caller, shown, reports);
  await tellGithub(io, shown, setting.env);
};

/** `walked`: its steps stand above already. Resolves with the decision's exit code. */
export const printDocument = (
  { io }: Call,
  document: RunDocument,
  { json, verbose, walked = false }: { readonly json: boolean; readonly verbose: boolean; readonly walked?: boolean },
): number => {
  io.out(json ? jsonReport(document) : terminalReport(document, { ...io.style, verbose, walked }));
  return document.decision.exitCode;
};

/** For whole answers of programs. */
export const document = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
