// MTA-STS, TLS reporting and BIMI: nobody needs them to send, but what is published must be readable.
import { MAIL_POLICIES, type MailPolicyKind, mailPolicyState } from '../../mail/dns/mail-policies.ts';
import { defineCheck } from '../check.ts';
import { askAgain, UNANSWERED } from './unanswered.ts';

const KINDS: readonly MailPolicyKind[] = ['mtaSts', 'tlsRpt', 'bimi'];

export const mailPolicies = defineCheck({
  id: 'mail-policies',
  title: 'MTA-STS, TLS reporting and BIMI can be read where they are published',
  severity: 'info',
  why: 'A record that cannot be read protects nothing and reports nothing, while it looks as if it did.',
  owner: 'DNS admin',
  references: ['RFC 8461 §3.1', 'RFC 8460 §3'],
  reasons: {
    several: { status: ['warn'], says: 'More than one record of a kind stands at a name, so none counts.' },
    malformed: { status: ['warn'], says: 'A record lacks what it must say, so it counts for nothing.' },
    'none-published': { status: ['not-applicable'], says: 'None of these records is published; nobody needs them to send.' },
    ...UNANSWERED,
  },
  needs: ['dns.mailPolicies'],
  evaluate(facts) {
    const fact = facts['dns.mailPolicies'].value;
    const states = KINDS.map((kind) => ({
      kind,
      name: `${MAIL_POLICIES[kind].label}.${fact.domain}`,
      state: mailPolicyState(kind, fact[kind]),
    }));
    const observed = Object.fromEntries(states.map(({ kind, state }) => [kind, state]));
    const broken = states.flatMap(({ kind, name, state }) =>
      state === 'several' || state === 'malformed' ? [{ kind, name, state }] : [],
    );
    if (broken[0] !== undefined) {
      const remedy = broken.map(({ kind, name, state }) => {
        const { title, example } = MAIL_POLICIES[kind];
        return state === 'several'
          ? { say: `Keep one ${title} record at ${name}: it has more than one, so none counts.` }
          : { say: `Rewrite the ${title} record at ${name} so that it begins as ${example}…, or remove it: it cannot be read.` };
      });
      const expected = 'At each of these names no record, or one that can be read.';
      return { status: 'warn', reason: broken[0].state, observed, expected, remedy };
    }
    const silent = states.filter(({ state }) => state === 'unseen');
    if (silent.length > 0) {
      const reason = silent.length === states.length ? 'cannot-judge' : 'partly-observed';
      const titles = silent.map(({ kind }) => MAIL_POLICIES[kind].title).join(', ');
      const remedy = [
        askAgain(
          `${titles} of ${fact.domain}`,
          'no usable answer came',
          silent.map(({ name }) => `${name} TXT`),
        ),
      ];
      return { status: 'inconclusive', reason, observed, expected: 'DNS answers for these names.', remedy };
    }
    if (states.some(({ state }) => state === 'published')) return { status: 'pass', reason: 'ok', observed };
    return { status: 'not-applicable', reason: 'none-published', observed };
  },
});
