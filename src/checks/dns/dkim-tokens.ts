// Easy DKIM: every token's CNAME is in DNS, points to SES, and ends at a key.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { type TokenState, tokenState, tokensReason } from '../../parsers/dkim-publication.ts';
import { tokenFix } from '../../parsers/dkim-token-fix.ts';
import { defineCheck } from '../check.ts';

type Fact = Facts['dns.dkim'];

const tokenOf =
  (fact: Fact) =>
  (record: Fact['records'][number]): TokenState =>
    tokenState({ ...record, targetFrom: fact.targetFrom, domain: fact.domain });

const observedOf = (fact: Fact, states: readonly TokenState[]) => ({
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

const unseen = (fact: Fact, states: readonly TokenState[]): Judgement => {
  const first = fact.records.find((_, at) => states[at] === 'unseen');
  return {
    status: 'inconclusive',
    reason: states.every((state) => state === 'unseen') ? 'cannot-judge' : 'partly-observed',
    observed: { ...observedOf(fact, states), detail: first?.key.detail ?? first?.cname.detail ?? null },
    expected: 'Every DKIM name is answered by DNS.',
    fix: `Ask again from a network that can reach the name servers of ${fact.domain}; when it stays, have them checked: dig ${first?.name ?? fact.domain} TXT`,
  };
};

export const dkimTokens = defineCheck({
  id: 'dkim-tokens',
  title: 'All DKIM CNAMEs of SES are in DNS and end at a key',
  severity: 'blocker',
  why: 'Without all of them SES does not sign with the gym’s domain: DMARC fails, and invoices land in spam or are refused.',
  owner: 'DNS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html',
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-dkim.html',
    'RFC 6376 §3.6',
  ],
  needs: ['dns.dkim'],
  core: true,
  evaluate(facts) {
    const seen = facts['dns.dkim'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-identity' };
    const fact = seen.value;
    const expected = `${fact.records.length} CNAME records below _domainkey.${fact.domain}, each pointing to its token in SES.`;
    if (fact.records.length === 0) {
      return {
        status: 'fail',
        reason: 'no-tokens',
        observed: { identity: fact.identity, origin: fact.origin },
        expected: 'SES has three DKIM tokens for the identity.',
        fix: `In SES, open the identity ${fact.identity}, choose Authentication → DKIM → Edit, and turn on Easy DKIM; then publish the three CNAMEs it shows.`,
        owner: 'AWS admin',
      };
    }
    const states = fact.records.map(tokenOf(fact));
    const faults = states.filter((state) => state !== 'ok' && state !== 'unseen');
    if (faults.length > 0) {
      const fix = fact.records.flatMap((record, at) => tokenFix(states[at] ?? 'ok', record)).join('\n');
      // The record at the target is AWS's own: a key certify cannot read there is worth a look, not a verdict.
      const status = faults.every((fault) => fault === 'unusable-key') ? 'warn' : 'fail';
      return { status, reason: tokensReason(faults, states.length), observed: observedOf(fact, states), expected, fix };
    }
    if (states.includes('unseen')) return unseen(fact, states);
    return { status: 'pass', reason: 'ok', observed: observedOf(fact, states) };
  },
});
