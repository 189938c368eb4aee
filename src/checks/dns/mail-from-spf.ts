// SPF where receivers look for it: at the MAIL FROM domain, not at the From domain (RFC 7208 §2.4).
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import { isAnswer, outcomeText } from '../../parsers/dns-outcome.ts';
import { zoneLine } from '../../parsers/dns-zone-line.ts';
import { type IncludeState, includeState } from '../../parsers/spf-provider.ts';
import { selectSpf } from '../../parsers/spf-select.ts';
import { defineCheck } from '../check.ts';

type Fact = Facts['dns.mailFrom'];

const SES = 'amazonses.com';
const RECORD = `v=spf1 include:${SES} ~all`;

const failed = (fact: Fact, reason: string, advice: string): Judgement => ({
  status: 'fail',
  reason,
  observed: { domain: fact.domain, txt: fact.txt.values, outcome: fact.txt.outcome, ttl: fact.txt.ttl },
  expected: `${fact.domain} has one SPF record that lets SES pass.`,
  fix: `${advice}\n${zoneLine(fact.domain, 'TXT', RECORD)}`,
});

const unseen = (fact: Fact): Judgement => ({
  status: 'inconclusive',
  reason: 'cannot-judge',
  observed: { domain: fact.domain, outcome: fact.txt.outcome, detail: fact.txt.detail },
  expected: `DNS answers for the TXT records of ${fact.domain}.`,
  fix: `Ask again later: ${outcomeText(fact.txt.outcome)}. When it stays, have the name servers checked: dig ${fact.domain} TXT`,
});

const INCLUDE: { readonly [K in Exclude<IncludeState, 'authorised'>]: readonly [reason: string, advice: string] } = {
  missing: ['ses-not-included', `The SPF record does not name SES. Put include:${SES} before its “all”, or replace it with:`],
  'not-pass': [
    'ses-include-qualified',
    `A sign before include:${SES} keeps SES from passing. Remove the sign, or replace the record with:`,
  ],
  'after-all': [
    'ses-include-after-all',
    `include:${SES} stands after “all” and is never read. Put it before, or replace the record with:`,
  ],
};

export const mailFromSpf = defineCheck({
  id: 'mail-from-spf',
  title: 'SPF at the MAIL FROM domain lets SES pass',
  severity: 'blocker',
  why: 'SPF is judged at the MAIL FROM domain: without this record its check fails there, and only DKIM is left for DMARC.',
  owner: 'DNS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/mail-from.html',
    'https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-spf.html',
    'RFC 7208 §2.4',
  ],
  needs: ['dns.mailFrom'],
  evaluate(facts) {
    const seen = facts['dns.mailFrom'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-mail-from' };
    const fact = seen.value;
    if (!isAnswer(fact.txt.outcome)) return unseen(fact);
    const spf = selectSpf(fact.txt.values);
    if (spf.kind === 'several')
      return failed(fact, 'several-spf', 'Two SPF records at one name are an error. Keep one, and remove the others:');
    if (spf.kind === 'none' && spf.lookalikes.length > 0) {
      return failed(
        fact,
        'not-read-as-spf',
        `“${spf.lookalikes[0]}” is not read as SPF: the text must begin with v=spf1 and a space. Replace it with:`,
      );
    }
    if (spf.kind === 'none') return failed(fact, 'spf-missing', 'Add this record:');
    if (!spf.parsed.ok) {
      const errors = spf.parsed.errors.map(({ term, message }) => `“${term}” ${message}`).join('; ');
      return failed(fact, 'spf-syntax', `The SPF record cannot be read: ${errors}. Replace it with:`);
    }
    const state = includeState(spf.parsed.record, SES);
    if (state !== 'authorised') return failed(fact, ...INCLUDE[state]);
    return { status: 'pass', reason: 'ok', observed: { domain: fact.domain, spf: spf.text, ttl: fact.txt.ttl } };
  },
});
