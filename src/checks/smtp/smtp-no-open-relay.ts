// Without a login the relay takes no mail for strangers.
import type { Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { ownersOf, peer, seenAt } from './session-end.ts';

const reasons = {
  'relays-without-login': { status: ['fail'], says: 'The relay took a recipient of another domain without a login.' },
} as const satisfies Reasons;

export const smtpNoOpenRelay = defineCheck({
  id: 'smtp-no-open-relay',
  title: 'The relay refuses mail to other domains from a client that did not sign in',
  severity: 'blocker',
  why: 'An open relay is used for spam within hours and ends on block lists, and the gym’s mail with it.',
  owner: 'mail provider admin',
  references: ['RFC 6409 §4.3', 'RFC 5321 §3.6.2'],
  reasons,
  clauses: {
    'RFC 6409 §4.3': ['relays-without-login'],
  },
  needs: ['smtp.openRelay'],
  evaluate(facts) {
    const { result, session, recipientDomain } = facts['smtp.openRelay'].value;
    const last = session.stages.at(-1);
    const observed = { ...seenAt(session, last), recipientDomain, result };
    const expected = `MAIL FROM or RCPT TO an address at ${recipientDomain} is refused before a login.`;
    if (result === 'refused') return { status: 'pass', reason: 'ok', observed };
    if (result === 'accepted') {
      return {
        status: 'fail',
        reason: 'relays-without-login',
        observed,
        expected,
        remedy: [
          doThis(
            `Close ${session.host} to strangers: it took a recipient at ${recipientDomain} without a login. Permit only signed-in clients (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination); if it knows this computer by its address, narrow that list to the addresses that send.`,
          ),
        ],
      };
    }
    return {
      status: 'inconclusive',
      reason: 'cannot-judge',
      // What stopped this attempt before the relay was asked stopped the session too.
      follows: ownersOf(last, session),
      observed,
      expected,
      remedy: [
        doThis(
          `Run again later: the attempt without a login ended at the ${last?.stage ?? 'first'} stage of ${peer(session)}, before an answer about strangers.`,
        ),
      ],
    };
  },
});
