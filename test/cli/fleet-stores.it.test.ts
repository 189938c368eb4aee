// What a fleet refuses before anybody is asked: a store, a name, a list or a directory that is not what it should be. The profiles are
// refused too, so that no party is needed.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/fleet/migrations.ts';
import { createState } from '../../src/fleet/state.ts';
import { openStore } from '../../src/store/open.ts';
import { schemaFaults } from '../json-schemas.ts';
import { look } from '../fleet/looks.ts';
import { nightReport } from '../report/fleet/night.ts';
import { promSeries } from '../report/fleet/readers.ts';
import { type Ran, temporary } from './certify.ts';
import { certifyWarm } from './warm.ts';

let home: ReturnType<typeof temporary>;
beforeAll(() => {
  home = temporary();
  mkdirSync(join(home.path, 'gyms'));
  writeFileSync(join(home.path, 'gyms', 'one.yaml'), 'version: 2\n');
});
afterAll(() => home[Symbol.dispose]());

const at = (name: string): string => join(home.path, name);
const fleet = (file: string, more = '', name = 'lab', profiles = '["gyms/*.yaml"]'): void =>
  writeFileSync(at(file), `version: 1\nname: ${name}\nprofiles: ${profiles}\nstore: {sqlite: ${file}.db}\n${more}\n`);
const certify = (line: string, env: { readonly [name: string]: string } = {}): Promise<Ran> =>
  certifyWarm(line.split(' '), { cwd: home.path, env });
const refusal = async (line: string, env = {}): Promise<unknown> => {
  const { exitCode, stderr } = await certify(line, env);
  return [exitCode, stderr.split('\n')[0]];
};

describe('a store', () => {
  it('is one fleet’s: another one is given none of its nights', async () => {
    fleet('a.yaml');
    expect((await certify('fleet check a.yaml --quiet --night one')).exitCode).toBe(2);
    writeFileSync(at('b.yaml'), readFileSync(at('a.yaml'), 'utf8').replace('name: lab', 'name: other'));
    for (const line of ['check b.yaml --night one --resume', 'check b.yaml --night two', 'status --config b.yaml'])
      expect(await refusal(`fleet ${line}`)).toEqual([
        2,
        'certify: b.yaml: The store holds the nights of the fleet lab, and b.yaml is of other.'.replace('b.yaml: ', ''),
      ]);
    expect((await certify('fleet status --config a.yaml --json')).stdout).not.toContain('two');
  });

  it('that is no database, or whose directory of records is missing, is named', async () => {
    fleet('broken.yaml');
    writeFileSync(
      at('broken.yaml.db'),
      'not a database, and longer than the header of one would be, which is a hundred bytes long.....',
    );
    expect(await refusal('fleet check broken.yaml')).toEqual([
      2,
      expect.stringMatching(/^certify: Cannot use the database \S+broken\.yaml\.db: it is no whole SQLite database\.$/),
    ]);
    fleet('records.yaml', 'evidence: nowhere');
    expect(await refusal('fleet check records.yaml')).toEqual([
      2,
      'certify: records.yaml: There is no directory nowhere, so nobody can tell who is certified until when.',
    ]);
  });
});

describe('a fleet', () => {
  it.each([
    ['an empty list', '[{list: empty.txt}]'],
    ['a list of comments', '[{list: comments.txt}]'],
    ['nothing on standard input', '["-"]'],
  ])('of %s is refused: it is no fleet in order', async (_what, profiles) => {
    writeFileSync(at('empty.txt'), '');
    writeFileSync(at('comments.txt'), '# none\r\n  # yet\r\n\r\n');
    fleet('nobody.yaml', '', 'lab', profiles);
    expect(await refusal('fleet check nobody.yaml')).toEqual([
      2,
      'certify: nobody.yaml: Nobody is in the fleet: what nobody.yaml names as `profiles` holds no profile.'.replace(
        'nobody.yaml: ',
        '',
      ),
    ]);
  });

  it('reads a list with carriage returns, comments and a byte order mark', async () => {
    writeFileSync(at('list.txt'), '\uFEFFgyms/one.yaml\r\n  # later\r\n\r\n  gyms/one.yaml  \r\n');
    fleet('list.yaml', '', 'lab', '[{list: list.txt}]');
    const { stdout } = await certify('fleet check list.yaml --quiet --json');
    expect(stdout.split('\n').filter((line) => line.includes('certify.fleet-look/1'))).toHaveLength(1);
    expect(stdout).toContain('"profile":"gyms/one.yaml"');
  });
});

describe('a night', () => {
  it.each(['a\nb', '../x', 'x'.repeat(65), '-x', 'a b'])('is not called %j', async (name) => {
    fleet('names.yaml');
    const { exitCode, stderr } = await certifyWarm(['fleet', 'check', 'names.yaml', `--night=${name}`], { cwd: home.path });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('is no name for a night.')]);
  });

  it('that was not finished is not told as one in which nothing changed', async () => {
    fleet('half.yaml');
    const store = await openStore({ kind: 'sqlite', path: at('half.yaml.db') }, MIGRATIONS, '');
    const { night } = nightReport([], []);
    const unfinished = { ...night, fleet: 'lab', finishedAt: null, exitCode: null };
    await createState(store).saveNight({ night: { ...unfinished, name: 'half' }, state: 'running' });
    await createState(store).saveNight({ night: { ...unfinished, name: 'parts', parts: 2 }, state: 'running' });
    await store.close();
    for (const line of ['report --night half', 'report --night half --weekly', 'accept half'])
      expect(await refusal(`fleet ${line} --config half.yaml`)).toEqual([
        2,
        expect.stringMatching(/^certify: The night half was not finished/),
      ]);
    const { stderr } = await certify('fleet report --night parts --config half.yaml');
    expect(stderr).toContain('certify fleet report --join --night parts');
  });

  it('that goes on forgets a refusal that is mended, or whose profile is gone', async () => {
    fleet('mended.yaml');
    writeFileSync(at('gyms/two.yaml'), 'version: 2\n');
    await certify('fleet check mended.yaml --quiet --night one');
    const store = await openStore({ kind: 'sqlite', path: at('mended.yaml.db') }, MIGRATIONS, '');
    await store.write((tx) => tx.rows(`UPDATE fleet_night SET state = 'running'`));
    await store.close();
    rmSync(at('gyms/two.yaml'));
    const { stdout } = await certify('fleet check mended.yaml --quiet --night one --resume --json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ key, totals }) => key ?? totals)).toEqual([
      'gyms/one.yaml',
      expect.objectContaining({ tenants: 1, looked: 1 }),
    ]);
  });
});

describe('two profiles of a tenant that are refused', () => {
  it('stand under the provider that each was last seen with', async () => {
    writeFileSync(at('two-a.yaml'), 'version: 2\n');
    writeFileSync(at('two-b.yaml'), 'version: 2\n');
    fleet('two.yaml', '', 'lab', '["two-*.yaml"]');
    const store = await openStore({ kind: 'sqlite', path: at('two.yaml.db') }, MIGRATIONS, '');
    const memory = { profileDigest: null, listed: null, sesReadAt: null, sesFacts: null, sesTrouble: false };
    for (const [key, profile] of [
      ['gym/SES', 'two-a.yaml'],
      ['gym/SMTP', 'two-b.yaml'],
    ] as const)
      await createState(store).saveLook(look('zero', [], { key, profile }), { key, profile, ...memory });
    await store.close();
    await certify('fleet check two.yaml --quiet --night one --report prometheus=two.prom');
    const series = [...promSeries(readFileSync(at('two.prom'), 'utf8')).keys()].filter((one) => one.includes('tenant_exit_code'));
    expect(series).toHaveLength(2);
    expect(series.join(' ')).toMatch(/SES[\s\S]*SMTP|SMTP[\s\S]*SES/);
  });
});

describe('--shard auto', () => {
  it.each([
    ['an index without its count', { JOB_COMPLETION_INDEX: '1' }, /CERTIFY_SHARDS, how many parts there are, is not/],
    ['a count without an index', { CERTIFY_SHARDS: '2' }, /found no index/],
    ['an index beyond the count', { JOB_COMPLETION_INDEX: '2', CERTIFY_SHARDS: '2' }, /is no part of a whole/],
    ['a number of another kind', { CERTIFY_SHARD_INDEX: '0x1', CERTIFY_SHARDS: '2' }, /is no part of a whole/],
    ['a fraction', { CERTIFY_SHARD_INDEX: '1.0', CERTIFY_SHARDS: '2' }, /is no part of a whole/],
    ['a sign', { CI_NODE_INDEX: '+1', CI_NODE_TOTAL: '2' }, /is no part of a whole/],
  ])('refuses %s', async (_what, env, says) => {
    fleet('shards.yaml');
    expect(await refusal('fleet check shards.yaml --shard auto', env)).toEqual([2, expect.stringMatching(says)]);
  });
});

describe('what a program reads of a fleet', () => {
  it('fits the schema that is given out: status, an accepted night, a week, a report', async () => {
    fleet('read.yaml', 'alerts: [{name: pager, webhook: "https://alerts.example/", secret: "env:CERTIFY_HOOK"}]');
    const env = { CERTIFY_HOOK: 'b7Yq0mV2xKd9fWz4Jt8sRn3cPl6uHg1e' };
    await certify('fleet check read.yaml --quiet --night one --dry-run');
    await certify('fleet check read.yaml --quiet --night one --dry-run', env);
    for (const line of ['status', 'accept one', 'report --dry-run', 'report --weekly']) {
      const { stdout, stderr } = await certify(`fleet ${line} --config read.yaml --json`, env);
      const documents = line.startsWith('report') ? stdout.trimEnd().split('\n') : [stdout];
      expect(
        documents.flatMap((one) => schemaFaults('night', JSON.parse(one))),
        stderr,
      ).toEqual([]);
    }
  });
});
