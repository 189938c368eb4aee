// In a GitHub job: annotations where the runner reads them, and the report as the step's summary.
import type { Gate } from '../masking/gate.ts';
import type { NightReport } from '../report/fleet/night.ts';
import type { Reportable } from '../report/outline.ts';
import { createFiles } from '../world/files/files.ts';
import type { Setting } from './setting.ts';

interface GithubOut {
  err(text: string): void;
  gate(): Gate;
}

interface Told {
  /** Workflow commands, a line each. */
  readonly annotations: string;
  /** Appended to the step's summary. */
  readonly summary: string;
}

/** Does nothing elsewhere. Annotations go to stderr, which the runner reads as well: stdout may be a JSON document. */
const tellJob = async (
  io: GithubOut,
  env: Setting['env'],
  told: () => Promise<Told>,
  files: ReturnType<typeof createFiles>,
): Promise<void> => {
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const { annotations, summary } = await told();
  io.err(annotations);
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  io.gate().check(summary, path);
  const file = await files.openLog(path);
  await file.append(summary);
  await file.close();
};

/** Of a run or a look. */
export const tellGithub = (io: GithubOut, record: Reportable, env: Setting['env'], files = createFiles()): Promise<void> =>
  tellJob(
    io,
    env,
    async () => {
      const { githubAnnotations, githubSummary } = await import('../report/markdown/github.ts');
      return { annotations: githubAnnotations(record), summary: githubSummary(record) };
    },
    files,
  );

/** Of a night. */
export const tellGithubOfNight = (io: GithubOut, report: NightReport, env: Setting['env']): Promise<void> =>
  tellJob(
    io,
    env,
    async () => {
      const { fleetAnnotations, fleetMarkdown } = await import('../report/fleet/markdown.ts');
      return { annotations: fleetAnnotations(report), summary: `${fleetMarkdown(report)}\n` };
    },
    createFiles(),
  );
