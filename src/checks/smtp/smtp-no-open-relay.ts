// Without a login the relay takes no mail for strangers.
import type { Judgement } from '../../core/finding.ts';
import { defineCheck } from '../check.ts';
import { seenAt } from './session-end.ts';

export const smtpNoOpenRelay = defineCheck({
  id: 'smtp-no-open-relay',
  title: 'The relay refuses mail to other domains from a client that did not sign in',
  severity: 'blocker',
  why: 'An open relay is used for spam within hours and ends on block lists, and the gym’s mail with it.',
  owner: 'mail provider admin',
  references: ['RFC 6409 section 4.3', 'RFC 5321 section 3.9.3'],
  needs: ['smtp.openRelay'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.openRelay'];
    const { result, session, recipientDomain } = seen.value;
    const observed = { ...seenAt(session, session.stages.at(-1)), recipientDomain, result };
    const expected = `MAIL FROM or RCPT TO an address at ${recipientDomain} is refused before a login.`;
    if (result === 'refused') return { status: 'pass', reason: 'ok', observed };
    if (result === 'accepted') {
      const fix = `${session.host} took a recipient at ${recipientDomain} without a login. If it knows this computer’s address, narrow that list to the addresses that send; else close the relay: permit only signed-in clients (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination).`;
      return { status: 'fail', reason: 'relays-without-login', observed, expected, fix };
    }
    const fix = 'The attempt did not get as far as an answer. Run again later.';
    return { status: 'inconclusive', reason: 'cannot-judge', observed, expected, fix };
  },
});
