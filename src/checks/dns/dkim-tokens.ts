// Easy DKIM: every token's CNAME is in DNS, points to SES, and ends at a key.
import { defineCheck } from '../check.ts';
import { pendingInCaches } from './caches.ts';
import { faulty, observedOf, tokenOf, unseen, wrongIn } from './dkim-token-judgement.ts';

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
  uses: ['dns.whereSeen', 'run.clock'],
  core: true,
  evaluate(facts) {
    const seen = facts['dns.dkim'];
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
    const observed = observedOf(fact, states);
    if (states.some((state) => state !== 'ok' && state !== 'unseen'))
      return pendingInCaches(facts, wrongIn(fact, states), { observed, expected }) ?? faulty(fact, states, expected);
    if (states.includes('unseen')) return unseen(fact, states);
    return { status: 'pass', reason: 'ok', observed };
  },
});
