// Where a record is seen: what the name servers say, beside what a resolver still has in its cache.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { isAbsent, isAnswer } from './outcome.ts';

interface Seen {
  readonly outcome: DnsOutcome;
  readonly values: readonly string[];
  readonly ttl: number | null;
}

type Whereabouts =
  | 'everywhere'
  /** The name servers of the zone do not agree. */
  | 'some-servers'
  /** The name servers agree; caches still have an older value. */
  | 'only-authoritative'
  /** The name servers agree; caches still have that there is nothing. */
  | 'stale-negative'
  /** The name servers have it no longer; caches still do. */
  | 'only-caches'
  | 'nowhere'
  /** No name server answered, or the resolver did not. */
  | 'unknown';

export interface Where {
  readonly where: Whereabouts;
  /** Seconds until caches have forgotten what they still have; null when they need not, or do not say. */
  readonly cachesForget: number | null;
}

/** What an answer says, so that two can be compared: NXDOMAIN and NODATA both say that there is nothing. */
const said = (seen: Seen): string => JSON.stringify(isAbsent(seen.outcome) ? [] : seen.values.toSorted());

/** Compares what every authoritative answer and the resolver say; answers that did not come count on neither side. */
export const whereSeen = (caches: Seen, authorities: readonly Seen[]): Where => {
  const answers = authorities.filter((seen) => isAnswer(seen.outcome));
  const [first] = answers;
  const nothing = { cachesForget: null };
  if (first === undefined) return { where: 'unknown', ...nothing };
  if (answers.some((seen) => said(seen) !== said(first))) return { where: 'some-servers', ...nothing };
  if (!isAnswer(caches.outcome)) return { where: 'unknown', ...nothing };
  if (said(caches) === said(first)) return { where: isAbsent(first.outcome) ? 'nowhere' : 'everywhere', ...nothing };
  const cachesForget = caches.ttl;
  if (isAbsent(first.outcome)) return { where: 'only-caches', cachesForget };
  return { where: isAbsent(caches.outcome) ? 'stale-negative' : 'only-authoritative', cachesForget };
};

/** When to look again: ISO 8601, `now` plus the seconds; null when nothing is waited for. */
export const lookAgainAt = (now: string, seconds: number | null): string | null =>
  seconds === null ? null : new Date(Date.parse(now) + seconds * 1000).toISOString();
