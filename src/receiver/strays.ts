// What came near a message and did not count: refused callbacks and unknown ids since it was registered. A hint for people, no row.
import type { LedgerView } from '../core/live.ts';
import { unmatchedSince, viewOf, type Wanted } from './ledger/view.ts';
import type { Store } from '../store/store.ts';

export interface Strays {
  /** Remembers one refused callback by the contract's word for why. */
  readonly note: (reason: string, now: Date) => void;
  readonly since: (at: string) => { readonly [reason: string]: number };
}

/** Bounds the memory that a flood of forgeries can take. */
const REMEMBERED = 500;

export const createStrays = (): Strays => {
  const recent: { readonly at: string; readonly reason: string }[] = [];
  return {
    note: (reason, now) => {
      recent.push({ at: now.toISOString(), reason });
      if (recent.length > REMEMBERED) recent.shift();
    },
    since: (at) => {
      const counts: { [reason: string]: number } = {};
      for (const one of recent) if (one.at >= at) counts[one.reason] = (counts[one.reason] ?? 0) + 1;
      return counts;
    },
  };
};

/** The view asked with `strays=1`: with strays, and only while nothing has come for the message: afterwards nobody needs the hint. */
export const viewWithStrays = async (store: Store, strays: Strays, wanted: Wanted): Promise<LedgerView> => {
  const { view, unmatched } = await store.read(async (tx) => {
    const found = await viewOf(tx, wanted);
    const waiting = found.attempt !== null && found.events.length === 0;
    return { view: found, unmatched: waiting ? await unmatchedSince(tx, found.attempt?.registeredAt ?? '') : 0 };
  });
  if (view.attempt === null || view.events.length > 0) return view;
  const refused = strays.since(view.attempt.registeredAt);
  return unmatched === 0 && Object.keys(refused).length === 0 ? view : { ...view, strays: { unmatched, refused } };
};
