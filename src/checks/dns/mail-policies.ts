// MTA-STS, TLS reporting and BIMI: nobody needs them to send, but what is published must be readable.
import type { Judgement } from '../../core/finding.ts';
import { MAIL_POLICIES, type MailPolicyKind, mailPolicyState } from '../../mail/dns/mail-policies.ts';
import { defineCheck } from '../check.ts';

const KINDS: readonly MailPolicyKind[] = ['mtaSts', 'tlsRpt', 'bimi'];

export const mailPolicies = defineCheck({
  id: 'mail-policies',
  title: 'MTA-STS, TLS reporting and BIMI can be read where they are published',
  severity: 'info',
  why: 'A record that cannot be read protects nothing and reports nothing, while it looks as if it did.',
  owner: 'DNS admin',
  references: ['RFC 8461 §3.1', 'RFC 8460 §3'],
  needs: ['dns.mailPolicies'],
  evaluate(facts): Judgement {
    const seen = facts['dns.mailPolicies'];
    const fact = seen.value;
    const states = KINDS.map((kind) => ({ kind, state: mailPolicyState(kind, fact[kind]) }));
    const observed = Object.fromEntries(states.map(({ kind, state }) => [kind, state]));
    const broken = states.filter(({ state }) => state === 'several' || state === 'malformed');
    if (broken[0] !== undefined) {
      const fix = broken
        .map(({ kind, state }) => {
          const { title, label, example } = MAIL_POLICIES[kind];
          const name = `${label}.${fact.domain}`;
          return state === 'several'
            ? `${name} has more than one ${title} record, so none counts. Keep one.`
            : `The ${title} record at ${name} cannot be read. Write it as ${example}…, or remove it.`;
        })
        .join('\n');
      const expected = 'At each of these names no record, or one that can be read.';
      return { status: 'warn', reason: broken[0].state, observed, expected, fix };
    }
    if (states.some(({ state }) => state === 'unseen')) {
      const reason = states.every(({ state }) => state === 'unseen') ? 'cannot-judge' : 'partly-observed';
      return { status: 'inconclusive', reason, observed, expected: 'DNS answers for these names.', fix: 'Ask again later.' };
    }
    if (states.some(({ state }) => state === 'published')) return { status: 'pass', reason: 'ok', observed };
    return { status: 'not-applicable', reason: 'none-published', observed };
  },
});
