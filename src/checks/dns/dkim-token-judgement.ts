// What dkim-tokens says of the tokens: state of each, what was seen, and the finding for faults and for silence.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { type TokenState, tokensReason, tokenState } from '../../mail/dkim/publication.ts';
import { tokenFix } from '../../mail/dkim/token-fix.ts';
import { sameName } from '../../text/domain-name.ts';

type Fact = Facts['dns.dkim'];

export const tokenOf =
  (fact: Fact) =>
  (record: Fact['records'][number]): TokenState =>
    tokenState({ ...record, targetFrom: fact.targetFrom, domain: fact.domain });

export const observedOf = (fact: Fact, states: readonly TokenState[]) => ({
  identity: fact.identity,
  records: fact.records.map((record, at) => ({
    name: record.name,
    state: states[at],
    cname: record.cname.values[0] ?? record.cname.outcome,
    expected: record.expectedTarget,
    key: record.key.outcome,
    ttl: record.cname.ttl,
  })),
});

export const wrongIn = (fact: Fact, states: readonly TokenState[]) =>
  fact.records
    .filter((_, at) => states[at] !== 'ok')
    .map(({ name, expectedTarget }) => ({
      name,
      type: 'TXT' as const,
      right: (values: readonly string[]) => values.some((value) => sameName(value.replace(/^CNAME /, ''), expectedTarget)),
    }));

export const faulty = (fact: Fact, states: readonly TokenState[], expected: string): Judgement => {
  const faults = states.filter((state) => state !== 'ok' && state !== 'unseen');
  const fix = fact.records.flatMap((record, at) => tokenFix(states[at] ?? 'ok', record)).join('\n');
  // The record at the target is AWS's own: a key certify cannot read there is worth a look, not a verdict.
  const status = faults.every((fault) => fault === 'unusable-key') ? 'warn' : 'fail';
  return { status, reason: tokensReason(faults, states.length), observed: observedOf(fact, states), expected, fix };
};

export const unseen = (fact: Fact, states: readonly TokenState[]): Judgement => {
  const first = fact.records.find((_, at) => states[at] === 'unseen');
  return {
    status: 'inconclusive',
    reason: states.every((state) => state === 'unseen') ? 'cannot-judge' : 'partly-observed',
    observed: { ...observedOf(fact, states), detail: first?.key.detail ?? first?.cname.detail ?? null },
    expected: 'Every DKIM name is answered by DNS.',
    fix: `Ask again from a network that can reach the name servers of ${fact.domain}; when it stays, have them checked: dig ${first?.name ?? fact.domain} TXT`,
  };
};
