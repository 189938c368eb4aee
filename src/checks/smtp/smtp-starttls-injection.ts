// The relay drops what was sent in clear before the STARTTLS handshake.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';

export const smtpStarttlsInjection = defineCheck({
  id: 'smtp-starttls-injection',
  title: 'The relay drops commands that were sent before the STARTTLS handshake',
  severity: 'blocker',
  why: 'Else whoever sits between can put commands of his own in front of SquareOS’s login and have mail sent or read.',
  owner: 'mail provider admin',
  references: ['RFC 3207 section 4.2', 'https://www.cve.org/CVERecord?id=CVE-2011-0411'],
  needs: ['smtp.injection'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.injection'];
    const { result, detail } = seen.value;
    const observed = { result, detail };
    const expected = 'A command sent in the same packet as STARTTLS gets no answer inside TLS.';
    if (result === 'executed') {
      const fix =
        'The relay carried out, inside TLS, a command that was sent in clear before it. Have its mail server updated; until then use port 465 with `smtp.secure: true`.';
      return { status: 'fail', reason: 'command-executed', observed, expected, fix };
    }
    if (result === 'not-tested') return { status: 'not-applicable', reason: 'not-tested', observed };
    return { status: 'pass', reason: result === 'dropped' ? 'ok' : 'refused', observed };
  },
});
