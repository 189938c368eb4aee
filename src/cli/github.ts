// In a GitHub job: annotations where the runner reads them, and the report as the step's summary.
import type { Files } from '../core/ports/files.ts';
import type { Reportable } from '../report/outline.ts';
import type { Io } from './io.ts';

/** Does nothing elsewhere. Annotations go to stderr, which the runner reads as well: stdout may be a JSON document. */
export const tellGithub = async (
  given: { readonly files: Files; readonly io: Io },
  record: Reportable,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> => {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const { githubAnnotations, githubSummary } = await import('../report/markdown/github.ts');
  given.io.err(githubAnnotations(record));
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  const summary = githubSummary(record);
  given.io.gate().check(summary, path);
  const file = await given.files.openLog(path);
  await file.append(summary);
  await file.close();
};
