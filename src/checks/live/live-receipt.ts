// The provider took the live message and gave an id for it.
import type { Judgement } from '../../core/finding.ts';
import type { LedgerEvent, SendOutcome } from '../../core/live.ts';
import { seenOrNull } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { defineCheck } from '../check.ts';
import { beforeProvider } from './before-provider.ts';
import { sesRefusal } from './ses-refusal.ts';
import { profileField } from '../remedy.ts';
import { refusedLive, quoted, type Refusal } from '../smtp/refusals.ts';
import { peer, said, type Session } from '../smtp/session-end.ts';

const OPEN = ['inconclusive'] as const;
const PROVIDER = 'mail provider admin';

const reasons = {
  'withheld-gate': { status: OPEN, says: 'The live message was not sent: a step that has to be in order first is not.' },
  'withheld-suppressed': { status: OPEN, says: 'The recipient is on the platform’s suppression list, so nothing was sent.' },
  'withheld-development': {
    status: ['not-applicable'],
    says: 'A development tenant logs the live message instead of sending it.',
  },
  'withheld-ledger-not-writable': {
    status: OPEN,
    says: 'The attempt could not be registered in the ledger, so nothing was sent.',
  },
  refused: { status: ['fail'], says: 'The provider refused the live message.' },
  'refused-for-now': { status: ['fail', 'pending'], says: 'The provider put the live message off, twice.' },
  'quota-used-up': {
    status: ['pending'],
    says: 'SES refused the live message because the quota of the last 24 hours is used up.',
  },
  'configuration-set-missing': { status: ['fail'], says: 'The configuration set that the message names does not exist.' },
  'content-refused': { status: ['fail'], says: 'The relay refused the live message for what it holds.' },
  'message-too-big': { status: ['fail'], says: 'The provider refused the live message for its size.' },
  'dialogue-broken': {
    status: ['fail'],
    says: 'The relay leaves DATA without an end: it falls silent, hangs up, or answers what is no answer.',
  },
  unsent: { status: OPEN, says: 'Whoever was to take the live message could not be reached, so nothing was sent.' },
  'order-refused': { status: ['fail'], says: 'The platform refused the order to send the live message.' },
  'order-put-off': { status: ['pending'], says: 'The platform put the order to send the live message off, twice.' },
  ambiguous: { status: OPEN, says: 'Nobody knows whether the provider took the live message.' },
  'found-by-mark': {
    status: OPEN,
    says: 'The send gave no id; a message with the mark of this run went out, and nothing says that it is this one.',
  },
  'joined-by-message-id': { status: ['pass'], says: 'The relay gives no id; the Message-ID joins the callback to the message.' },
  'no-id': { status: OPEN, says: 'No provider id of the live message is known.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const withheldAct = (reason: string, because: readonly string[]): DraftAct | null => {
  switch (reason) {
    case 'gate':
      return { say: `Settle ${because.join(', ')} first, then run again: the live message waits for them.` };
    case 'suppressed':
      return profileField(
        'The recipient is on the platform’s suppression list. Name another recipient, or have support lift the entry.',
        'live.recipient',
        null,
      );
    case 'development':
      return null;
    default:
      return profileField(
        `Give certify write access to the ledger, by its address and a write token: ${because.join('; ')}`,
        'callback.ledger.writeToken',
        null,
      );
  }
};

const WITHHELD = { gate: 'withheld-gate', suppressed: 'withheld-suppressed', development: 'withheld-development' } as const;

const withheldReason = (reason: string): keyof typeof reasons =>
  reason === 'gate' || reason === 'suppressed' || reason === 'development' ? WITHHELD[reason] : 'withheld-ledger-not-writable';

const withheldVerdict = ({ reason, because }: { readonly reason: string; readonly because: readonly string[] }): Verdict => {
  const act = withheldAct(reason, because);
  return {
    status: reason === 'development' ? 'not-applicable' : 'inconclusive',
    reason: withheldReason(reason),
    observed: { because },
    expected: 'The live message is sent.',
    ...(reason === 'gate' ? { follows: because } : {}),
    ...(act === null ? {} : { remedy: [act] }),
  };
};

/** What the relay refused in the message itself, by cause. */
const OF_THE_MESSAGE = {
  'configuration-set-missing': {
    say: 'Create the configuration set in the region of the SMTP host, or correct its name in the profile and in SquareOS: the message names one that does not exist there.',
    owner: 'AWS admin',
  },
  'content-refused': { say: 'Ask the provider what in the message it refuses.', owner: PROVIDER },
  'message-too-big': {
    say: 'Have the relay’s size limit raised: it refuses the message for its size.',
    owner: PROVIDER,
  },
  'dialogue-broken': { say: 'Have the relay repaired: it neither takes nor refuses the message.', owner: PROVIDER },
} as const;

const isOfTheMessage = (cause: string): cause is keyof typeof OF_THE_MESSAGE => Object.hasOwn(OF_THE_MESSAGE, cause);

/** The connection ended, or fell silent, at DATA: twice, as the send tries again. */
const cutShort = (session: Session, { stage, message, code }: SendOutcome & { readonly kind: 'refused' }): Verdict | null =>
  stage !== 'data'
    ? null
    : {
        status: 'fail',
        reason: 'dialogue-broken',
        observed: { code, message, stage },
        expected: 'The relay answers DATA with 354, and takes the message.',
        remedy: [{ say: `Ask the provider why ${peer(session)} does not carry DATA to its end: ${message}` }],
        owner: PROVIDER,
      };

const ofTheMessage = (refusal: Refusal): Verdict | null => {
  const { cause } = refusal;
  if (!isOfTheMessage(cause)) return null;
  const { say, owner } = OF_THE_MESSAGE[cause];
  return {
    status: 'fail',
    reason: cause,
    observed: { code: String(refusal.reply.code), message: said(refusal.reply), stage: refusal.stage },
    expected: 'The relay accepts the live message.',
    remedy: [{ say: `${say} ${quoted(refusal)}` }],
    owner,
  };
};

/** The provider's words, and what to do about them. */
const refusedAct = ({ message, temporary }: SendOutcome & { readonly kind: 'refused' }): string =>
  temporary
    ? `The provider put the message off twice (“${message}”). Wait for its limit to pass, then run again.`
    : `The provider refused the message: “${message}”. Correct what it names, then run again.`;

/** SES's own API, which names its errors. */
const refusedBySes = (outcome: SendOutcome & { readonly kind: 'refused' }, from: string | null): Verdict | null => {
  const found = sesRefusal(outcome, from);
  if (found === null) return null;
  const { reason, status, act, owner, follows } = found;
  const { code, message, retryAt } = outcome;
  return {
    status,
    reason,
    observed: { code, message },
    expected: 'SES accepts the live message.',
    remedy: [act],
    owner,
    follows,
    ...(retryAt === undefined ? {} : { retryAt }),
  };
};

/** It came to no provider, whose words could be judged. */
const neverThere = (outcome: SendOutcome & { readonly kind: 'refused' }): Verdict | null => {
  const found = beforeProvider(outcome);
  if (found === null) return null;
  const { act, ...told } = found;
  return { ...told, observed: { code: outcome.code, message: outcome.message, stage: outcome.stage }, remedy: [act] };
};

const refused = (outcome: SendOutcome & { readonly kind: 'refused' }): Verdict => ({
  status: 'fail',
  reason: outcome.temporary ? 'refused-for-now' : 'refused',
  observed: { code: outcome.code, message: outcome.message, stage: outcome.stage },
  expected: 'The provider accepts the live message.',
  remedy: [{ say: refusedAct(outcome) }],
  ...(outcome.retryAt === undefined ? {} : { retryAt: outcome.retryAt }),
});

const WORDS: { readonly [event: string]: string } = { delivery: 'was delivered', send: 'was taken by the provider' };

/** Of what came with the run's mark, the last word of each message id; it finds the message, and proves nothing. */
const foundBy = (
  nonce: string,
  events: readonly LedgerEvent[],
): readonly { readonly id: string | null; readonly event: string }[] => {
  const marked = events.filter((event) => event.nonceTag === nonce);
  return [...new Map(marked.map(({ providerMessageId, event }) => [providerMessageId, event]))].map(([id, event]) => ({
    id,
    event,
  }));
};

const ambiguous = (
  outcome: SendOutcome & { readonly kind: 'ambiguous' },
  nonce: string,
  events: readonly LedgerEvent[],
): Verdict => {
  const found = foundBy(nonce, events);
  const what = found.map(({ id, event }) => `${id ?? 'one without an id'} ${WORDS[event] ?? `came back as ${event}`}`).join('; ');
  return {
    status: 'inconclusive',
    reason: found.length > 0 ? 'found-by-mark' : 'ambiguous',
    observed: { ...(found.length > 0 ? { found } : {}), code: outcome.code, message: outcome.message, stage: outcome.stage },
    expected: 'A definite answer to the send, with the provider’s id.',
    remedy: [
      {
        say:
          found.length > 0
            ? `The message went out: of what carries ${nonce}, ${what}. The mark alone proves nothing: find the message in the recipient’s mailbox, compare its id, and then start a new run.`
            : `Look in the mailbox and in the provider’s log for ${nonce} before you start a new run: the message may have gone out. ${outcome.message}`,
      },
    ],
  };
};

export const liveReceipt = defineCheck({
  id: 'live-receipt',
  title: 'The provider accepted the live message, under an id that joins it to its callback',
  severity: 'blocker',
  why: 'Without the provider’s message id no event can be matched to what the platform sent.',
  owner: 'implementation engineer',
  references: [
    'https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html',
    'https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5',
  ],
  reasons,
  needs: ['live.receipt'],
  uses: ['smtp.session', 'live.callback', 'profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const { withheld, outcome, receipt, nonce } = facts['live.receipt'].value;
    const came = facts['live.callback'];
    if (withheld !== null) return withheldVerdict(withheld);
    if (outcome?.kind === 'refused') {
      const early = neverThere(outcome);
      if (early !== null) return early;
      const session = facts['smtp.session'];
      if (session.state !== 'observed') {
        const from = seenOrNull(facts['profile.tenant'])?.squareos.senderValue ?? null;
        return refusedBySes(outcome, from) ?? refused(outcome);
      }
      const { refusal, owners } = refusedLive(session.value, outcome);
      const follows = owners.filter((owner) => owner !== 'live-receipt');
      if (follows.length > 0) return { ...refused(outcome), follows };
      return (
        (refusal === null ? cutShort(session.value, outcome) : ofTheMessage(refusal)) ?? { ...refused(outcome), owner: PROVIDER }
      );
    }
    if (receipt?.providerMessageId != null) {
      return { status: 'pass', reason: 'ok', observed: { providerMessageId: receipt.providerMessageId, via: receipt.via } };
    }
    if (outcome?.kind === 'ambiguous') return ambiguous(outcome, nonce, came.state === 'observed' ? came.value.events : []);
    if (receipt?.join === 'message-id' && receipt.messageId !== undefined) {
      return { status: 'pass', reason: 'joined-by-message-id', observed: { messageId: receipt.messageId, reply: receipt.reply } };
    }
    return {
      status: 'inconclusive',
      reason: 'no-id',
      observed: { via: receipt?.via, reply: receipt?.reply },
      expected: 'A provider message id for the live message.',
      remedy: [
        {
          say: 'Look in SquareOS whether the message was sent and whether DeliveryAttempt has a providerMessageId; then run again.',
          owner: 'SquareOS admin',
        },
      ],
    };
  },
});
