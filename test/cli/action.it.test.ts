// The composite action does what docs/ci.md says: its steps are run as they stand, with the files that a runner gives them.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { sarifSchemaFaults } from '../json-schemas.ts';
import { ROOT, temporary } from './certify.ts';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: { readonly [name: string]: string };
  readonly with?: { readonly [name: string]: string };
}
interface Action {
  readonly inputs: { readonly [name: string]: { readonly description: string; readonly default: string } };
  readonly outputs: { readonly [name: string]: { readonly value: string } };
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

interface Job {
  readonly exitCode: number;
  readonly said: string;
  readonly summary: string;
  readonly outputs: { readonly [name: string]: string };
  readonly uploaded: string | undefined;
}

let home: ReturnType<typeof temporary>;
const labs: RunningLab[] = [];
let jobs = 0;

beforeAll(async () => {
  home = temporary();
  mkdirSync(join(home.path, 'gyms'));
  for (const [name, scenario] of Object.entries({ good: 'healthy-ses', bad: 'ses-dkim-one-missing' })) {
    const lab = await startLab({ scenario, stateDir: join(home.path, `state-${name}`), root: ROOT });
    lab.writeProfile(join(home.path, 'gyms', `${name}.yaml`));
    labs.push(lab);
  }
  const unseen = await startLab({ scenario: 'ses-access-denied-one-probe', stateDir: join(home.path, 'state'), root: ROOT });
  unseen.writeProfile(join(home.path, 'unseen.yaml'));
  labs.push(unseen);
  const good = readFileSync(join(home.path, 'gyms', 'good.yaml'), 'utf8');
  writeFileSync(join(home.path, 'gyms', 'broken.yaml'), `${good}nonsense: 1\n`);
});
afterAll(async () => {
  await Promise.all(labs.map((lab) => lab.stop()));
  home[Symbol.dispose]();
});

const pairs = (text: string): { readonly [name: string]: string } =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** Runs the action's own steps, one after the other, as a runner does; those of others are looked at alone. */
const job = async (inputs: { readonly [name: string]: string }): Promise<Job> => {
  const runner = join(home.path, `runner-${(jobs += 1)}`);
  mkdirSync(runner);
  const at = (name: string): string => join(runner, name);
  for (const name of ['output', 'summary.md']) writeFileSync(at(name), '');
  const known: { readonly [name: string]: { readonly default: string } } = action.inputs;
  const valueOf = (expression: string): string => {
    const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
    const [, output] = /^steps\.look\.outputs\.([\w-]+)$/.exec(expression) ?? [];
    if (expression === 'github.action_path') return ROOT;
    if (input !== undefined && known[input] !== undefined) return inputs[input] ?? known[input].default;
    if (output !== undefined) return pairs(readFileSync(at('output'), 'utf8'))[output] ?? '';
    throw new Error(`the runner knows no ${expression}`);
  };
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => valueOf(expression));
  const base = {
    PATH: process.env['PATH'],
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary.md'),
    RUNNER_TEMP: runner,
  };
  let [said, exitCode] = ['', 0];
  for (const { run, env = {}, shell } of action.runs.steps.filter((step) => step.run !== undefined)) {
    if (exitCode !== 0) break;
    expect(shell).toBe('bash');
    // Nothing of the caller's is put into the script itself: only the environment carries it.
    expect(run).not.toContain('${{');
    const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
    const script = at('step.sh');
    writeFileSync(script, run ?? '');
    const ran = await promisify(execFile)('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: home.path,
      env: { ...base, ...given },
    }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error,
    );
    exitCode = ran.code;
    said += ran.stdout + ran.stderr;
  }
  const upload = action.runs.steps.find(({ uses }) => uses?.startsWith('github/codeql-action/upload-sarif') === true);
  const outputs = Object.fromEntries(Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value)]));
  return {
    exitCode,
    said,
    summary: readFileSync(at('summary.md'), 'utf8'),
    outputs,
    uploaded: filled(upload?.with?.['sarif_file'] ?? ''),
  };
};

describe('the action', () => {
  it('looks at every profile, annotates each at its line, sums up, leaves what is uploaded, and ends with the worst code', async () => {
    const done = await job({ profile: 'gyms/*.yaml', operator: 'nightly' });
    expect([done.exitCode, done.outputs['exit-code']]).toEqual([2, '2']);
    expect(done.said).toMatch(/^::error file=gyms\/bad\.yaml,line=\d+,col=\d+,title=main-gym dkim-tokens::/m);
    expect(done.said).toMatch(/^::error file=gyms\/broken\.yaml,line=\d+,col=1,title=certify%3A unknown-key::/m);
    for (const word of ['READY', 'NOT CERTIFIED', 'certify refused']) expect(done.summary).toContain(word);
    const results = readdirSync(done.outputs['results'] ?? '').sort();
    expect(results).toEqual([
      'bad.json',
      'bad.sarif',
      'bad.xml',
      'broken.sarif',
      'broken.xml',
      'good.json',
      'good.sarif',
      'good.xml',
    ]);
    expect(done.uploaded).toBe(done.outputs['results']);
    for (const name of results.filter((one) => one.endsWith('.sarif'))) {
      const text = readFileSync(join(done.uploaded ?? '', name), 'utf8');
      expect(sarifSchemaFaults(text)).toEqual([]);
      // Code scanning takes no finding without a place.
      expect(text.split('"ruleId"').length).toBe(text.split('"physicalLocation"').length);
    }
    expect(readdirSync(join(home.path, 'evidence')).filter((name) => name.endsWith('.json'))).toHaveLength(2);
  });

  it('is green for a healthy gym, and leaves no record where nobody answers for one', async () => {
    const done = await job({ profile: 'gyms/good.yaml', 'evidence-dir': 'none' });
    expect([done.exitCode, existsSync(join(home.path, 'none'))]).toEqual([0, false]);
  });

  it('fails for what could not be seen, unless that is allowed', async () => {
    const asked = { profile: 'unseen.yaml' };
    expect((await job({ ...asked, 'allow-inconclusive': 'true' })).exitCode).toBe(0);
    expect(await job(asked)).toMatchObject({ exitCode: 3, outputs: { 'exit-code': '3' } });
  });

  it('asks about a domain without a profile', async () => {
    const done = await job({ domain: 'not a domain' });
    expect([done.exitCode, done.uploaded]).toEqual([2, '']);
    expect(done.said).toMatch(/^::error title=certify%3A domain-malformed::/m);
  });

  it.each([{}, { profile: 'gyms/good.yaml', domain: 'example.com' }])('refuses %j', async (inputs) => {
    const done = await job(inputs);
    expect([done.exitCode, done.said]).toEqual([2, expect.stringContaining('::error title=certify::')]);
  });
});
