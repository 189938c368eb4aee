// The MX of the custom MAIL FROM domain takes bounces to SES, in the region that sends.
import type { Judgement } from '../../core/finding.ts';
import type { Observation } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { RecordSetChange } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer } from '../../mail/dns/outcome.ts';
import { isMailFromBelow, type MailFromMxState, mailFromMxState } from '../../mail/dns/mail-from-mx.ts';
import { defineCheck } from '../check.ts';
import { profileField } from '../remedy.ts';
import { besideServers, STALE } from './caches.ts';
import { OTHER_MAIL_FROM, answersByWildcard, doubledMx, mailFromMxRecords, misplacedMx, mxAsText } from './mail-from-mx.ts';
import { spfRecords } from './spf-record.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

type Fact = Facts['dns.mailFrom'];
type Fault = Exclude<MailFromMxState, 'ok'>;

const FAIL = ['fail'] as const;

const reasons = {
  'not-a-subdomain': {
    status: FAIL,
    says: 'The MAIL FROM domain is not below the identity’s domain, so SES does not take it.',
    follows: [{ check: 'ses-identity-verified', reasons: ['declared-not-in-force'] }],
  },
  'mx-missing': { status: FAIL, says: 'The MAIL FROM domain has no MX record.' },
  'mx-several': { status: FAIL, says: 'The MAIL FROM domain has more than one MX record, and SES accepts one.' },
  'mx-null-mx': { status: FAIL, says: 'The MX record says that the domain takes no mail (RFC 7505).' },
  'mx-wrong-region': { status: FAIL, says: 'The MX record names SES’s feedback host of another region.' },
  'mx-trailing-domain': { status: FAIL, says: 'The MX host ends in the customer’s own domain: its final dot was left out.' },
  'mx-wrong-host': { status: FAIL, says: 'The MX record names a host that is not SES’s.' },
  'alias-in-the-way': {
    status: FAIL,
    says: 'A CNAME stands at the MAIL FROM domain, where MX and SPF have to stand, and nothing can stand beside it.',
  },
  wildcard: { status: FAIL, says: 'A wildcard answers for the MAIL FROM domain, at which no MX of its own stands.' },
  'mx-as-text': { status: FAIL, says: 'The MX was entered as the text of a TXT record.' },
  'other-type': { status: FAIL, says: 'An address stands at the MAIL FROM domain where the MX belongs.' },
  'other-name': { status: FAIL, says: 'SES’s MX stands at the identity’s own domain instead of the MAIL FROM domain.' },
  'doubled-domain': { status: FAIL, says: 'The MX stands at a name to which the DNS panel appended the zone once more.' },
  ...STALE,
  ...UNANSWERED,
} as const satisfies Reasons;

type Reason = keyof typeof reasons;
type Told = Judgement<Reason | EngineReason>;

const ADVICE: { readonly [K in Fault]: (fact: Fact) => string } = {
  none: (fact) => `Add the MX of ${fact.domain}: it has none, so SES does not use it as MAIL FROM.`,
  several: (fact) => `Remove every MX record of ${fact.domain} but SES’s: SES does not accept a second.`,
  'null-mx': (fact) => `Replace the MX of ${fact.domain}, which says that the domain takes no mail (RFC 7505).`,
  'wrong-region': (fact) => `Change the MX of ${fact.domain}: ${fact.mx.values[0]} is the feedback host of another region.`,
  'trailing-domain': (fact) =>
    `Correct the MX of ${fact.domain}: it says ${fact.mx.values[0]}, because the final dot was left out.`,
  'wrong-host': (fact) => `Change the MX of ${fact.domain}: it names ${fact.mx.values[0]}, so SES gets no bounces.`,
};

/** A record that answers, or stands, where the MX does not: it is the fault, and the missing MX follows from it. */
const besideIt = (fact: Fact, state: Fault): { readonly reason: Reason; readonly say: string } | null => {
  const { domain, identityDomain, mx, expectedMx, address } = fact;
  if (answersByWildcard(fact)) {
    const what = mx.chain[0] ?? mx.values.join(', ');
    return {
      reason: 'wildcard',
      say: `Add the MX of ${domain} itself, which takes the place of the wildcard there: what answers now (${what}) stands at *.${domain.slice(domain.indexOf('.') + 1)}. The wildcard stays.`,
    };
  }
  if (mx.chain.length > 0) {
    return {
      reason: 'alias-in-the-way',
      say: `Replace the CNAME at ${domain} by the MX and the TXT record that SES asks for: it leads to ${mx.chain.at(-1)}, and nothing can stand beside a CNAME (RFC 1034 §3.6.2).`,
    };
  }
  if (state !== 'none') return null;
  if (mxAsText(fact).length > 0)
    return {
      reason: 'mx-as-text',
      say: `Enter the MX of ${domain} as a record of type MX: it stands there as the text of a TXT record.`,
    };
  if (misplacedMx(fact).length > 0)
    return {
      reason: 'other-name',
      say: `Move SES’s MX from ${identityDomain} to ${domain}: SES looks for it there alone, and at ${identityDomain} it takes the gym’s own mail to ${expectedMx}.`,
    };
  if (address?.outcome !== 'found') return null;
  return {
    reason: 'other-type',
    say: `Add the MX of ${domain}: an ${address.type} record (${address.values.join(', ')}) stands there, and SES asks for an MX.`,
  };
};

const faultOf = (fact: Fact, state: Fault): { readonly reason: Reason; readonly say: string } => {
  const doubled = state === 'none' ? doubledMx(fact) : null;
  if (doubled !== null) {
    return {
      reason: 'doubled-domain',
      say: `Move the MX at ${doubled} to ${fact.domain}: the DNS panel appended its zone. Enter only the part of the name before the zone.`,
    };
  }
  return besideIt(fact, state) ?? { reason: state === 'none' ? 'mx-missing' : `mx-${state}`, say: ADVICE[state](fact) };
};

/** The whole of what has to stand where an alias goes: the SPF record with the MX. */
const recordsFor = (fact: Fact, reason: Reason, spf: Observation<Facts['dns.spf']>): readonly RecordSetChange[] => {
  const records = mailFromMxRecords(fact);
  if (reason !== 'alias-in-the-way' || spf.state !== 'observed') return records;
  return [...records, ...spfRecords(spf.value, true).filter(({ type }) => type === 'TXT')];
};

const unseen = (fact: Fact): Told => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { domain: fact.domain, outcome: fact.mx.outcome, detail: fact.mx.detail },
  expected: `DNS answers for the MX of ${fact.domain}.`,
  ...askAgain(`the MX of ${fact.domain}`, fact.mx.outcome, [`${fact.domain} MX`]),
  follows: OTHER_MAIL_FROM,
});

const notBelow = ({ domain, identityDomain, from }: Fact): Told => ({
  status: 'fail',
  reason: 'not-a-subdomain',
  observed: { domain, identity: identityDomain },
  expected: `A subdomain of ${identityDomain}, or of its parent domain, that is used for nothing else.`,
  remedy:
    from === 'profile'
      ? [
          profileField(
            `Name a domain below ${identityDomain} as MAIL FROM domain, or none: SES does not take ${domain}, which is not below it.`,
            'ses.mailFrom',
            `bounce.${identityDomain}`,
          ),
        ]
      : [
          {
            say: `In SES, change the custom MAIL FROM domain of ${identityDomain}: SES does not take ${domain}, which is not below it.`,
            field: { in: 'AWS', name: 'MailFromDomain', value: `bounce.${identityDomain}` },
          },
        ],
  owner: from === 'profile' ? 'implementation engineer' : 'AWS admin',
});

export const mailFrom = defineCheck({
  id: 'mail-from',
  title: 'The MAIL FROM domain has exactly one MX, SES’s feedback host of the region',
  severity: 'blocker',
  why: 'Without it SES falls back to amazonses.com, where SPF no longer counts for the gym’s domain, or refuses to send.',
  owner: 'DNS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/mail-from.html', 'RFC 7505'],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html': [
      'not-a-subdomain',
      'mx-missing',
      'mx-several',
      'mx-wrong-region',
      'mx-wrong-host',
      'mx-as-text',
      'other-type',
      'other-name',
    ],
    'RFC 7505 §4.2': ['mx-null-mx'],
    'RFC 1034 §3.6.2': ['alias-in-the-way'],
    'RFC 4592 §2.2': ['wildcard'],
    'RFC 1035 §5.1': ['mx-trailing-domain', 'doubled-domain'],
  },
  needs: ['dns.mailFrom'],
  uses: ['dns.spf', 'dns.whereSeen', 'run.clock'],
  evaluate(facts) {
    const fact = facts['dns.mailFrom'].value;
    if (!isMailFromBelow(fact.domain, fact.identityDomain, fact.registrable)) return notBelow(fact);
    if (!isAnswer(fact.mx.outcome)) return unseen(fact);
    const state = mailFromMxState(fact.mx.values, fact.expectedMx);
    const observed = { domain: fact.domain, mx: fact.mx.values, outcome: fact.mx.outcome, ttl: fact.mx.ttl };
    if (state === 'ok') return { status: 'pass', reason: 'ok', observed };
    const { reason, say } = faultOf(fact, state);
    const expected = `${fact.domain} has exactly one MX record: 10 ${fact.expectedMx}`;
    const right = (values: readonly string[]): boolean => mailFromMxState(values, fact.expectedMx) === 'ok';
    // SES named no MAIL FROM domain there: where the region is found to be wrong, so is the host that it gives.
    const region = reason === 'mx-wrong-region' && fact.from === 'profile' ? ['ses-region'] : [];
    const follows = [...region, ...OTHER_MAIL_FROM];
    const remedy = [{ say, records: recordsFor(fact, reason, facts['dns.spf']) }];
    const told: Told = { status: 'fail', reason, observed, expected, remedy, follows };
    return besideServers(facts, [{ name: fact.domain, type: 'MX', right }], told);
  },
});
