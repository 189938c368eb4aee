// The MX of the custom MAIL FROM domain takes bounces to SES, in the region that sends.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer, outcomeText } from '../../mail/dns/outcome.ts';
import { zoneLine } from '../../text/zone-line.ts';
import { isMailFromBelow, type MailFromMxState, mailFromMxState } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';
import { pendingInCaches } from './caches.ts';

type Fact = Facts['dns.mailFrom'];

const ADVICE: { readonly [K in Exclude<MailFromMxState, 'ok'>]: (fact: Fact) => string } = {
  none: () => 'Add this record:',
  several: (fact) => `Remove every MX record of ${fact.domain} but one; SES does not accept a second. Keep:`,
  'null-mx': () => 'The MX record says that the domain takes no mail (RFC 7505). Replace it with:',
  'wrong-region': (fact) => `The MX record names the feedback host of another region (${fact.mx.values[0]}). Change it to:`,
  'trailing-domain': (fact) => `The MX host is ${fact.mx.values[0]}: its final dot was left out. Change it to:`,
  'wrong-host': (fact) => `The MX record names ${fact.mx.values[0]}, so SES gets no bounces. Change it to:`,
};

const faultOf = (fact: Fact, state: Exclude<MailFromMxState, 'ok'>): { readonly reason: string; readonly advice: string } => {
  const doubled = state === 'none' && fact.doubled !== null && fact.doubled.outcome === 'found' ? fact.doubled.name : null;
  if (doubled === null) return { reason: state === 'none' ? 'mx-missing' : `mx-${state}`, advice: ADVICE[state](fact) };
  return {
    reason: 'doubled-domain',
    advice: `The record stands at ${doubled}: the DNS panel appended its zone. Delete it there and enter only the part before the zone, so that it becomes:`,
  };
};

const unseen = (fact: Fact): Judgement => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { domain: fact.domain, outcome: fact.mx.outcome, detail: fact.mx.detail },
  expected: `DNS answers for the MX of ${fact.domain}.`,
  fix: `Ask again later: ${outcomeText(fact.mx.outcome)}. When it stays, have the name servers checked: dig ${fact.domain} MX`,
});

export const mailFrom = defineCheck({
  id: 'mail-from',
  title: 'The MAIL FROM domain has exactly one MX, SES’s feedback host of the region',
  severity: 'blocker',
  why: 'Without it SES falls back to amazonses.com, where SPF no longer counts for the gym’s domain, or refuses to send.',
  owner: 'DNS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/mail-from.html', 'RFC 7505'],
  needs: ['dns.mailFrom'],
  uses: ['dns.whereSeen', 'run.clock'],
  evaluate(facts) {
    const seen = facts['dns.mailFrom'];
    const fact = seen.value;
    if (!isMailFromBelow(fact.domain, fact.identityDomain)) {
      return {
        status: 'fail',
        reason: 'not-a-subdomain',
        observed: { domain: fact.domain, identity: fact.identityDomain },
        expected: `A subdomain of ${fact.identityDomain}, or of its parent domain, that is used for nothing else.`,
        fix: `In SES, set the custom MAIL FROM domain of ${fact.identityDomain} to bounce.${fact.identityDomain}.`,
        owner: 'AWS admin',
      };
    }
    if (!isAnswer(fact.mx.outcome)) return unseen(fact);
    const state = mailFromMxState(fact.mx.values, fact.expectedMx);
    const observed = { domain: fact.domain, mx: fact.mx.values, outcome: fact.mx.outcome, ttl: fact.mx.ttl };
    if (state === 'ok') return { status: 'pass', reason: 'ok', observed };
    const { reason, advice } = faultOf(fact, state);
    const expected = `${fact.domain} has exactly one MX record: 10 ${fact.expectedMx}`;
    const fix = `${advice}\n${zoneLine(fact.domain, 'MX', `10 ${fact.expectedMx}`)}`;
    const right = (values: readonly string[]): boolean => mailFromMxState(values, fact.expectedMx) === 'ok';
    const waiting = pendingInCaches(facts, [{ name: fact.domain, type: 'MX', right }], { observed, expected });
    return waiting ?? { status: 'fail', reason, observed, expected, fix };
  },
});
