// Expected failures, both ways: what matches is silent, and an entry that matches nothing, or has expired, is news.
import type { KeptFinding } from '../core/fleet.ts';
import { patternOf } from '../text/glob.ts';
import { hasExpired } from './validity.ts';

export interface ExpectedFailure {
  /** Pattern of tenants. */
  readonly tenant: string;
  /** `*`: any. */
  readonly check: string;
  readonly reason: string;
  readonly ticket: string;
  /** A date; it counts to the end of that day (UTC). */
  readonly expires: string;
  /** Of fleet.yaml, from 1. */
  readonly line: number;
}

export interface Expectations {
  /** The entry that makes this finding nobody's news; null: there is none. */
  match(tenant: string, finding: Pick<KeptFinding, 'check' | 'reason'>): ExpectedFailure | null;
  /** What was wrong about the list, once every finding was asked about. */
  broken(): readonly { readonly entry: ExpectedFailure; readonly why: 'expired' | 'matches-nothing' }[];
}

/** `at`: ISO 8601, when the night began. */
export const expectations = (entries: readonly ExpectedFailure[], at: string): Expectations => {
  const list = entries.map((entry) => ({ entry, tenants: patternOf(entry.tenant), expired: hasExpired(entry.expires, at) }));
  const used = new Set<ExpectedFailure>();
  const is = (wanted: string, given: string): boolean => wanted === '*' || wanted === given;
  return {
    match: (tenant, { check, reason }) => {
      const fitting = list.filter(
        ({ entry, tenants }) => is(entry.check, check) && is(entry.reason, reason) && tenants.test(tenant),
      );
      for (const { entry } of fitting) used.add(entry);
      return fitting.find(({ expired }) => !expired)?.entry ?? null;
    },
    broken: () =>
      list
        .filter(({ entry, expired }) => expired || !used.has(entry))
        .map(({ entry, expired }) => ({ entry, why: expired ? ('expired' as const) : ('matches-nothing' as const) })),
  };
};
