// Reports as `kind=file`: each reporter is loaded only when it is asked for, and what cannot be written is refused beforehand.
import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../core/errors.ts';
import type { Reportable } from '../report/outline.ts';
import { createFiles } from '../world/files/files.ts';
import type { Caller } from './caller.ts';
import type { RecordOptions } from './options.ts';
import type { Setting } from './setting.ts';
import { signerOf } from './signer.ts';

type Reporter = (record: Reportable) => string;

const REPORTERS: { readonly [kind: string]: () => Promise<Reporter> } = {
  html: async () => (await import('../report/html/html.ts')).htmlReport,
  markdown: async () => (await import('../report/markdown/markdown.ts')).markdownReport,
  junit: async () => (await import('../report/junit/junit.ts')).junitReport,
  json: async () => (await import('../report/json.ts')).jsonReport,
};

const parse = (given: string): { readonly kind: string; readonly path: string } => {
  const [kind = '', ...rest] = given.split('=');
  const path = rest.join('=');
  if (path !== '' && REPORTERS[kind] !== undefined) return { kind, path };
  throw new UsageError({
    code: 'report-unknown',
    message: `--report ${given} names no report that certify can write.`,
    fix: `Use --report kind=FILE with one of: ${Object.keys(REPORTERS).join(', ')}.`,
  });
};

/** What is there at a path, or at the nearest directory above it. */
const standingAt = async (path: string): Promise<{ readonly path: string; readonly stats: Stats }> => {
  const stats = await stat(path).catch(() => null);
  return stats === null && dirname(path) !== path ? standingAt(dirname(path)) : { path, stats: stats ?? (await stat('.')) };
};

const refuseTarget = (flag: string, path: string, why: string): UsageError =>
  new UsageError({
    code: 'output-not-writable',
    message: `${flag} ${path} cannot be written: ${why}.`,
    fix: 'Choose another path; nothing was run.',
    place: { file: path },
  });

/** Before anything runs: a run that has sent its message must not fail for want of a place to write. */
const checkTarget = async (flag: string, path: string, wanted: 'file' | 'directory'): Promise<void> => {
  const found = await standingAt(resolve(path));
  const itself = found.path === resolve(path);
  if (itself && wanted === 'file' && found.stats.isDirectory()) throw refuseTarget(flag, path, 'it is a directory');
  if ((!itself || wanted === 'directory') && !found.stats.isDirectory()) {
    throw refuseTarget(flag, path, `${itself ? 'it' : found.path} is a file, not a directory`);
  }
  const directory = found.stats.isDirectory() ? found.path : dirname(found.path);
  const writable = await access(directory, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!writable) throw refuseTarget(flag, path, `this user may not write in ${directory}`);
};

/** Refuses before anything runs. */
export const checkReports = async (reports: readonly string[]): Promise<void> => {
  for (const one of reports) await checkTarget('--report', parse(one).path, 'file');
};

/** The same for where journals and records go. */
const checkEvidenceDirectory = async (directory: string): Promise<void> => checkTarget('--evidence-dir', directory, 'directory');

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
  for (const { kind, path } of reports.map(parse)) {
    const reporter = await REPORTERS[kind]?.();
    if (reporter === undefined) continue;
    const text = reporter(record);
    caller.gate().check(text, path);
    await files.writeAtomic(path, text);
  }
};
