// The relay takes the internal recipient of the live message.
import type { Judgement, Owner } from '../../core/finding.ts';
import { isAboutSender, refusalCause, type RefusalCause } from '../../mail/smtp/refusal.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, said, seenAt, stageOf } from './session-end.ts';

const fixes: { readonly [K in RefusalCause]?: readonly [Owner, string] } = {
  'recipient-unknown': ['implementation engineer', 'The recipient does not exist: correct `live.recipient`.'],
  'recipient-takes-no-mail': [
    'implementation engineer',
    'The recipient’s domain takes no mail (RFC 7505): choose another `live.recipient`.',
  ],
  'mailbox-full': ['implementation engineer', 'The recipient’s mailbox is full: empty it, or choose another `live.recipient`.'],
  'mailbox-disabled': ['implementation engineer', 'The recipient’s mailbox is disabled: choose another `live.recipient`.'],
  'relay-denied': [
    'mail provider admin',
    'The relay does not relay to other domains for this login: have the provider allow it.',
  ],
  policy: ['mail provider admin', 'The relay refuses the recipient by policy: ask the provider with its words.'],
};

export const smtpRecipientAccepted = defineCheck({
  id: 'smtp-recipient-accepted',
  title: 'The relay accepts the recipient of the live message',
  severity: 'blocker',
  why: 'The live proof cannot be made to a recipient whom the relay refuses.',
  owner: 'implementation engineer',
  references: ['RFC 5321 section 3.3'],
  needs: ['smtp.session'],
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    const stage = stageOf(session, 'rcpt');
    if (stage === undefined) return endedBefore(session, 'RCPT TO');
    const observed = seenAt(session, stage);
    if (stage.ok) return { status: 'pass', reason: 'ok', observed };
    const expected = 'The relay answers RCPT TO with 250.';
    if (stage.reply === null) return endedBefore(session, 'an answer to RCPT TO');
    const cause = refusalCause(stage.reply);
    if (isAboutSender(cause)) return endedBefore(session, 'an answer about the recipient');
    const quote = `The relay said: “${said(stage.reply)}”.`;
    if (stage.reply.code < 500) {
      return {
        status: 'warn',
        reason: cause === 'greylisted' ? 'greylisted' : 'put-off',
        observed: { ...observed, cause },
        expected,
        fix: `The relay puts this recipient off for now; the live send tries once more. Have SquareOS’s login exempted from greylisting, or wait for the limit to pass. ${quote}`,
        owner: 'mail provider admin',
      };
    }
    const [owner, advice] = fixes[cause] ?? [
      'mail provider admin',
      'The relay refuses the recipient: correct `live.recipient`, or ask the provider with its words.',
    ];
    return { status: 'fail', reason: cause, observed: { ...observed, cause }, expected, fix: `${advice} ${quote}`, owner };
  },
});
