// The relay takes the internal recipient of the live message.
import type { Judgement, Owner } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
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

const PROVIDER: Owner = 'mail provider admin';
const ANOTHER = 'choose another `live.recipient`';

const advice: { readonly [C in CauseAbout<'recipient'> | EnvelopeReason]: Advice } = {
  'recipient-unknown': {
    says: 'The recipient does not exist.',
    act: { say: 'Correct `live.recipient`: the relay says that it does not exist.' },
  },
  'recipient-takes-no-mail': {
    says: 'The recipient’s domain takes no mail (RFC 7505).',
    act: { say: `The recipient’s domain takes no mail (RFC 7505): ${ANOTHER}.` },
  },
  'recipient-suppressed': {
    says: 'The provider keeps the recipient on a list of addresses that it does not send to.',
    act: { say: `Have the address taken off the provider’s suppression list, or ${ANOTHER}.` },
  },
  'recipient-not-authorized': {
    says: 'The account may send only to recipients that were allowed first.',
    act: { say: `Have the account taken out of its trial, or the recipient allowed there; or ${ANOTHER}.` },
    owner: PROVIDER,
  },
  'mailbox-full': { says: 'The recipient’s mailbox is full.', act: { say: `Empty the recipient’s mailbox, or ${ANOTHER}.` } },
  'mailbox-disabled': {
    says: 'The recipient’s mailbox is disabled.',
    act: { say: `Have the recipient’s mailbox enabled, or ${ANOTHER}.` },
  },
  'message-too-big': {
    says: 'The relay refuses the size of the message for this recipient.',
    act: { say: `The recipient takes no message of this size: ${ANOTHER}.` },
  },
  'content-refused': {
    says: 'The relay refuses the message for what it holds.',
    act: { say: 'Ask the provider what in the message it refuses.' },
    owner: PROVIDER,
  },
  'relay-denied': {
    says: 'The relay does not relay to other domains for this login.',
    act: { say: 'Have the provider let this login send to other domains.' },
    owner: PROVIDER,
  },
  'bad-syntax': {
    says: 'The recipient’s address cannot be used in SMTP.',
    act: { say: 'Correct `live.recipient`: the relay cannot read it.' },
  },
  'parameter-refused': {
    says: 'The relay refuses a parameter that it offered itself.',
    act: {
      say: 'Have the relay, or the “SMTP inspection” of a firewall before it, offer in EHLO only what it takes: the address is in order, and the parameter behind it is refused.',
    },
    owner: PROVIDER,
  },
  'dialogue-broken': {
    says: 'The relay leaves RCPT TO without an end: it falls silent, hangs up, or answers what is no answer.',
    act: { say: 'Have the relay repaired: it neither takes nor refuses the recipient.' },
    owner: PROVIDER,
  },
  policy: {
    says: 'The relay refuses the recipient by its policy.',
    act: { say: 'Ask the provider with its words why it refuses the recipient by policy.' },
    owner: PROVIDER,
  },
  refused: {
    says: 'The relay refuses the recipient.',
    act: { say: 'Correct `live.recipient`, or ask the provider with its words: the relay refuses it.' },
    owner: PROVIDER,
  },
};

const reasons = {
  ...reasonsOf(advice),
  'smtputf8-missing': { status: ['fail'], says: 'The recipient has characters beyond ASCII, and the relay offers no SMTPUTF8.' },
  greylisted: { status: ['warn'], says: 'The relay puts an unknown sender off once, and the send tries again.' },
  'put-off': { status: ['warn', 'fail'], says: 'The relay puts the recipient off; a failure where it did so at every try.' },
} as const satisfies Reasons;

type Told = Judgement<keyof typeof reasons | EngineReason>;

const EXPECTED = 'The relay answers RCPT TO with 250.';

/** Greylisting ends at the second try: what is put off at every one is something else. */
const putOff = (session: Session, refusal: Refusal, again: Refusal | undefined): Told => {
  const observed = seenRefusal(session, refusal);
  if (again === undefined) {
    const first =
      refusal.cause === 'greylisted'
        ? 'Have SquareOS’s login exempted from greylisting'
        : 'Wait for what the relay names to pass';
    const say = `${first}: ${peer(session)} puts this recipient off for now, and the live send tries once more. ${quoted(refusal)}`;
    const reason = refusal.cause === 'greylisted' ? 'greylisted' : 'put-off';
    return { status: 'warn', reason, observed, expected: EXPECTED, remedy: [doThis(say)], owner: PROVIDER };
  }
  const say = `Ask the provider why ${peer(session)} puts this recipient off at every try, also minutes later: that is no greylisting. ${quoted(again)}`;
  return { status: 'fail', reason: 'put-off', observed, expected: EXPECTED, remedy: [doThis(say)], owner: PROVIDER };
};

const byReply = (session: Session, refusals: readonly [Refusal, ...Refusal[]]): Told => {
  const lasting = refusals.find((one) => !passesByItself(one.cause));
  const [first] = refusals;
  if (lasting === undefined)
    return putOff(
      session,
      first,
      refusals.find((one) => one.live),
    );
  const told = { ...advice, 'relay-denied': relayingIn(session, advice['relay-denied']) };
  return refusedAs(told, lasting, { observed: seenRefusal(session, lasting), expected: EXPECTED });
};

const unanswered = (session: Session, stage: Stage): Told => {
  const observed = seenAt(session, stage);
  if (stage.error === 'BAD_ADDRESS') {
    const say = `Correct the recipient: it cannot stand in an SMTP command. ${stage.detail ?? ''}`.trim();
    const remedy = [profileField(say, 'live.recipient', null)];
    return { status: 'fail', reason: 'bad-syntax', observed, expected: EXPECTED, remedy };
  }
  if (stage.error === 'SMTPUTF8_NOT_OFFERED') {
    const say = `Choose a recipient whose part before the @ is plain ASCII: ${session.host} offers no SMTPUTF8.`;
    const remedy = [profileField(say, 'live.recipient', null)];
    return { status: 'fail', reason: 'smtputf8-missing', observed, expected: EXPECTED, remedy };
  }
  const say = `Ask the provider why ${peer(session)} does not end RCPT TO with a reply: ${stage.detail ?? ''}`;
  return { ...endOf(stage), observed, expected: EXPECTED, remedy: [doThis(say)], owner: PROVIDER };
};

export const smtpRecipientAccepted = defineCheck({
  id: 'smtp-recipient-accepted',
  title: 'The relay accepts the recipient of the live message',
  severity: 'blocker',
  why: 'The live proof cannot be made to a recipient whom the relay refuses.',
  owner: 'implementation engineer',
  references: ['RFC 5321 §3.3'],
  reasons,
  clauses: {
    'RFC 3463 §3.2': ['recipient-unknown'],
    'RFC 7505 §3': ['recipient-takes-no-mail'],
    'RFC 5321 §7.9': ['recipient-suppressed', 'recipient-not-authorized'],
    'RFC 3463 §3.3': ['mailbox-full', 'mailbox-disabled'],
    ...REFUSAL_CLAUSES,
    'RFC 6647 §2': ['greylisted'],
    'RFC 5321 §4.5.4.1': ['put-off'],
  },
  needs: ['smtp.session'],
  uses: ['live.receipt'],
  evaluate(facts) {
    const session = facts['smtp.session'].value;
    const [first, ...others] = refusalsOf('smtp-recipient-accepted', session, facts['live.receipt']);
    if (first !== undefined) return byReply(session, [first, ...others]);
    const stage = stageOf(session, 'rcpt');
    if (stage === undefined || (!stage.ok && stage.reply !== null)) return endedBefore(session, 'an answer about the recipient');
    return stage.ok ? { status: 'pass', reason: 'ok', observed: seenAt(session, stage) } : unanswered(session, stage);
  },
});
