// A night with one of each class, as reports get it.
import type { Change, ChangeClass, TenantLook } from '../../../src/core/fleet.ts';
import type { NightReport } from '../../../src/report/fleet/night.ts';
import { tenantLine } from '../../../src/report/fleet/night.ts';
import { look } from '../../fleet/looks.ts';

const NIGHT = '2026-11-26';

const WEIGHTS: { readonly [C in ChangeClass]?: Change['weight'] } = {
  'new-failure': 'worse',
  'other-cause': 'worse',
  due: 'worse',
  expectation: 'worse',
  'could-not-see': 'unseen',
};

const CLASSES: readonly ChangeClass[] = [
  'new-failure',
  'other-cause',
  'fixed',
  'still-failing',
  'flapping',
  'could-not-see',
  'due',
  'expiring',
  'changed',
  'expectation',
  'gone',
];

export const change = (kind: ChangeClass, tenant: string | null, more: Partial<Change> = {}): Change => ({
  schema: 'certify.fleet-change/1',
  night: NIGHT,
  fingerprint: `${kind}-${tenant ?? 'fleet'}`,
  class: kind,
  weight: WEIGHTS[kind] ?? 'none',
  tenant,
  key: tenant === null ? null : `${tenant}/SES`,
  place: tenant === null ? null : '111122223333/ap-south-1',
  check: 'dkim-tokens',
  reason: 'one-missing',
  status: 'fail',
  severity: 'blocker',
  says: `${kind} of ${tenant ?? 'the fleet'}`,
  owner: 'DNS admin',
  who: null,
  root: `${tenant ?? 'fleet'} ${kind}`,
  firstSeen: { night: NIGHT, at: `${NIGHT}T02:17:00.000Z` },
  before: null,
  after: null,
  fix: 'Add the record.',
  expected: null,
  ...more,
});

export const tenantLook = (tenant: string, more: Partial<TenantLook> = {}): TenantLook =>
  look(NIGHT, [], { key: `${tenant}/SES`, tenant, profile: `gyms/${tenant}.yaml`, ...more });

export const nightReport = (changes: readonly Change[], looks: readonly TenantLook[]): NightReport => ({
  night: {
    schema: 'certify.fleet-night/1',
    name: NIGHT,
    fleet: 'staging',
    mode: 'live',
    certify: '1.0.0',
    full: false,
    parts: null,
    startedAt: `${NIGHT}T02:00:00.000Z`,
    finishedAt: `${NIGHT}T03:00:00.000Z`,
    baseline: '2026-11-25',
    totals: { tenants: looks.length, looked: looks.length, exits: { '0': looks.length }, changes: {}, expected: 0 },
    exitCode: 1,
  },
  changes,
  tenants: looks.map(tenantLine),
  places: [
    {
      place: '111122223333/ap-south-1',
      account: '111122223333',
      region: 'ap-south-1',
      tenants: looks.length,
      reads: 7,
      watched: {},
    },
  ],
});

/** A tenant for each class, and one change of the fleet itself. */
export const everyClass = (): NightReport =>
  nightReport(
    [...CLASSES.map((kind) => change(kind, `gym-${kind}`)), change('expectation', null)],
    CLASSES.map((kind) => tenantLook(`gym-${kind}`, { exitCode: kind === 'new-failure' ? 1 : 0 })),
  );
