// The relay offers AUTH only inside TLS.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, stageOf } from './session-end.ts';

export const smtpAuthInTls = defineCheck({
  id: 'smtp-auth-in-tls',
  title: 'The relay offers AUTH only on an encrypted session',
  severity: 'warning',
  why: 'A client that is less strict than this one would send its password in clear text.',
  owner: 'mail provider admin',
  references: ['RFC 4954 section 4', 'RFC 8314 section 3.2'],
  needs: ['smtp.session'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    if (session.secure) return { status: 'not-applicable', reason: 'implicit-tls' };
    if (stageOf(session, 'ehlo')?.ok !== true) return endedBefore(session, 'the EHLO reply');
    const observed = { beforeTls: session.ehloBeforeTls };
    if (!session.authOfferedBeforeTls) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'fail',
      reason: 'auth-before-tls',
      observed,
      expected: 'No AUTH in the EHLO reply before STARTTLS.',
      fix: `${session.host} offers AUTH before STARTTLS. Have it offered inside TLS only (Postfix: smtpd_tls_auth_only = yes), and require TLS in SquareOS’s SMTP settings.`,
    };
  },
});
