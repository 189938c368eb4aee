// The workflow file of docs/ does what the guide says: its own script is run here, in a directory laid out as it expects.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { startLab } from '../../src/lab/lab.ts';
import { ROOT, temporary } from './certify.ts';

interface Workflow {
  readonly jobs: { readonly check: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] } };
}

const workflow = parse(readFileSync(join(ROOT, 'docs', 'ci-workflow.yml'), 'utf8')) as Workflow;
const script = (name: string): string => workflow.jobs.check.steps.find((step) => step.name === name)?.run ?? 'exit 99';

it.each([
  ['healthy-ses', 0],
  ['ses-dkim-one-missing', 1],
])('in the world %s the nightly job ends with %i, and leaves results, records and a summary', async (scenario, exitCode) => {
  using home = temporary();
  mkdirSync(join(home.path, 'gyms'));
  symlinkSync(ROOT, join(home.path, '.certify'));
  const lab = await startLab({ scenario, stateDir: join(home.path, 'state'), root: ROOT });
  try {
    lab.writeProfile(join(home.path, 'gyms', 'gym.yaml'));
    const env = {
      PATH: process.env['PATH'],
      CERTIFY_OPERATOR: 'nightly',
      CERTIFY_EVIDENCE_DIR: './evidence',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(home.path, 'summary.md'),
    };
    const bash = async (text: string): Promise<number> =>
      promisify(execFile)('bash', ['-eo', 'pipefail', '-c', text], { cwd: home.path, env }).then(
        () => 0,
        (error: { readonly code: number }) => error.code,
      );
    expect(await bash(script('Look at every gym'))).toBe(exitCode);
    expect(await bash(script('Prove the records'))).toBe(0);
    for (const kind of ['json', 'xml', 'html']) expect(existsSync(join(home.path, 'results', `gym.${kind}`))).toBe(true);
    expect(readFileSync(join(home.path, 'summary.md'), 'utf8')).toContain(exitCode === 0 ? 'READY' : 'NOT CERTIFIED');
  } finally {
    await lab.stop();
  }
});
