// What a night will ask of whom, and how long the limits let it take: cut by account and region before anything is asked.
import type { Shard } from '../core/fleet.ts';
import { fingerprint } from './fingerprint.ts';
import type { InventoryTenant } from './inventory.ts';

/** SES reads for a whole account and region: its state, its statistics, a set with its destinations, what it suppressed, and a page of its list. */
const READS_A_PLACE = 6;
const PAGE = 1000;

export interface PlannedPlace {
  readonly place: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly tenants: readonly InventoryTenant[];
  /** Tenants that SES is asked about, as far as is known before its list is read. */
  readonly full: number;
  /** SES reads; 0 where there is no SES. */
  readonly reads: number;
  readonly readsPerSecond: number;
  /** Seconds that SES's limit alone takes. */
  readonly seconds: number;
}

export interface NightPlan {
  /** The one that takes longest first. */
  readonly places: readonly PlannedPlace[];
  readonly tenants: number;
  readonly full: number;
  readonly reads: number;
  /** Seconds: accounts are worked on side by side, so it is the longest of them. */
  readonly seconds: number;
}

export interface PlanRules {
  readonly readsPerSecond: (place: string) => number;
  /** Whether SES is asked about the tenant whatever its list says. */
  readonly full: (tenant: InventoryTenant) => boolean;
}

const plannedPlace = (tenants: readonly InventoryTenant[], rules: PlanRules): PlannedPlace => {
  const [first] = tenants;
  if (first === undefined) throw new Error('a place without tenants was planned');
  const { place, account, region } = first;
  const ses = tenants.filter((one) => one.ses);
  const full = ses.filter(rules.full).length;
  const readsPerSecond = rules.readsPerSecond(place);
  const reads = ses.length === 0 ? 0 : full + READS_A_PLACE - 1 + Math.ceil(ses.length / PAGE);
  return { place, account, region, tenants, full, reads, readsPerSecond, seconds: reads / readsPerSecond };
};

/** Groups that never share an account. Deterministic. */
const byPlace = (tenants: readonly InventoryTenant[]): ReadonlyMap<string, readonly InventoryTenant[]> => {
  const places = new Map<string, InventoryTenant[]>();
  for (const one of tenants) {
    const known = places.get(one.place);
    if (known === undefined) places.set(one.place, [one]);
    else known.push(one);
  }
  return places;
};

/** Equal where the same tenants are cut: machines that read other lists would leave some out. */
export const digestOfCut = (tenants: readonly InventoryTenant[]): string =>
  fingerprint('cut', ...tenants.map(({ key, place }) => `${key} ${place}`));

export const planNight = (tenants: readonly InventoryTenant[], rules: PlanRules): NightPlan => {
  const places = [...byPlace(tenants).values()]
    .map((group) => plannedPlace(group, rules))
    .sort((a, b) => b.seconds - a.seconds || b.tenants.length - a.tenants.length || (a.place < b.place ? -1 : 1));
  const sum = (of: (place: PlannedPlace) => number): number => places.reduce((total, place) => total + of(place), 0);
  return {
    places,
    tenants: tenants.length,
    full: sum((place) => place.full),
    reads: sum((place) => place.reads),
    seconds: Math.max(0, ...places.map((place) => place.seconds)),
  };
};

/**
 * The places of a shard: whole accounts, the largest to the emptiest shard, so that no account is asked by two and the load is
 * even. The same inventory gives the same cut on every machine.
 */
export const placesOfShard = (tenants: readonly InventoryTenant[], { index, of }: Shard): ReadonlySet<string> => {
  const sizes = [...byPlace(tenants)].map(([place, group]) => ({ place, size: group.length }));
  sizes.sort((a, b) => b.size - a.size || (a.place < b.place ? -1 : 1));
  const shards = Array.from({ length: of }, () => ({ size: 0, places: new Set<string>() }));
  for (const { place, size } of sizes) {
    const emptiest = shards.reduce((least, one) => (one.size < least.size ? one : least));
    emptiest.size += size;
    emptiest.places.add(place);
  }
  return shards[index - 1]?.places ?? new Set();
};
