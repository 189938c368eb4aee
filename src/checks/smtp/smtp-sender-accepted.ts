// The relay lets this login send as the tenant's From address.
import type { Judgement } from '../../core/finding.ts';
import { isAboutSender, refusalCause, type RefusalCause } from '../../mail/smtp/refusal.ts';
import { defineCheck } from '../check.ts';
import { endedBefore, said, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

const VERIFY = 'Verify the sender’s domain at the provider (or add the address as an allowed sender of this login)';

const fixes: { readonly [K in RefusalCause]?: string } = {
  'sender-not-allowed': `${VERIFY}, or set \`squareos.sender.senderValue\` to an address that this login may use.`,
  'ses-identity-not-verified': 'Verify the identity of the sender in SES in the region of the SMTP host.',
  'ses-sending-paused': 'Sending is paused for the SES account: answer AWS’s case and have it resumed.',
  'ses-access-denied': 'Allow ses:SendRawEmail on the sender’s identity for the IAM user behind the SMTP credential.',
  'login-required': 'The relay wants a login for this sender: set `smtp.username` and `smtp.password`.',
  'relay-denied': 'The relay does not relay for this login: have the provider allow it to send to other domains.',
  'bad-syntax': 'The relay cannot read the sender’s address: correct `squareos.sender.senderValue` (or returnPath).',
  policy: `${VERIFY}; the relay refuses it by policy.`,
};

/** The stage that tells about the sender: MAIL, or RCPT where the relay speaks of the sender only there. */
const tellingStage = (session: Session): Stage | undefined => {
  const rcpt = stageOf(session, 'rcpt');
  const late = rcpt?.ok === false && rcpt.reply !== null && isAboutSender(refusalCause(rcpt.reply));
  return late ? rcpt : stageOf(session, 'mail');
};

export const smtpSenderAccepted = defineCheck({
  id: 'smtp-sender-accepted',
  title: 'The relay accepts the tenant’s sender address',
  severity: 'blocker',
  why: 'A relay refuses mail from a sender that it was not told about, so every invoice would bounce at once.',
  owner: 'mail provider admin',
  references: ['RFC 5321 section 3.3', 'RFC 6409 section 6.1'],
  needs: ['smtp.session'],
  core: true,
  evaluate(facts): Judgement {
    const seen = facts['smtp.session'];
    const session = seen.value;
    const stage = tellingStage(session);
    if (stage === undefined) return endedBefore(session, 'MAIL FROM');
    const observed = seenAt(session, stage);
    if (stage.ok) return { status: 'pass', reason: 'ok', observed };
    if (stage.error === 'BAD_ADDRESS') {
      const fix = 'Correct `squareos.sender.senderValue` (or returnPath): it cannot stand in an SMTP command.';
      return {
        status: 'fail',
        reason: 'bad-syntax',
        observed,
        expected: 'A plain address such as billing@example.com.',
        fix,
        owner: 'implementation engineer',
      };
    }
    if (stage.reply === null) return endedBefore(session, 'an answer to MAIL FROM');
    const cause = refusalCause(stage.reply);
    const quote = `The relay said: “${said(stage.reply)}”.`;
    const expected = 'The relay takes the sender.';
    if (stage.reply.code < 500) {
      const fix = `The relay puts the sender off for now. Wait a few minutes and run again. ${quote}`;
      return { status: 'inconclusive', reason: 'cannot-judge', observed: { ...observed, cause }, expected, fix };
    }
    const fix = `${fixes[cause] ?? `${VERIFY}.`} ${quote}`;
    return { status: 'fail', reason: cause, observed: { ...observed, cause }, expected, fix };
  },
});
