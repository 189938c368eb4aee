// A fleet over several nights against the lab's: what is asked again, what is taken over, what is told.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import { fleetCheck, type FleetCheckOptions, type NightWatcher } from '../../src/app/fleet/check.ts';
import { joinNight } from '../../src/app/fleet/join.ts';
import { acceptNight, fleetStatus, reportNight } from '../../src/app/fleet/nights.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import type { Change, Night, TenantLook } from '../../src/core/fleet.ts';
import type { NightRows } from '../../src/app/fleet/rows.ts';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { lookLine, partLine } from '../../src/report/fleet/lines.ts';
import { ROOT } from '../cli/certify.ts';

const setting = createSetting({ root: ROOT, version: '9.9.9', env: {} });
let directory: string;
let lab: RunningFleet;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-fleet-test-'));
  lab = await startLabFleet({ tenants: 12, stateDir: directory, root: ROOT, readsPerSecond: 40, late: 8 });
  // No fault but those that are planted here.
  for (const index of [3, 5]) unlinkSync(join(directory, 'gyms', `gym-0000${index}.yaml`));
});

afterAll(async () => {
  await lab.stop();
  rmSync(directory, { recursive: true, force: true });
});

const SILENT: NightWatcher = {
  onPlan: () => undefined,
  onStart: () => undefined,
  onLook: () => undefined,
  onWait: () => undefined,
  onEnd: () => undefined,
};

interface Seen {
  readonly night: Night;
  readonly looks: readonly TenantLook[];
  readonly changes: readonly Change[];
  readonly places: Awaited<ReturnType<NightRows['places']>>;
}

const read = async (night: Night, rows: NightRows): Promise<Seen> => {
  const [looks, changes]: [TenantLook[], Change[]] = [[], []];
  for await (const look of rows.looks(night.name)) looks.push(look);
  for await (const change of rows.changes(night.name)) changes.push(change);
  return { night, looks, changes, places: await rows.places(night.name) };
};

const CHECK: FleetCheckOptions = {
  config: '',
  env: [],
  tenant: NO_TENANT_OPTIONS,
  night: null,
  resume: false,
  full: false,
  pulse: false,
  shard: null,
  workers: false,
  planOnly: false,
  stdin: async () => '',
  alerts: null,
};

const check = (night: string, more: Partial<FleetCheckOptions> = {}, watcher = SILENT, signal?: AbortSignal): Promise<Seen> =>
  fleetCheck(
    setting,
    silentCaller(signal),
    { ...CHECK, config: lab.config, night, ...more },
    watcher,
    ({ night: ended }, rows) => {
      if (ended === null) throw new Error('nothing but a plan');
      return read(ended, rows);
    },
  );

const sesReads = (): number =>
  [0, 1, 2, 4, 6, 7, 8, 9]
    .flatMap((account) => Object.entries(lab.requests(account)))
    .filter(([operation]) => operation.startsWith('ses:'))
    .reduce((sum, [, count]) => sum + count, 0);

it('looks at everybody on the first night, and takes SES’s own answers over on the next', async () => {
  const first = await check('one');
  expect([first.night.exitCode, first.looks.length, first.changes]).toEqual([0, 10, []]);
  expect(first.looks.every(({ ses }) => ses === 'full')).toBe(true);
  expect(first.places.filter(({ watched }) => watched['suppressed in a day'] === 0).length).toBe(8);
  expect(lab.requests(0)['ses:ListSuppressedDestinations']).toBe(1);
  const readsOfFirst = sesReads();
  const second = await check('two');
  expect([second.night.exitCode, second.night.baseline, second.changes]).toEqual([0, 'one', []]);
  expect(second.looks.filter(({ ses }) => ses === 'carried').length).toBeGreaterThan(5);
  // Beside what holds for an account, a tenant that is taken over costs no read at all.
  expect(sesReads() - readsOfFirst).toBeLessThan(readsOfFirst - 5);
  await expect(check('two')).rejects.toMatchObject({ code: 'night-done' });
});

it('goes on where it was stopped, and looks at nobody twice', async () => {
  const stop = new AbortController();
  const begun: string[] = [];
  const watcher: NightWatcher = {
    ...SILENT,
    onLook: ({ key }) => {
      begun.push(key);
      if (begun.length === 3) stop.abort(new Error('stopped'));
    },
  };
  await expect(check('three', {}, watcher, stop.signal)).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
  await expect(check('three')).rejects.toMatchObject({ code: 'night-unfinished' });
  const status = await fleetStatus(setting, silentCaller(), { config: lab.config, env: [], alerts: null });
  expect(status.nights[0]).toMatchObject({ state: 'running', night: { name: 'three' } });
  const later: string[] = [];
  const resumed = await check('three', { resume: true }, { ...SILENT, onLook: ({ key }) => void later.push(key) });
  expect(resumed.looks.length).toBe(10);
  expect(later.filter((key) => begun.includes(key))).toEqual([]);
});

it('tells what is planted, a refused profile and a broken list of expected failures, each once and at its place', async () => {
  lab.breakZone('gym-00002', 'dkim-record-missing');
  lab.breakZone('gym-00004', 'mail-from-spf-missing');
  const profile = join(directory, 'gyms', 'gym-00006.yaml');
  const good = readFileSync(profile, 'utf8');
  writeFileSync(profile, good.replace('environment: production', 'environment: productoin'));
  appendFileSync(
    lab.config,
    [
      'expected:',
      '  - {tenant: "gym-00004", check: spf-authorises, reason: "*", ticket: OPS-1, expires: "2099-01-01"}',
      '  - {tenant: "gym-00001", check: dkim-tokens, reason: "*", ticket: OPS-2, expires: "2099-01-01"}',
      '',
    ].join('\n'),
  );
  const { night, changes } = await check('four');
  expect(night.exitCode).toBe(2);
  const told = changes.map(({ class: kind, weight, tenant, check: what }) => [kind, weight, tenant, what]);
  expect(told).toContainEqual(['new-failure', 'worse', 'gym-00002', 'dkim-tokens']);
  expect(told).toContainEqual(['new-failure', 'none', 'gym-00004', 'spf-authorises']);
  expect(told).toContainEqual(['new-failure', 'refused', 'gym-00006', 'profile']);
  expect(told).toContainEqual(['expectation', 'worse', null, null]);
  expect(changes.find(({ tenant }) => tenant === 'gym-00006')?.fix).toContain('environment');
  writeFileSync(profile, good);
  lab.breakZone('gym-00002', null);
  await acceptNight(setting, silentCaller(), { config: lab.config, env: [], alerts: null, night: 'four' });
  const mended = await check('five');
  expect(mended.night).toMatchObject({ baseline: 'four', exitCode: 1 });
  expect(mended.changes.filter(({ class: kind }) => kind === 'fixed').map(({ tenant }) => tenant)).toEqual(
    expect.arrayContaining(['gym-00002', 'gym-00006']),
  );
  const again = await reportNight(setting, silentCaller(), { config: lab.config, env: [], alerts: null, night: null }, read);
  expect(again).toEqual(mended);
});

/** A fleet of the same profiles with a store of its own. */
const ownStore = (name: string): string => {
  const config = join(dirname(lab.config), `${name}.yaml`);
  writeFileSync(
    config,
    readFileSync(lab.config, 'utf8')
      .replace('fleet.db', `${name}.db`)
      .replace(/expected:[\s\S]*$/, ''),
  );
  return config;
};

/** Looks at a part, and writes what `--json` prints of it. */
const part = (config: string, night: string, index: number, of: number, file: string | null = null, more = {}) =>
  fleetCheck(
    setting,
    silentCaller(),
    { ...CHECK, config, night, shard: { index, of }, ...more },
    SILENT,
    async ({ night: ended, part: seen, isMine }, rows) => {
      if (seen === null) throw new Error('no part');
      const looks: TenantLook[] = [];
      for await (const look of rows.looks(night)) if (isMine(look)) looks.push(look);
      const lines = [...looks.map((look) => lookLine(look, [])), partLine(seen, await rows.places(night))];
      if (file !== null) writeFileSync(file, lines.join(''));
      return { ended, part: seen, looks };
    },
  );

const joined = (config: string, files: readonly string[], night: string | null = null): Promise<Seen> =>
  joinNight(
    setting,
    silentCaller(),
    { config, env: [], files, night, waitMs: null, alerts: null, onWait: () => undefined },
    read,
  );

it('cuts the fleet into parts that share no account, and joins them in a store, with what is missing told', async () => {
  lab.breakZone('gym-00004', null);
  const config = ownStore('shared');
  await expect(joined(config, [], 'six')).rejects.toMatchObject({ code: 'no-parts' });
  const first = await part(config, 'six', 1, 2);
  expect([first.ended, first.part.looked, first.part.whole.tenants]).toEqual([null, first.looks.length, 10]);
  await expect(part(config, 'six', 1, 2)).rejects.toMatchObject({ code: 'night-done' });
  await expect(part(config, 'six', 1, 3)).rejects.toMatchObject({ code: 'night-cut' });
  await expect(check('six', { config })).rejects.toMatchObject({ code: 'night-cut' });
  const half = await joined(config, [], 'six');
  expect([half.night.exitCode, half.night.totals.looked]).toEqual([4, first.looks.length]);
  expect(half.changes.map(({ weight, says }) => [weight, says])).toEqual([
    ['fault', `Part 2 of 2 is missing: ${10 - first.looks.length} of 10 tenants were not looked at.`],
  ]);
  const second = await part(config, 'six', 2, 2, null, { resume: true });
  const places = [first, second].map(({ looks }) => new Set(looks.map(({ place }) => place)));
  expect([...(places[0] ?? [])].filter((place) => places[1]?.has(place) === true)).toEqual([]);
  const whole = await joined(config, [], 'six');
  expect([whole.night.exitCode, whole.looks.length, whole.changes]).toEqual([0, 10, []]);
  // A night that lacks a part would have been no measure.
  const next = await check('seven', { config });
  expect(next.night.baseline).toBe('six');
});

it('joins what the parts printed: a trouble is new once, a tenant that is gone is told, a file that breaks off ends with 4', async () => {
  const config = ownStore('files');
  const file = (index: number): string => join(directory, `part-${index}.ndjson`);
  const look = async (night: string): Promise<readonly string[]> => {
    for (const index of [1, 2, 3]) await part(ownStore(`of-${index}`), night, index, 3, file(index));
    return [1, 2, 3].map(file);
  };
  expect((await joined(config, await look('one'))).night).toMatchObject({ exitCode: 0, baseline: null, parts: 3 });
  lab.breakZone('gym-00002', 'dkim-record-missing');
  const gone = join(directory, 'gyms', 'gym-00008.yaml');
  const profile = readFileSync(gone, 'utf8');
  unlinkSync(gone);
  const second = await joined(config, await look('two'));
  lab.breakZone('gym-00002', null);
  expect(second.night).toMatchObject({ exitCode: 1, baseline: 'one', totals: { tenants: 9, looked: 9 } });
  expect(second.changes.map(({ class: kind, tenant }) => `${kind} ${tenant}`).sort()).toEqual([
    'gone gym-00008',
    'new-failure gym-00002',
  ]);
  expect(await joined(config, [1, 2, 3].map(file))).toMatchObject({ changes: second.changes, looks: second.looks });
  await expect(joined(config, [file(1)], 'one')).rejects.toMatchObject({ code: 'parts-unlike' });
  const files = await look('three');
  writeFileSync(file(2), readFileSync(file(2), 'utf8').slice(0, -40));
  const third = await joined(config, files);
  expect(third.night.exitCode).toBe(4);
  expect(third.changes.filter(({ weight }) => weight === 'fault').map(({ says }) => says)).toEqual([
    expect.stringMatching(/^Part 2 of 3 is missing: \d+ of 9 tenants were not looked at\.$/),
    'part-2.ndjson is empty or breaks off: what it lacks nobody knows, and its machine did not end its part.',
  ]);
  expect(third.changes.filter(({ class: kind }) => kind === 'gone')).toEqual([]);
  writeFileSync(gone, profile);
});

it('sends each healthy tenant one message to the simulator, awaits its callback, and after a kill sends none twice', async () => {
  const config = ownStore('pulse');
  writeFileSync(config, readFileSync(config, 'utf8').replace('pace:', 'pace:\n  pulseSeconds: 4'));
  const stop = new AbortController();
  const watcher: NightWatcher = {
    ...SILENT,
    onLook: ({ key }) => key.startsWith('gym-00001/') && stop.abort(new Error('stopped')),
  };
  await expect(check('one', { config, pulse: true }, watcher, stop.signal)).rejects.toMatchObject({ code: 'interrupted' });
  const { night, looks, changes } = await check('one', { config, pulse: true, resume: true });
  const outcomes = Object.fromEntries(looks.map(({ tenant, pulse }) => [tenant, pulse?.outcome]));
  // Account 8 is late: the callback of its tenant does not come in time.
  expect(outcomes).toMatchObject({ 'gym-00001': 'delivered', 'gym-00008': 'no-callback' });
  expect(Object.values(outcomes).filter((one) => !['delivered', 'no-callback', 'unknown'].includes(one ?? ''))).toEqual([]);
  expect(night.totals.pulses?.delivered).toBeGreaterThan(3);
  expect(changes.find(({ tenant, check: what }) => tenant === 'gym-00008' && what === 'pulse')).toMatchObject({
    class: 'new-failure',
    weight: 'worse',
    says: expect.stringMatching(/^SES took message \S+ to the mailbox simulator, and no callback/),
  });
  const sent = [0, 1, 2, 4, 6, 7, 8, 9].flatMap((account) => lab.sent(account));
  expect(sent.every((to) => /^success\+\S+@simulator\.amazonses\.com$/.test(to))).toBe(true);
  expect(new Set(sent).size).toBe(sent.length);
  const [known, unknown] = [false, true].map((is) => looks.filter(({ pulse }) => (pulse?.outcome === 'unknown') === is).length);
  expect(sent.length).toBeGreaterThanOrEqual(known ?? 0);
  expect(sent.length).toBeLessThanOrEqual((known ?? 0) + (unknown ?? 0));
});

it.each([
  ['a list', '[]\n'],
  ['another document', '{"schema":"certify.run/2"}\n'],
  ['a whole night', '{"schema":"certify.fleet-night/1"}\n'],
  ['something after its end', '{"schema":"certify.fleet-look/1"}\n{}\n'],
  ['a break in the middle', '{"sch\n{}\n'],
  ['a store', 'SQLite format 3\0'],
])('refuses %s where a part belongs', async (_what, text) => {
  const file = join(directory, 'other.ndjson');
  writeFileSync(file, text);
  await expect(joined(ownStore('refusing'), [file])).rejects.toMatchObject({ code: 'part-unreadable' });
});
