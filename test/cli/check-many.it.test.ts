// certify check of several profiles, through the built command line: real labs, since what is judged is what several looks share.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningLab, startLab } from '../../src/lab/lab.ts';
import { type Ran, ROOT, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

const WORLDS = { good: 'healthy-ses', bad: 'ses-dkim-one-missing', relay: 'healthy-smtp' };
let home: ReturnType<typeof temporary>;
const labs: RunningLab[] = [];
let brokenAt = 0;

beforeAll(async () => {
  home = temporary();
  for (const [name, scenario] of Object.entries(WORLDS)) {
    const lab = await startLab({ scenario, stateDir: join(home.path, `state-${name}`), root: ROOT });
    lab.writeProfile(join(home.path, `${name}.yaml`));
    labs.push(lab);
  }
  const good = readFileSync(join(home.path, 'good.yaml'), 'utf8');
  writeFileSync(join(home.path, 'broken.yaml'), `${good}nonsense: 1\n`);
  brokenAt = good.split('\n').length;
  mkdirSync(join(home.path, 'other'));
  writeFileSync(join(home.path, 'other', 'good.yaml'), 'version: 1\n');
});
afterAll(async () => {
  await Promise.all(labs.map((lab) => lab.stop()));
  home[Symbol.dispose]();
});

const certify = (line: string, env: { readonly [name: string]: string } = {}): Promise<Ran> =>
  certifyWarm(line.split(' '), { cwd: home.path, env });

interface Line {
  readonly schema: string;
  readonly [key: string]: unknown;
}
const lines = ({ stdout }: Ran): readonly Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('certify check of several profiles', () => {
  it('says a line of each in the order they were named, what is open below it, and ends with the worst exit code', async () => {
    const ran = await certify('check relay.yaml broken.yaml bad.yaml good.yaml good.yaml');
    expect([ran.exitCode, ran.stderr]).toEqual([2, '']);
    expect([...ran.stdout.matchAll(/^ {2}\S (READY|NOT CERTIFIED|REFUSED)/gm)].map(([, word]) => word)).toEqual([
      'READY',
      'REFUSED',
      'NOT CERTIFIED',
      'READY',
    ]);
    expect(ran.stdout).toMatch(/NOT CERTIFIED.*bad\.yaml\n {4}dkim-tokens \(one missing\)\n {4}Next +Add the CNAME/);
    expect(ran.stdout).toContain('4 profiles · 1 REFUSED · 1 NOT CERTIFIED · 2 READY');
    expect((await certify('check bad.yaml good.yaml')).exitCode).toBe(1);
    expect((await certify('check relay.yaml good.yaml')).exitCode).toBe(0);
  });

  it('prints a document a line for each with --json, an error where one was refused, and a summary', async () => {
    const ran = await certify('check good.yaml broken.yaml bad.yaml --json');
    const told = lines(ran);
    expect(told.map(({ schema }) => schema)).toEqual([
      'certify.run/2',
      'certify.error/1',
      'certify.run/2',
      'certify.check-summary/1',
    ]);
    expect(told[1]).toMatchObject({ subject: 'broken.yaml', file: 'broken.yaml', line: brokenAt });
    expect(told[3]).toEqual({
      schema: 'certify.check-summary/1',
      profiles: 3,
      exitCode: 2,
      counts: { REFUSED: 1, 'NOT CERTIFIED': 1, READY: 1 },
    });
  });

  it('writes the reports of each, of a refused one too, and its record under its own tenant', async () => {
    mkdirSync(join(home.path, 'results'));
    const ran = await certify(
      'check good.yaml broken.yaml bad.yaml --operator nightly --evidence-dir evidence --report junit=results/{profile}.xml --report sarif=results/{profile}.sarif',
      { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(home.path, 'summary.md') },
    );
    expect(ran.exitCode).toBe(2);
    expect(readdirSync(join(home.path, 'results')).sort()).toEqual(
      ['bad', 'broken', 'good'].flatMap((name) => [`${name}.sarif`, `${name}.xml`]),
    );
    expect(readFileSync(join(home.path, 'results', 'broken.xml'), 'utf8')).toContain(`broken.yaml:${brokenAt}`);
    expect(readdirSync(join(home.path, 'evidence')).filter((name) => name.endsWith('.json'))).toHaveLength(2);
    expect(ran.stderr).toContain(`::error file=broken.yaml,line=${brokenAt},`);
    expect(ran.stderr).toMatch(/^::error file=bad\.yaml,line=(?!1,)\d+,col=\d+,title=main-gym dkim-tokens::/m);
    const summary = readFileSync(join(home.path, 'summary.md'), 'utf8');
    for (const word of ['certify refused', 'NOT CERTIFIED', 'READY']) expect(summary).toContain(word);
  });

  it('refuses beforehand reports that would overwrite each other, and what belongs to one look', async () => {
    const codeOf = async (line: string): Promise<string> =>
      (JSON.parse((await certify(`${line} --json`)).stdout) as { readonly code: string }).code;
    expect(await codeOf('check good.yaml bad.yaml --report junit=out.xml')).toBe('report-shared');
    expect(await codeOf('check good.yaml other/good.yaml --report junit={profile}.xml')).toBe('report-shared');
    expect(await codeOf('check good.yaml bad.yaml --lab')).toBe('flag-without-effect');
    expect(await codeOf('check good.yaml bad.yaml --from a@example.com --region ap-south-1')).toBe('sender-or-profile');
  });
});
