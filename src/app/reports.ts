// Reports as `kind=file`: each reporter is loaded only when it is asked for, and what cannot be written is refused beforehand.
import { randomUUID } from 'node:crypto';
import { mkdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { didYouMean } from '../text/nearest.ts';
import type { Reportable } from '../report/outline.ts';
import { codeOf } from '../world/errno.ts';
import { fileError } from '../world/files/errors.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import { laterFault } from './later-fault.ts';
import type { RecordOptions } from './options.ts';
import type { Setting } from './setting.ts';
import { signerOf } from './signer.ts';

type Reporter = (record: Reportable) => string;

const REPORTERS: { readonly [kind: string]: () => Promise<Reporter> } = {
  html: async () => (await import('../report/html/html.ts')).htmlReport,
  markdown: async () => (await import('../report/markdown/markdown.ts')).markdownReport,
  junit: async () => (await import('../report/junit/junit.ts')).junitReport,
  json: async () => (await import('../report/json.ts')).jsonReport,
  sarif: async () => (await import('../report/sarif/sarif.ts')).sarifReport,
  csv: async () => (await import('../report/csv/csv.ts')).csvReport,
};

/** A report that was asked for. */
export interface NamedReport {
  readonly kind: string;
  readonly path: string;
}

/** What can be written of a run, or of a record. */
export const REPORT_KINDS: readonly string[] = Object.keys(REPORTERS);

/** `kind=path`, of these kinds; throws UsageError. */
export const parseReport = (given: string, known = REPORT_KINDS): NamedReport => {
  const [kind = '', ...rest] = given.split('=');
  const path = rest.join('=');
  if (path !== '' && known.includes(kind)) return { kind, path };
  throw new UsageError({
    code: 'report-unknown',
    message: known.includes(kind)
      ? `--report ${kind} names no file to write.`
      : `--report ${given} names no report that certify can write.`,
    fix: known.includes(kind)
      ? `Write --report ${kind}=FILE.`
      : `${didYouMean(kind, known)}Use --report kind=FILE with one of: ${known.join(', ')}.`,
  });
};

/** Those that certify can write, wherever they lead; the others have been refused, or are the reason of a refusal. */
export const pathsOf = (reports: readonly string[]): readonly NamedReport[] =>
  reports.flatMap((one) => {
    try {
      return [parseReport(one)];
    } catch {
      return [];
    }
  });

const refuseTarget = (flag: string, path: string, why: string, fix: string): UsageError =>
  new UsageError({
    code: 'output-not-writable',
    message: `${flag} ${path} cannot be written: ${why}.`,
    fix: `${fix} Nothing was run.`,
    place: { file: path },
  });

/** The sentence of a file's fault, as a part of another. */
const reasonIn = (fault: UsageError): string => fault.message.replace(/^Cannot write /, '').replace(/\.$/, '');

const CHOOSE = 'Choose another path.';

/** Proved by writing: rights alone tell nothing of a full or read-only disk. `named` stands in the refusal, a trial directory does not. */
const proveWritable = async (flag: string, path: string, directory: string, named = directory): Promise<void> => {
  const trial = join(directory, `.certify-${randomUUID()}.tmp`);
  try {
    await writeFile(trial, 'certify', { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    const fault = fileError(error, named, 'write');
    if (!(fault instanceof UsageError)) throw fault;
    throw refuseTarget(flag, path, reasonIn(fault), fault.fix);
  } finally {
    await rm(trial, { force: true }).catch(() => undefined);
  }
};

/** A report goes into a directory that stands: one that does not is a slip of the pen, and is not made. */
export const checkReport = async (path: string): Promise<void> => {
  const directory = dirname(resolve(path));
  const above = await stat(directory).catch(() => null);
  if (above === null)
    throw refuseTarget('--report', path, `there is no directory ${directory}`, 'Make it, or choose another path.');
  if (!above.isDirectory()) throw refuseTarget('--report', path, `${directory} is a file, not a directory`, CHOOSE);
  const itself = await stat(path).catch(() => null);
  if (itself?.isDirectory() === true) throw refuseTarget('--report', path, 'it is a directory', 'Name a file in it.');
  if (itself?.isFile() === false) throw refuseTarget('--report', path, 'it is no regular file', CHOOSE);
  await proveWritable('--report', path, itself === null ? directory : dirname(await realpath(path)));
};

/** A report that is a directory: itself may be missing, the one above may not. */
export const checkReportDirectory = async (path: string): Promise<void> => {
  const itself = await stat(path).catch(() => null);
  if (itself === null) return checkReport(path);
  if (!itself.isDirectory()) throw refuseTarget('--report', path, 'it is a file, not a directory', CHOOSE);
  return proveWritable('--report', path, path);
};

/** The nearest directory that stands at or above a path; the error of a level that cannot be looked at passes. */
const nearest = async (path: string): Promise<string> => {
  const standing = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw fileError(error, path, 'write');
  });
  if (standing?.isDirectory() === true) return path;
  if (standing !== null) throw fileError(Object.assign(new Error(path), { code: 'ENOTDIR' }), path, 'write');
  return nearest(dirname(path));
};

/**
 * Before anything runs: a run that has sent its message must not fail for want of a place to write. What is missing is not made
 * yet, for a run that is refused leaves nothing; a trial directory shows that it can be.
 */
const checkEvidenceDirectory = async (path: string): Promise<void> => {
  const flag = '--evidence-dir';
  const asUsage = (error: unknown, at: string): Error => {
    const fault = fileError(error, at, 'write');
    return fault instanceof UsageError ? refuseTarget(flag, path, reasonIn(fault), fault.fix) : fault;
  };
  const itself = await stat(path).catch(() => null);
  if (itself?.isDirectory() === false) throw refuseTarget(flag, path, 'it is a file, not a directory', CHOOSE);
  const directory = await nearest(resolve(path)).catch((error: unknown) => Promise.reject(asUsage(error, path)));
  if (directory === resolve(path)) return proveWritable(flag, path, directory);
  const trial = join(directory, `.certify-${randomUUID()}`);
  await mkdir(trial, { mode: 0o700 }).catch((error: unknown) => Promise.reject(asUsage(error, directory)));
  try {
    await proveWritable(flag, path, trial, directory);
  } finally {
    await rm(trial, { recursive: true, force: true }).catch(() => undefined);
  }
};

/** Refuses before anything runs. */
export const checkReports = async (reports: readonly string[]): Promise<void> => {
  for (const one of reports) await checkReport(parseReport(one).path);
};

/** What a use case will write, before anything runs: a run that has sent its message must be able to write what it saw. */
export const checkOutputs = async (
  setting: Setting,
  { evidenceDir, signKey, reports }: Omit<RecordOptions, 'operator'> & { readonly reports: readonly string[] },
  record: boolean,
): Promise<void> => {
  await checkReports(reports);
  if (record) await checkEvidenceDirectory(evidenceDir);
  await signerOf(signKey, setting.env);
};

/** Each is searched by the gate before it is written. */
export const writeReports = async (
  caller: Pick<Caller, 'gate'>,
  record: Reportable,
  reports: readonly string[],
): Promise<void> => {
  const files = createFiles();
  for (const { kind, path } of reports.map((one) => parseReport(one))) {
    const reporter = await REPORTERS[kind]?.();
    if (reporter === undefined) continue;
    const text = reporter(record);
    caller.gate().check(text, path);
    await files.writeAtomic(path, text).catch((error: unknown) => Promise.reject(laterFault(error, null)));
  }
};
