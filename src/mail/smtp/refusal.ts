// Why a relay refused a sender, a recipient or a message, from its reply (RFC 3463 §3, and the vendors' words).
import type { SmtpReply } from '../../core/ports/smtp.ts';

export type RefusalCause =
  | 'sender-not-allowed'
  | 'ses-identity-not-verified'
  | 'ses-sending-paused'
  | 'ses-access-denied'
  | 'login-required'
  | 'relay-denied'
  | 'recipient-unknown'
  | 'recipient-takes-no-mail'
  | 'mailbox-full'
  | 'mailbox-disabled'
  | 'message-too-big'
  | 'bad-syntax'
  | 'greylisted'
  | 'rate-limited'
  | 'temporary'
  | 'policy'
  | 'refused';

interface Rule {
  readonly text?: RegExp;
  readonly codes?: readonly number[];
  readonly enhanced?: readonly string[];
  readonly cause: RefusalCause;
}

const rules: readonly Rule[] = [
  { text: /address is not verified|identities failed the check/i, cause: 'ses-identity-not-verified' },
  { text: /sending (?:is )?(?:paused|suspended)/i, cause: 'ses-sending-paused' },
  { text: /not authorized to perform/i, cause: 'ses-access-denied' },
  { codes: [530], cause: 'login-required' },
  { codes: [450, 451], text: /gr[ea]y-?list|try again later|please retry/i, cause: 'greylisted' },
  { codes: [421, 450, 451, 452, 454], text: /rate|throttl|quota|too many|limit/i, cause: 'rate-limited' },
  { codes: [452], enhanced: ['4.2.2'], cause: 'mailbox-full' },
  { codes: [552], enhanced: ['5.2.2'], cause: 'mailbox-full' },
  { codes: [552], cause: 'message-too-big' },
  { enhanced: ['5.3.4', '5.2.3'], cause: 'message-too-big' },
  { text: /relay(?:ing)? (?:access )?(?:not permitted|denied|not allowed)|not permitted to relay/i, cause: 'relay-denied' },
  {
    text: /not owned by|unconfigured sending domain|sender.{0,40}(?:not allowed|not verified|rejected|denied|unauthori[sz]ed)|send as|not (?:allowed|authori[sz]ed) to send/i,
    cause: 'sender-not-allowed',
  },
  { codes: [556], cause: 'recipient-takes-no-mail' },
  { enhanced: ['5.1.10'], cause: 'recipient-takes-no-mail' },
  { enhanced: ['5.1.1', '5.1.6'], cause: 'recipient-unknown' },
  {
    text: /user unknown|no such user|unknown user|mailbox (?:not found|unavailable)|does not exist/i,
    cause: 'recipient-unknown',
  },
  { enhanced: ['5.2.1'], cause: 'mailbox-disabled' },
  { codes: [501, 553], enhanced: ['5.1.3', '5.1.7'], cause: 'bad-syntax' },
  { codes: [501], cause: 'bad-syntax' },
  { codes: [553], cause: 'sender-not-allowed' },
  { codes: [550, 554], enhanced: ['5.7.1', '5.7.0', '5.7.60'], cause: 'policy' },
];

const fits = (rule: Rule, reply: SmtpReply): boolean =>
  (rule.codes === undefined || rule.codes.includes(reply.code)) &&
  (rule.enhanced === undefined || (reply.enhanced !== null && rule.enhanced.includes(reply.enhanced))) &&
  (rule.text === undefined || rule.text.test(reply.lines.join(' ')));

/** The cause behind a refusing reply to MAIL, RCPT or the message. */
export const refusalCause = (reply: SmtpReply): RefusalCause =>
  rules.find((rule) => fits(rule, reply))?.cause ?? (reply.code < 500 ? 'temporary' : 'refused');

const OF_THE_SENDER: ReadonlySet<RefusalCause> = new Set([
  'sender-not-allowed',
  'ses-identity-not-verified',
  'ses-sending-paused',
  'ses-access-denied',
]);

/** Many servers (Postfix by default) put a sender off only at RCPT: the reply there is still about the sender. */
export const isAboutSender = (cause: RefusalCause): boolean => OF_THE_SENDER.has(cause);
