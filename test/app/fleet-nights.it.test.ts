// A fleet over several nights against the lab's: what is asked again, what is taken over, what is told.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import { fleetCheck, type FleetCheckOptions, type NightWatcher } from '../../src/app/fleet/check.ts';
import { acceptNight, fleetStatus, reportNight } from '../../src/app/fleet/nights.ts';
import { NO_TENANT_OPTIONS } from '../../src/app/options.ts';
import { createSetting } from '../../src/app/setting.ts';
import type { Change, Night, TenantLook } from '../../src/core/fleet.ts';
import type { NightRows } from '../../src/app/fleet/rows.ts';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { ROOT } from '../cli/certify.ts';

const setting = createSetting({ root: ROOT, version: '9.9.9', env: {} });
let directory: string;
let lab: RunningFleet;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'certify-fleet-test-'));
  lab = await startLabFleet({ tenants: 12, stateDir: directory, root: ROOT, readsPerSecond: 40 });
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

const check = (night: string, more: Partial<FleetCheckOptions> = {}, watcher = SILENT, signal?: AbortSignal): Promise<Seen> =>
  fleetCheck(
    setting,
    silentCaller(signal),
    {
      config: lab.config,
      env: [],
      tenant: NO_TENANT_OPTIONS,
      night,
      resume: false,
      full: false,
      shard: null,
      planOnly: false,
      stdin: async () => '',
      alerts: null,
      ...more,
    },
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

it('cuts the fleet into shards that share no account', async () => {
  const config = join(dirname(lab.config), 'sharded.yaml');
  const seen = await Promise.all(
    [1, 2].map(async (index) => {
      writeFileSync(`${config}.${index}.yaml`, readFileSync(lab.config, 'utf8').replace('fleet.db', `shard-${index}.db`));
      return index;
    }),
  );
  const parts: (readonly TenantLook[])[] = [];
  for (const index of seen)
    parts.push((await check('six', { config: `${config}.${index}.yaml`, shard: { index, of: 2 } })).looks);
  const places = parts.map((looks) => new Set(looks.map(({ place }) => place)));
  expect(parts.flat().length).toBe(10);
  expect([...(places[0] ?? [])].filter((place) => places[1]?.has(place) === true)).toEqual([]);
});
