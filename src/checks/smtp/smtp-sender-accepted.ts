// The relay lets this login send as the tenant's From address, from MAIL FROM to the end of the message.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { PLANNED_OCTETS } from '../../mail/smtp/ehlo.ts';
import { passesByItself, type CauseAbout } from '../../mail/smtp/refusal-causes.ts';
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import {
  endOf,
  quoted,
  reasonsOf,
  refusalsOf,
  refusedAs,
  relayingIn,
  seenRefusal,
  REFUSAL_CLAUSES,
  type Advice,
  type EnvelopeReason,
  type Refusal,
} from './refusals.ts';
import { endedBefore, peer, seenAt, stageOf, type Session, type Stage } from './session-end.ts';

const VERIFY = 'Verify the sender’s domain at the provider, or add the address as an allowed sender of this login';
const VERIFY_OR_OTHER = `${VERIFY}; or set \`squareos.sender.senderValue\` to an address that this login may use.`;

const advice: { readonly [C in CauseAbout<'sender'> | EnvelopeReason]: Advice } = {
  'sender-not-allowed': { says: 'The relay does not let this login send as the sender.', act: { say: VERIFY_OR_OTHER } },
  'sender-domain-not-found': {
    says: 'The relay finds no mail domain behind the sender’s address.',
    act: {
      say: 'Publish an MX (or an address) for the domain of the sender: the relay finds none, and bounces could not come back.',
    },
    owner: 'DNS admin',
  },
  'ses-identity-not-verified': {
    says: 'SES has not verified the sender’s identity in the host’s region.',
    act: { say: 'Verify the identity of the sender in SES in the region of the SMTP host.' },
    owner: 'AWS admin',
  },
  'ses-sending-paused': {
    says: 'Sending is paused for the SES account.',
    act: { say: 'Answer AWS’s case about the account, and have sending resumed.' },
    owner: 'AWS admin',
  },
  'ses-access-denied': {
    says: 'The IAM user behind the login may not send as this sender.',
    act: {
      say: 'Allow ses:SendRawEmail on the sender’s identity and the configuration set for the IAM user behind the SMTP credential.',
    },
    owner: 'AWS admin',
  },
  'sending-limit': {
    says: 'The account has used up what it may send for now.',
    act: {
      say: 'Have the sending limit of this account raised, or wait for it to renew: it is the sender’s limit, not the recipient’s.',
    },
  },
  unauthenticated: {
    says: 'The message is refused because the From domain is not authenticated.',
    act: { say: 'Settle SPF, DKIM and alignment of the From domain: the message was refused as unauthenticated.' },
    owner: 'DNS admin',
  },
  'message-too-big': {
    says: 'The relay refuses the size that was announced for the message.',
    act: { say: 'Have the relay’s size limit raised, or send less: it refuses the announced size.' },
  },
  'content-refused': {
    says: 'The relay refuses the message for what it holds.',
    act: { say: 'Ask the provider what in the message it refuses, and have this sender exempted.' },
  },
  'relay-denied': {
    says: 'The relay does not relay for this login.',
    act: { say: 'Have the provider allow this login to send to other domains.' },
  },
  'bad-syntax': {
    says: 'The sender’s address cannot be used in SMTP.',
    act: {
      say: 'Correct `squareos.sender.senderValue` (or returnPath): the relay cannot read it.',
    },
    owner: 'implementation engineer',
  },
  'parameter-refused': {
    says: 'The relay refuses a parameter that it offered itself.',
    act: {
      say: 'Have the relay, or the “SMTP inspection” of a firewall before it, offer in EHLO only what it takes: the address is in order, and the parameter behind it, which EHLO offered, is refused.',
    },
  },
  'dialogue-broken': {
    says: 'The relay leaves MAIL FROM without an end: it falls silent, hangs up, or answers what is no answer.',
    act: { say: 'Have the relay repaired: it neither takes nor refuses the sender.' },
  },
  policy: { says: 'The relay refuses the sender by its policy.', act: { say: `${VERIFY}: the relay refuses it by its policy.` } },
  refused: { says: 'The relay refuses the sender.', act: { say: `${VERIFY}.` } },
};

const reasons = {
  ...reasonsOf(advice),
  'smtputf8-missing': { status: ['fail'], says: 'The sender has characters beyond ASCII, and the relay offers no SMTPUTF8.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const EXPECTED = 'The relay takes the sender.';

const byReply = (session: Session, refusal: Refusal): Told => {
  const { cause } = refusal;
  const observed = seenRefusal(session, refusal);
  if (passesByItself(cause)) {
    const say = `Wait a few minutes and run again: ${peer(session)} puts the sender off for now (${cause}). ${quoted(refusal)}`;
    return { status: 'inconclusive', reason: 'cannot-judge', observed, expected: EXPECTED, remedy: [doThis(say)] };
  }
  const told = { ...advice, 'relay-denied': relayingIn(session, advice['relay-denied']) };
  return refusedAs(told, refusal, { observed, expected: EXPECTED });
};

const notSpoken = (session: Session, stage: Stage): Told => ({
  status: 'fail',
  reason: 'bad-syntax',
  observed: seenAt(session, stage),
  expected: 'A plain address such as billing@example.com.',
  remedy: [
    profileField(
      `Correct the sender (or squareos.sender.returnPath): it cannot stand in an SMTP command. ${stage.detail ?? ''}`.trim(),
      'squareos.sender.senderValue',
      null,
    ),
  ],
  owner: 'implementation engineer',
});

const cutShort = (session: Session, stage: Stage): Told => ({
  ...endOf(stage),
  observed: seenAt(session, stage),
  expected: EXPECTED,
  remedy: [doThis(`Ask the provider why ${peer(session)} does not end MAIL FROM with a reply: ${stage.detail ?? ''}`)],
});

/** Taken, and large enough for what is to come. */
const taken = (session: Session, stage: Stage): Told => {
  const { sizeLimit, pipelining, smtpUtf8 } = session;
  const observed = { ...seenAt(session, stage), sizeLimit, pipelining, smtpUtf8 };
  if (session.sizeLimit === null || session.sizeLimit === 0 || session.sizeLimit >= PLANNED_OCTETS) {
    return { status: 'pass', reason: 'ok', observed };
  }
  const say = `Have the size limit of ${session.host} raised to ${PLANNED_OCTETS} octets or more: it takes ${session.sizeLimit}, too little for an invoice with its PDF.`;
  const expected = `A size limit of ${PLANNED_OCTETS} octets or more.`;
  return { status: 'fail', reason: 'message-too-big', observed, expected, remedy: [doThis(say)] };
};

const noUtf8 = (session: Session, stage: Stage): Told => ({
  status: 'fail',
  reason: 'smtputf8-missing',
  observed: seenAt(session, stage),
  expected: 'A sender in ASCII, or a relay with SMTPUTF8 (RFC 6531).',
  remedy: [
    profileField(
      `Use a sender whose part before the @ is plain ASCII, here and in SquareOS: ${session.host} offers no SMTPUTF8.`,
      'squareos.sender.senderValue',
      null,
    ),
  ],
  owner: 'implementation engineer',
});

export const smtpSenderAccepted = defineCheck({
  id: 'smtp-sender-accepted',
  title: 'The relay accepts the tenant’s sender address',
  severity: 'blocker',
  why: 'A relay refuses mail from a sender that it was not told about, so every invoice would bounce at once.',
  owner: 'mail provider admin',
  references: ['RFC 5321 §3.3', 'RFC 6409 §6.1'],
  reasons,
  clauses: {
    'RFC 6409 §6.1': ['sender-not-allowed'],
    'RFC 3463 §3.2': ['sender-domain-not-found'],
    'https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html': ['ses-identity-not-verified'],
    'https://docs.aws.amazon.com/ses/latest/dg/monitoring-sender-reputation-pausing.html': ['ses-sending-paused'],
    'https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html': ['ses-access-denied'],
    'RFC 5321 §7.9': ['sending-limit'],
    'RFC 7372 §3': ['unauthenticated'],
    ...REFUSAL_CLAUSES,
  },
  needs: ['smtp.session'],
  uses: ['live.receipt'],
  core: true,
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const [refusal] = refusalsOf('smtp-sender-accepted', session, facts['live.receipt']);
    if (refusal !== undefined) return byReply(session, refusal);
    const stage = stageOf(session, 'mail');
    if (stage === undefined || (!stage.ok && stage.reply !== null)) return endedBefore(session, 'an answer about the sender');
    if (stage.ok) return taken(session, stage);
    if (stage.error === 'SMTPUTF8_NOT_OFFERED') return noUtf8(session, stage);
    return stage.error === 'BAD_ADDRESS' ? notSpoken(session, stage) : cutShort(session, stage);
  },
});
