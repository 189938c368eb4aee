// A fleet over several nights against the lab's: what is asked again, what is taken over, what is told.
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentCaller } from '../../src/app/caller.ts';
import type { FleetCheckOptions, NightWatcher } from '../../src/app/fleet/check.ts';
import { acceptNight, fleetStatus, reportNight } from '../../src/app/fleet/nights.ts';
import { type RunningFleet, startLabFleet } from '../../src/lab/fleet/world.ts';
import { MIGRATIONS } from '../../src/fleet/migrations.ts';
import { pulseJournal } from '../../src/fleet/pulse-journal.ts';
import { openStore } from '../../src/store/open.ts';
import { ROOT } from '../cli/certify.ts';
import { checkNight, read, type Seen, setting, SILENT, storeOfItsOwn } from './fleet-checks.ts';

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

const check = (
  night: string,
  { config = lab.config, ...more }: Partial<FleetCheckOptions> = {},
  watcher = SILENT,
  signal?: AbortSignal,
): Promise<Seen> => checkNight(config, night, more, watcher, signal);

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
  lab.breakZone('gym-00004', null);
  await acceptNight(setting, silentCaller(), { config: lab.config, env: [], alerts: null, night: 'four' });
  const mended = await check('five');
  expect(mended.night).toMatchObject({ baseline: 'four', exitCode: 1 });
  expect(mended.changes.filter(({ class: kind }) => kind === 'fixed').map(({ tenant }) => tenant)).toEqual(
    expect.arrayContaining(['gym-00002', 'gym-00006']),
  );
  const again = await reportNight(setting, silentCaller(), { config: lab.config, env: [], alerts: null, night: null }, read);
  expect(again).toEqual(mended);
});

/** The ledger of a tenant's profile is said otherwise. */
const sayLedger = (name: string, change: (ledger: string) => string): void => {
  const path = join(directory, 'gyms', `${name}.yaml`);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\n {2}ledger:\n(?: {4}.*\n)+/, change));
};

it('sends each healthy tenant one message to the simulator, awaits its callback, and after a kill sends none twice', async () => {
  const config = storeOfItsOwn(lab.config, 'pulse');
  writeFileSync(config, readFileSync(config, 'utf8').replace('pace:', 'pace:\n  pulseSeconds: 4'));
  sayLedger('gym-00002', () => '\n  ledger:\n    embedded: true\n    listen: 127.0.0.1:9\n');
  sayLedger('gym-00004', (ledger) => ledger.replace('ledger-write-token', 'other-token'));
  const [secrets = ''] = readdirSync(join(directory, 'gyms'), { recursive: true, encoding: 'utf8' }).flatMap((name) =>
    name.endsWith('ledger-write-token') ? [dirname(name)] : [],
  );
  writeFileSync(join(directory, 'gyms', secrets, 'other-token'), 'b7Yq0mV2xKd9fWz4Jt8sRn3cPl6uHg1e', { mode: 0o600 });
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
  // Nobody can tell without its ledger whether the way is open, and of one that runs with a run only that it was not tried.
  expect(outcomes).toMatchObject({ 'gym-00002': 'none', 'gym-00004': 'unseen' });
  const [excluded, unseen] = ['gym-00002', 'gym-00004'].map((name) => looks.find(({ tenant }) => tenant === name));
  expect(excluded).toMatchObject({ exitCode: 0, pulse: { says: expect.stringContaining('certify’s own receiver') } });
  expect(unseen).toMatchObject({ outcome: 'INCONCLUSIVE', exitCode: 3 });
  const rest = Object.entries(outcomes).filter(([name]) => !['gym-00002', 'gym-00004'].includes(name));
  expect(rest.filter(([, one]) => !['delivered', 'no-callback', 'unknown'].includes(one ?? ''))).toEqual([]);
  const store = await openStore({ kind: 'sqlite', path: join(directory, 'pulse.db') }, MIGRATIONS, '');
  expect(await pulseJournal(store, 'one', 'gym-00002/SES').read()).toEqual([]);
  await store.close();
  expect(night.totals.pulses?.delivered).toBeGreaterThan(3);
  expect(changes.find(({ tenant, check: what }) => tenant === 'gym-00008' && what === 'pulse')).toMatchObject({
    class: 'new-failure',
    weight: 'worse',
    says: expect.stringMatching(/^SES took message \S+ to the mailbox simulator, and no callback/),
  });
  const sent = [0, 1, 2, 4, 6, 7, 8, 9].flatMap((account) => lab.sent(account));
  expect(sent.every((to) => /^success\+\S+@simulator\.amazonses\.com$/.test(to))).toBe(true);
  expect(new Set(sent).size).toBe(sent.length);
  const [known, unknown] = [false, true].map((is) => rest.filter(([, one]) => (one === 'unknown') === is).length);
  expect(sent.length).toBeGreaterThanOrEqual(known ?? 0);
  expect(sent.length).toBeLessThanOrEqual((known ?? 0) + (unknown ?? 0));
});
