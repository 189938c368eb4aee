// What reports and a GitHub job are told of a call that was refused before anything was run.
import type { Gate } from '../masking/gate.ts';
import type { Refusal } from '../report/refusal.ts';
import { createFiles } from '../world/files/files.ts';
import { pathsOf } from './reports.ts';
import type { Setting } from './setting.ts';

interface Out {
  err(text: string): void;
  gate(): Gate;
}

/** Kinds that a build server reads; the others show a tenant, and there is none. */
const WORDED: { readonly [kind: string]: (refusal: Refusal, version: string) => Promise<string> } = {
  junit: async (refusal) => (await import('../report/junit/junit.ts')).junitRefusal(refusal),
  sarif: async (refusal, version) => (await import('../report/sarif/sarif.ts')).sarifRefusal(refusal, version),
  markdown: async (refusal) => (await import('../report/markdown/github.ts')).markdownRefusal(refusal),
};

const writeSummary = async (out: Out, refusal: Refusal, env: Setting['env']): Promise<void> => {
  const { githubRefusal, markdownRefusal } = await import('../report/markdown/github.ts');
  out.err(githubRefusal(refusal));
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  const text = `${markdownRefusal(refusal)}\n`;
  out.gate().check(text, path);
  const file = await createFiles().openLog(path);
  await file.append(text);
  await file.close();
};

/** Writes the reports that were asked for; a place that cannot be written is no second fault beside the first. */
export const reportRefusal = async (
  out: Out,
  refusal: Refusal,
  given: { readonly reports: readonly string[]; readonly env: Setting['env']; readonly version: string },
): Promise<void> => {
  for (const { kind, path } of pathsOf(given.reports)) {
    const text = await WORDED[kind]?.(refusal, given.version);
    if (text === undefined) continue;
    out.gate().check(text, path);
    await createFiles()
      .writeAtomic(path, text)
      .catch(() => undefined);
  }
  if (given.env['GITHUB_ACTIONS'] === 'true') await writeSummary(out, refusal, given.env).catch(() => undefined);
};
