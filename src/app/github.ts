// In a GitHub job: annotations where the runner reads them, and the report as the step's summary.
import type { Gate } from '../masking/gate.ts';
import type { Reportable } from '../report/outline.ts';
import { createFiles } from '../world/files/files.ts';
import type { Setting } from './setting.ts';

/** Does nothing elsewhere. Annotations go to stderr, which the runner reads as well: stdout may be a JSON document. */
export const tellGithub = async (
  io: { err(text: string): void; gate(): Gate },
  record: Reportable,
  env: Setting['env'],
  files = createFiles(),
): Promise<void> => {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const { githubAnnotations, githubSummary } = await import('../report/markdown/github.ts');
  io.err(githubAnnotations(record));
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  const summary = githubSummary(record);
  io.gate().check(summary, path);
  const file = await files.openLog(path);
  await file.append(summary);
  await file.close();
};
