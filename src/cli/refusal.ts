// A refused call (exit 2) told to whoever reads reports: a build server, a GitHub job.
import { EXIT } from '../core/decision.ts';
import { tell } from './failure.ts';
import type { Io } from './io.ts';
import { reportsOfRefused } from './named-reports.ts';

const isList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** `report` as the command was given it; commands without it tell only a GitHub job. Never rejects: the refusal itself is to be told. */
export const tellBuildServer = async (
  error: unknown,
  io: Io,
  report: unknown,
  version: string,
  profiles: unknown = [],
): Promise<void> => {
  const { exitCode, ...refusal } = tell(error);
  const reports = reportsOfRefused(isList(report) ? report : [], isList(profiles) ? profiles : []);
  const { env } = process;
  if (exitCode !== EXIT.USAGE || (reports.length === 0 && env['GITHUB_ACTIONS'] !== 'true')) return;
  const { reportRefusal } = await import('../app/refused-reports.ts');
  await reportRefusal(io, refusal, { reports, env, version }).catch(() => undefined);
};
