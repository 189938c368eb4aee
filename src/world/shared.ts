// What all tenants of a process share: one pacer, so that reads of one account and region queue together.
import { type AccountCache, createAccountCache } from './aws/coalesce.ts';
import { createPacer, type Pacer } from './aws/pacer.ts';
import { systemClock } from './clock.ts';

export interface Shared {
  readonly pacer: Pacer;
  /** Answers about a whole account, asked once for all its tenants. */
  readonly accountCache: AccountCache;
}

const ACCOUNT_MS = 5 * 60_000;

export const createShared = (): Shared => ({
  pacer: createPacer({ clock: systemClock }),
  accountCache: createAccountCache(ACCOUNT_MS, () => systemClock.elapsed()),
});

/** The same pacers, and no answer remembered: for whoever looks again. */
export const renewed = (shared: Shared): Shared => ({ ...createShared(), pacer: shared.pacer });
