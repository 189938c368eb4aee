// The relay offers AUTH only inside TLS.
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { endedBefore, stageOf } from './session-end.ts';

const reasons = {
  'auth-before-tls': { status: ['fail'], says: 'The relay offers AUTH before STARTTLS, in clear text.' },
  'implicit-tls': { status: ['not-applicable'], says: 'The whole session is encrypted.' },
} as const satisfies Reasons;

export const smtpAuthInTls = defineCheck({
  id: 'smtp-auth-in-tls',
  title: 'The relay offers AUTH only on an encrypted session',
  severity: 'warning',
  why: 'A client that is less strict than this one would send its password in clear text.',
  owner: 'mail provider admin',
  references: ['RFC 4954 §4', 'RFC 8314 §4.1'],
  reasons,
  clauses: {
    'RFC 4954 §4': ['auth-before-tls'],
  },
  needs: ['smtp.session'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    if (session.secure) return { status: 'not-applicable', reason: 'implicit-tls' };
    if (stageOf(session, 'ehlo')?.ok !== true) return endedBefore(session, 'the EHLO reply');
    const observed = { beforeTls: session.ehloBeforeTls };
    if (!session.authOfferedBeforeTls) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'fail',
      reason: 'auth-before-tls',
      observed,
      expected: 'No AUTH in the EHLO reply before STARTTLS.',
      remedy: [
        doThis(
          `Have ${session.host} offer AUTH inside TLS only: it offers it before STARTTLS (Postfix: smtpd_tls_auth_only = yes).`,
        ),
      ],
    };
  },
});
