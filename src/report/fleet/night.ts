// A night as its reports take it: what changed, and a line of each tenant.
import type { Change, Night, PlaceState, TenantLook } from '../../core/fleet.ts';

const LINE = [
  'key',
  'tenant',
  'profile',
  'provider',
  'environment',
  'place',
  'outcome',
  'exitCode',
  'at',
  'tookMs',
  'passed',
  'judged',
] as const satisfies readonly (keyof TenantLook)[];

/** Of a tenant's row what a list shows; findings stay where they are, so that a fleet of any size fits in memory. */
export type TenantLine = Pick<TenantLook, (typeof LINE)[number]>;

export interface NightReport {
  readonly night: Night;
  /** Of tenants, accounts and the fleet. */
  readonly changes: readonly Change[];
  /** By ascending key. */
  readonly tenants: readonly TenantLine[];
  readonly places: readonly PlaceState[];
}

export const tenantLine = (look: TenantLook): TenantLine =>
  Object.fromEntries(LINE.map((key) => [key, look[key]])) as unknown as TenantLine;

/** Changes by the tenant they are of; those of an account or of the fleet under null. */
export const changesByKey = (changes: readonly Change[]): ReadonlyMap<string | null, readonly Change[]> => {
  const byKey = new Map<string | null, Change[]>();
  for (const change of changes) {
    const known = byKey.get(change.key);
    if (known === undefined) byKey.set(change.key, [change]);
    else known.push(change);
  }
  return byKey;
};
