// Nights replayed with what changes planted; the verdict on each is written before it is looked at.
import { expect, it } from 'vitest';
import type { Change, KeptFinding, TenantLook } from '../../src/core/fleet.ts';
import { fingerprint } from '../../src/fleet/fingerprint.ts';
import { alertsOf } from '../../src/report/fleet/alert.ts';
import { nightReport } from '../report/fleet/night.ts';
import { finding, look } from './looks.ts';
import { ownStore, runNight, state } from './night-store.ts';

ownStore();

const PLACE = '444400000013/ap-south-1';
const MANY = 3000;

interface Planted {
  readonly findings?: readonly KeptFinding[];
  readonly more?: Partial<TenantLook>;
}

const named = (check: string, reason: string, tenant: string, root: string): KeptFinding =>
  finding(check, reason, { fingerprint: fingerprint(`${tenant}/SES`, check, reason), root });

const row = (night: string, tenant: string, { findings = [], more = {} }: Planted = {}): TenantLook =>
  look(night, findings, {
    key: `${tenant}/SES`,
    tenant,
    profile: `${tenant}.yaml`,
    exitCode: findings.length > 0 ? 1 : 0,
    ...more,
  });

const stopped = (tenant: string): KeptFinding =>
  named('ses-enforcement', 'shutdown', tenant, `${PLACE} ses-enforcement/shutdown`);
const dkim = (tenant: string): KeptFinding => named('dkim-tokens', 'one-missing', tenant, `${tenant} dkim-tokens/one-missing`);

const account = (night: string, isStopped: boolean) =>
  state.savePlace(night, {
    place: PLACE,
    account: '444400000013',
    region: 'ap-south-1',
    tenants: MANY,
    reads: 1,
    watched: { sending: !isStopped, enforcement: isStopped ? 'SHUTDOWN' : 'HEALTHY', 'daily quota': 50_000 },
  });

const alerts = (changes: readonly Change[]) => alertsOf(nightReport([], []).night, changes);

it('makes an account that AWS stopped one alert, its three thousand tenants counted, and tells once that it is mended', async () => {
  const gyms = Array.from({ length: MANY }, (_, index) => `gym-${String(index).padStart(4, '0')}`);
  const nights: readonly (readonly [string, boolean, number, number])[] = [
    ['2026-11-01', false, 0, 0],
    ['2026-11-02', true, 1, 1],
    ['2026-11-03', true, 0, 0],
    ['2026-11-04', false, 0, 0],
  ];
  for (const [night, isStopped, exit, told] of nights) {
    await account(night, isStopped);
    const looks = gyms.map((gym) => row(night, gym, { findings: isStopped ? [stopped(gym)] : [], more: { place: PLACE } }));
    const seen = await runNight(night, looks);
    const all = alerts(seen.changes);
    expect([night, seen.exit, all.length]).toEqual([night, exit, told]);
    if (told === 1) expect(all[0]).toMatchObject({ check: 'ses-enforcement', place: PLACE, tenants: { count: MANY } });
  }
}, 240_000);

it('tells an account’s value itself where no tenant’s check found it', async () => {
  await account('2026-11-01', false);
  await runNight('2026-11-01', [row('2026-11-01', 'a')]);
  await account('2026-11-02', true);
  const { exit, changes } = await runNight('2026-11-02', [row('2026-11-02', 'a')]);
  expect([
    exit,
    alerts(changes)
      .map(({ reason }) => String(reason))
      .sort(),
  ]).toEqual([1, ['enforcement', 'sending']]);
});

it('tells what came, went, changed, is new and is gone, each as what it is', async () => {
  const [one, two] = ['2026-11-01', '2026-11-02'];
  await runNight(one, [
    row(one, 'breaks'),
    row(one, 'mends', { findings: [dkim('mends')] }),
    row(one, 'stays', { findings: [dkim('stays')] }),
    row(one, 'moves', { more: { watched: { 'tracking domain': 'none' } } }),
    row(one, 'leaves'),
  ]);
  const { exit, changes } = await runNight(two, [
    row(two, 'breaks', { findings: [dkim('breaks')] }),
    row(two, 'mends'),
    row(two, 'stays', { findings: [dkim('stays')] }),
    row(two, 'moves', { more: { watched: { 'tracking domain': 'links.example.net' } } }),
    row(two, 'comes-well'),
    row(two, 'comes-broken', { findings: [dkim('comes-broken')] }),
  ]);
  const told = changes.map(({ tenant, class: kind, weight }) => `${tenant} ${kind} ${weight}`).sort();
  expect([exit, told]).toEqual([
    1,
    [
      'breaks new-failure worse',
      'comes-broken new-failure worse',
      'leaves gone none',
      'mends fixed none',
      'moves changed worse',
      'stays still-failing none',
    ],
  ]);
});

it('says of a tenant that was renamed whom its profile described and whom it describes', async () => {
  const [one, two] = ['2026-11-01', '2026-11-02'];
  const gym = (night: string, tenant: string, more: Planted = {}) =>
    row(night, tenant, { ...more, more: { profile: 'gyms/main.yaml', ...more.more } });
  await runNight(one, [gym(one, 'main-gym', { findings: [dkim('main-gym')] }), row(one, 'leaves')]);
  const { exit, changes } = await runNight(two, [gym(two, 'main-gym-ltd', { findings: [dkim('main-gym-ltd')] })]);
  const told = changes.filter(({ class: kind }) => kind === 'gone').map(({ says }) => says);
  expect([exit, told.sort()]).toEqual([
    1,
    [
      'gyms/main.yaml described main-gym and describes main-gym-ltd now: what was remembered of main-gym is not main-gym-ltd’s.',
      'leaves is no longer in the inventory (leaves.yaml).',
    ],
  ]);
});

it('says of a profile that could never be read before that it is mended, and not that it is gone', async () => {
  const [one, two] = ['2026-11-01', '2026-11-02'];
  const profile = 'gyms/new.yaml';
  const refused = { findings: [dkim(profile)], more: { key: profile, tenant: profile, profile, provider: null } };
  await runNight(one, [row(one, profile, refused), row(one, 'other')]);
  const { exit, changes } = await runNight(two, [row(two, 'new', { more: { profile } }), row(two, 'other')]);
  expect([exit, changes.map(({ class: kind, tenant, says }) => [kind, tenant, says])]).toEqual([
    0,
    [['fixed', 'new', 'mended: gyms/new.yaml can be read and used, and describes new']],
  ]);
});
