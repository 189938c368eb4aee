// What all tenants of a process share: one pacer, so that reads of one account and region queue together.
import { type AccountCache, createAccountCache } from './aws/coalesce.ts';
import type { FleetMemory } from './aws/fleet-memory.ts';
import { createPacer, type Pacer } from './aws/pacer.ts';
import { systemClock } from './clock.ts';
import { type ClosableDns, createDns, type DnsOptions } from './dns/port.ts';

export interface Shared {
  readonly pacer: Pacer;
  /** Answers about a whole account, asked once for all its tenants. */
  readonly accountCache: AccountCache;
  /** Opens the way to DNS; several tenants get the same one where they are looked at together. */
  readonly dns: (options: DnsOptions) => ClosableDns;
  /** Where many tenants share an account. */
  readonly fleet?: FleetMemory;
}

const ACCOUNT_MS = 5 * 60_000;

export const createShared = (): Shared => ({
  pacer: createPacer({ clock: systemClock }),
  accountCache: createAccountCache(ACCOUNT_MS, () => systemClock.elapsed()),
  dns: createDns,
});

/** The same pacers, and no answer remembered: for whoever looks again. */
export const renewed = (shared: Shared): Shared => ({ ...createShared(), pacer: shared.pacer });

/**
 * For subjects that are asked about the same way: what DNS answered one is not asked again for another. Closed as a whole;
 * a tenant's own closing leaves it open. The options of the first hold for all.
 */
export const sharingDns = (shared: Shared): { readonly shared: Shared; readonly close: () => void } => {
  let opened: ClosableDns | null = null;
  const dns = (options: DnsOptions): ClosableDns => {
    opened ??= createDns(options);
    return { ...opened, close: () => undefined };
  };
  return { shared: { ...shared, dns }, close: () => opened?.close() };
};

const NIGHT_MS = 20 * 3_600_000;
/** What timers and the way to AWS take from the beat: a little share, and milliseconds. */
const [MARGIN, MARGIN_MS] = [1.015, 2];

/** For a night over many tenants: every lane at its own rate from the start, and an account's answers asked once. */
export const sharedByFleet = (readsPerSecond: (lane: string) => number): Shared => ({
  pacer: createPacer({ clock: systemClock, steady: (lane) => (1000 / readsPerSecond(lane)) * MARGIN + MARGIN_MS }),
  dns: createDns,
  accountCache: createAccountCache(NIGHT_MS, () => systemClock.elapsed()),
  fleet: { refusals: new Map(), reads: new Map(), silent: new Map() },
});
