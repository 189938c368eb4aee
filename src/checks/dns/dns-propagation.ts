// Where the records are seen: every name server of the zone gives the same, and caches have caught up.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Facts } from '../../facts/index.ts';
import { lookAgainAt, type Where, whereSeen } from '../../parsers/dns-where.ts';
import { bogusAdvice, unseenAdvice, whereAdvice } from '../../parsers/dns-where-advice.ts';
import { isAnswer } from '../../parsers/dns-outcome.ts';
import { defineCheck } from '../check.ts';

type Seen = Facts['dns.whereSeen']['records'][number];
type Placed = Seen & Where & { readonly lookAgain: string | null };

/** Worst first: a bad signature hides every record, differing servers lose some mail, a cache only takes time. */
const FAULTS = [
  { where: 'some-servers', status: 'fail' },
  { where: 'only-caches', status: 'fail' },
  { where: 'unknown', status: 'inconclusive' },
  { where: 'only-authoritative', status: 'pending' },
  { where: 'stale-negative', status: 'pending' },
] as const;

const observedOf = (records: readonly Placed[]) => ({
  records: records.map(({ name, type, where, lookAgain, zone, caches, authorities }) => ({
    name,
    type,
    where,
    lookAgain,
    zone,
    caches: isAnswer(caches.outcome) ? caches.values : caches.outcome,
    servers: authorities.map((one) => ({
      host: one.host,
      address: one.address,
      says: isAnswer(one.outcome) ? one.values : one.outcome,
      ttl: one.ttl,
    })),
  })),
});

const cannotJudge = (unknown: readonly Placed[], all: number, observed: JsonObject) => {
  const { detail, fix } = unseenAdvice(unknown);
  return {
    reason: unknown.length === all ? 'cannot-judge' : 'partly-observed',
    observed: { ...observed, detail },
    expected: 'The name servers of the zone and the resolver answer.',
    fix,
    owner: 'network admin' as const,
  };
};

/** ISO 8601 sorts as text. */
const latest = (times: readonly (string | null)[]): string | undefined =>
  times
    .flatMap((time) => time ?? [])
    .sort()
    .at(-1);

export const dnsPropagation = defineCheck({
  id: 'dns-propagation',
  title: 'Every name server and the caches give the same records',
  severity: 'warning',
  why: 'A record that only some servers have works for some recipients; one that caches do not show yet looks missing, and is not.',
  owner: 'DNS admin',
  references: ['RFC 1034 §4.3.5', 'RFC 2308 §5', 'RFC 2181 §5.4.1'],
  needs: ['dns.whereSeen', 'run.clock'],
  evaluate(facts): Judgement {
    const [seen, clock] = [facts['dns.whereSeen'], facts['run.clock']];
    if (seen.state === 'absent' || clock.state === 'absent' || seen.value.records.length === 0)
      return { status: 'not-applicable', reason: 'no-records' };
    const placed = seen.value.records.map((record): Placed => {
      const where = whereSeen(record.caches, record.authorities);
      return { ...record, ...where, lookAgain: lookAgainAt(clock.value.now, where.cachesForget) };
    });
    const observed = observedOf(placed);
    const expected = 'The same answer from every name server of the zone and from the resolver.';
    const unsigned = placed.filter((record) => record.bogus);
    if (unsigned.length > 0) return { status: 'fail', reason: 'dnssec-bogus', observed, expected, fix: bogusAdvice(unsigned) };
    const worst = FAULTS.find(({ where }) => placed.some((record) => record.where === where));
    if (worst === undefined) return { status: 'pass', reason: 'ok', observed };
    const told = placed.filter((record) => record.where === worst.where);
    if (worst.status === 'inconclusive') return { status: worst.status, ...cannotJudge(told, placed.length, observed) };
    const fix = told.map((record) => whereAdvice(worst.where, { ...record, servers: record.authorities })).join('\n');
    const retryAt = worst.status === 'pending' ? latest(told.map((record) => record.lookAgain)) : undefined;
    return { status: worst.status, reason: worst.where, observed, expected, fix, ...(retryAt === undefined ? {} : { retryAt }) };
  },
});
