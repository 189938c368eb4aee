// Where the records are seen: every name server of the zone gives the same, and caches have caught up.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { bogusAdvice, emptyNameAdvice, unseenAdvice, whereAdvice } from '../../mail/dns/where-advice.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { defineCheck } from '../check.ts';
import { lastLook, place, type Placed, shown } from './placed.ts';

/** Worst first: a bad signature hides every record, differing servers lose some mail, a cache only takes time. */
const FAULTS = [
  { where: 'some-servers', status: 'fail' },
  { where: 'only-caches', status: 'fail' },
  { where: 'unknown', status: 'inconclusive' },
  { where: 'only-authoritative', status: 'pending' },
  { where: 'stale-negative', status: 'pending' },
] as const;

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
    if (seen.value.records.length === 0) return { status: 'not-applicable', reason: 'no-records' };
    const placed = seen.value.records.map((record) => place(record, clock.value.now));
    const observed = shown(placed);
    const expected = 'The same answer from every name server of the zone and from the resolver.';
    const unsigned = placed.filter((record) => record.bogus);
    if (unsigned.length > 0) return { status: 'fail', reason: 'dnssec-bogus', observed, expected, fix: bogusAdvice(unsigned) };
    const worst = FAULTS.find(({ where }) => placed.some((record) => record.where === where));
    if (worst === undefined) {
      const [denied] = placed.filter((record) => record.deniers.length > 0);
      if (denied === undefined) return { status: 'pass', reason: 'ok', observed };
      return {
        status: 'warn',
        reason: 'empty-name-denied',
        observed,
        expected,
        fix: emptyNameAdvice(denied.name, denied.deniers),
      };
    }
    const told = placed.filter((record) => record.where === worst.where);
    if (worst.status === 'inconclusive') return { status: worst.status, ...cannotJudge(told, placed.length, observed) };
    const answered = (record: Placed) => record.authorities.filter((one) => isAnswer(one.outcome));
    const fix = told.map((record) => whereAdvice(worst.where, { ...record, servers: answered(record) })).join('\n');
    const retryAt = worst.status === 'pending' ? lastLook(told) : undefined;
    return { status: worst.status, reason: worst.where, observed, expected, fix, ...(retryAt === undefined ? {} : { retryAt }) };
  },
});
