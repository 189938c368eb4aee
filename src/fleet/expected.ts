// What is nobody's news: expected failures, both ways (an entry that matches nothing, or has expired, is news itself), and windows of
// maintenance, in which whatever gets worse of a tenant is silent.
import type { Change, KeptFinding, TenantLook } from '../core/fleet.ts';
import { patternOf } from '../text/glob.ts';
import { PSEUDO_CHECKS } from './row.ts';
import { DUE_KINDS, endOf, hasExpired } from './validity.ts';

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

export interface Window {
  /** Pattern of tenants. */
  readonly tenant: string;
  /** Dates, or ISO 8601 with a zone; a date alone is the whole day (UTC). */
  readonly from: string;
  readonly to: string;
  readonly ticket: string;
}

/** Why nobody is told. */
type Silence = NonNullable<Change['expected']>;

export interface Expectations {
  /** What makes this finding nobody's news; null: there is nothing. */
  match(tenant: string, finding: Pick<KeptFinding, 'check' | 'reason'>, at: string): Silence | null;
  /** The window that the tenant was in `at` that time (ISO 8601); null: none. */
  window(tenant: string, at: string): Silence | null;
  /** A tenant's row: what could not be looked at there may still be as it was expected. */
  saw(look: Pick<TenantLook, 'tenant' | 'findings' | 'hidden' | 'pulse'>): void;
  /** What was wrong about the list, once every finding was asked about. */
  broken(): readonly { readonly entry: ExpectedFailure; readonly why: 'expired' | 'matches-nothing' }[];
}

/** Nobody knows tonight whether the check would be among the tenant's findings. */
const mayBe = (check: string, { findings, hidden, pulse }: Parameters<Expectations['saw']>[0]): boolean => {
  if (hidden.includes('*') || hidden.includes(check)) return true;
  if (check === PSEUDO_CHECKS.pulse) return pulse === undefined;
  // What is due rests on what was seen of certificates and keys, and stands under no check's name.
  const isWide = check === '*' || DUE_KINDS.some((kind) => kind === check);
  return isWide && findings.some(({ kind }) => kind === 'unseen');
};

/** `*` stands for any name: where a profile was never read, its path is the name. */
const tenantsOf = (pattern: string): RegExp => patternOf(pattern.replaceAll('*', '**'));

interface Given {
  readonly expected: readonly ExpectedFailure[];
  readonly windows: readonly Window[];
}

/** `at`: ISO 8601, when the night began. */
export const expectations = ({ expected, windows }: Given, at: string): Expectations => {
  const list = expected.map((entry) => ({ entry, tenants: tenantsOf(entry.tenant), expired: hasExpired(entry.expires, at) }));
  const closed = windows.map((window) => ({ ...window, tenants: tenantsOf(window.tenant) }));
  const used = new Set<ExpectedFailure>();
  const unsure = new Set<ExpectedFailure>();
  const is = (wanted: string, given: string): boolean => wanted === '*' || wanted === given;
  const windowOf = (tenant: string, when: string): Silence | null => {
    const then = Date.parse(when);
    const found = closed.find(({ tenants, from, to }) => tenants.test(tenant) && Date.parse(from) <= then && then <= endOf(to));
    return found === undefined ? null : { ticket: found.ticket, expires: found.to };
  };
  return {
    match: (tenant, { check, reason }, when) => {
      const fitting = list.filter(
        ({ entry, tenants }) => is(entry.check, check) && is(entry.reason, reason) && tenants.test(tenant),
      );
      for (const { entry } of fitting) used.add(entry);
      const found = fitting.find(({ expired }) => !expired)?.entry;
      return found === undefined ? windowOf(tenant, when) : { ticket: found.ticket, expires: found.expires };
    },
    window: windowOf,
    saw: (look) => {
      for (const { entry, tenants } of list)
        if (!used.has(entry) && !unsure.has(entry) && mayBe(entry.check, look) && tenants.test(look.tenant)) unsure.add(entry);
    },
    broken: () =>
      list
        .filter(({ entry, expired }) => expired || !(used.has(entry) || unsure.has(entry)))
        .map(({ entry, expired }) => ({ entry, why: expired ? ('expired' as const) : ('matches-nothing' as const) })),
  };
};
