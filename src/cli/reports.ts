// `--report kind=file`, repeatable: each reporter is loaded only when it is asked for.
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { Reportable } from '../report/outline.ts';
import type { CommonFlags } from './flags.ts';
import type { Io } from './io.ts';

type Reporter = (record: Reportable) => string;

const REPORTERS: { readonly [kind: string]: () => Promise<Reporter> } = {
  html: async () => (await import('../report/html.ts')).htmlReport,
  markdown: async () => (await import('../report/markdown.ts')).markdownReport,
  junit: async () => (await import('../report/junit.ts')).junitReport,
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

/** Refuses before anything runs. */
export const checkReports = (flags: CommonFlags): void => {
  for (const one of flags.report) parse(one);
};

export const writeReports = async (
  given: { readonly files: Files; readonly io: Io; readonly flags: CommonFlags },
  record: Reportable,
): Promise<void> => {
  for (const { kind, path } of given.flags.report.map(parse)) {
    const reporter = await REPORTERS[kind]?.();
    if (reporter === undefined) continue;
    const text = reporter(record);
    given.io.gate().check(text, path);
    await given.files.writeAtomic(path, text);
  }
};
