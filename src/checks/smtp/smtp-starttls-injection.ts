// The relay drops what was sent in clear before the STARTTLS handshake.
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';

const reasons = {
  'command-executed': { status: ['fail'], says: 'The relay carried out, inside TLS, a command sent in clear before it.' },
  'not-tested': { status: ['not-applicable'], says: 'There was no STARTTLS upgrade to test.' },
  refused: { status: ['pass'], says: 'The relay refuses a packet that holds more than STARTTLS.' },
} as const satisfies Reasons;

export const smtpStarttlsInjection = defineCheck({
  id: 'smtp-starttls-injection',
  title: 'The relay carries out no command that was sent before the STARTTLS handshake',
  severity: 'blocker',
  why: 'Else whoever sits between can put commands of his own in front of SquareOS’s login and have mail sent or read.',
  owner: 'mail provider admin',
  references: ['RFC 3207 §4.2', 'https://www.cve.org/CVERecord?id=CVE-2011-0411'],
  reasons,
  clauses: {
    'RFC 3207 §4.2': ['command-executed'],
  },
  needs: ['smtp.injection'],
  evaluate(facts) {
    const { result, detail } = facts['smtp.injection'].value;
    const observed = { result, detail };
    if (result === 'not-tested') return { status: 'not-applicable', reason: 'not-tested', observed };
    if (result !== 'executed') return { status: 'pass', reason: result === 'dropped' ? 'ok' : 'refused', observed };
    return {
      status: 'fail',
      reason: 'command-executed',
      observed,
      expected: 'A command sent in the same packet as STARTTLS gets no answer inside TLS.',
      remedy: [
        doThis('Have the relay’s mail server updated: it carries out, inside TLS, a command that was sent in clear before it.'),
        profileField('Until then use implicit TLS (port 465), here and in SquareOS.', 'smtp.secure', 'true'),
      ],
    };
  },
});
