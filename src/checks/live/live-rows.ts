// The platform's own rows were updated by the callback, and nothing is left over.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { hasStaleRow, isNegativeEnd, type LedgerEvent, type LedgerView, type Receipt } from '../../core/live.ts';
import { idOf, isOfMessage } from '../../core/proof.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

/** Rows change when the callback is there: without it they cannot. */
const AFTER_CALLBACK = [
  { check: 'live-receipt' },
  { check: 'live-callback', status: ['fail', 'pending', 'inconclusive'] },
] as const;

const reasons = {
  'rows-missing': {
    status: ['inconclusive'],
    says: 'The platform wrote no row for the live message where one belongs.',
    follows: [{ check: 'live-receipt' }],
  },
  'no-provider-id': { status: ['fail'], says: 'The platform’s rows of the live message do not hold the provider’s id.' },
  'other-provider-id': {
    status: ['fail'],
    says: 'The platform’s rows hold another id than the provider gave for the live message.',
  },
  'id-unknown': {
    status: ['inconclusive'],
    says: 'The rows changed, and no id of the live message is known to compare them with.',
    follows: [{ check: 'live-receipt' }],
  },
  'callback-not-proven': {
    status: ['inconclusive'],
    says: 'The rows changed, and no callback is proven to be the live message’s.',
    follows: AFTER_CALLBACK,
  },
  'other-than-callback': { status: ['fail'], says: 'The rows say something else than the callback of the live message.' },
  'rows-not-updated': {
    status: ['inconclusive'],
    says: 'The rows stayed as they were before the callback.',
    follows: AFTER_CALLBACK,
  },
  'dead-letter': { status: ['fail'], says: 'A callback that could not be applied is left as an unresolved dead letter.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const observedIn = (view: LedgerView): JsonObject => ({
  attempt: view.attempt?.status ?? null,
  message: view.message?.status ?? null,
  campaign: view.campaign?.status ?? null,
  outboxPending: view.outbox.pending,
  deadLetters: view.deadLetters.unresolved,
});

const missingRows = (view: LedgerView, campaign: string | null): readonly string[] => [
  ...(view.attempt === null ? ['DeliveryAttempt'] : []),
  ...(view.message === null ? ['Message'] : []),
  ...(campaign !== null && view.campaign === null ? ['CampaignDeliveryLog'] : []),
];

const isUntouched = (view: LedgerView): boolean => view.attempt?.status === 'registered' && view.message?.status === 'registered';

/** Rows that nothing touched since they were registered lack an id because the send ended open, not because it was left out. */
const lacksId = (view: LedgerView): boolean =>
  !isUntouched(view) && (view.attempt?.providerMessageId === null || view.message?.providerMessageId === null);

const contradicts = (view: LedgerView, deciding: LedgerEvent): boolean =>
  [view.attempt, view.message, view.campaign].some(
    (row) => row !== null && isNegativeEnd(deciding.event) === (row.status === 'delivered'),
  );

interface Sent {
  readonly receipt: Receipt | null;
  /** null: the wait ended without one · undefined: not awaited. */
  readonly deciding: LedgerEvent | null | undefined;
}

/** Rows that were updated, held against the message: its id, and what its callback said. */
const judgeUpdated = (view: LedgerView, { receipt, deciding }: Sent, observed: JsonObject): Verdict | null => {
  const ids = [view.attempt, view.message].map((row) => isOfMessage(row?.providerMessageId ?? null, receipt));
  if (ids.includes(false)) {
    return {
      status: 'fail',
      reason: 'other-provider-id',
      observed: { ...observed, rows: view.attempt?.providerMessageId ?? null, receipt: receipt?.providerMessageId ?? null },
      expected: 'DeliveryAttempt.providerMessageId and Message.providerMessageId hold the id that the provider gave.',
      remedy: [{ say: 'Make SquareOS store in both rows the id that the provider returned for this very message.' }],
    };
  }
  if (ids.includes(null)) {
    return {
      status: 'inconclusive',
      reason: 'id-unknown',
      observed,
      expected: 'The id of the live message is known, and stands in both rows.',
      remedy: [{ say: 'Find out the provider’s id of the live message, and compare it with the rows.' }],
    };
  }
  if (deciding === null) {
    return {
      status: 'inconclusive',
      reason: 'callback-not-proven',
      observed,
      expected: 'The callback of the live message updated the rows.',
      remedy: [{ say: 'Find out in SquareOS what updated the rows: no callback of the live message’s own id is known.' }],
    };
  }
  if (deciding === undefined || !contradicts(view, deciding)) return null;
  return {
    status: 'fail',
    reason: 'other-than-callback',
    observed: { ...observed, callback: deciding.event },
    expected: 'The rows carry the status of the callback.',
    remedy: [{ say: `Make SquareOS write into the rows what the callback says (${deciding.event}); they say otherwise.` }],
  };
};

const judgeRows = (view: LedgerView, campaign: string | null, sent: Sent): Verdict => {
  const observed = observedIn(view);
  const missing = missingRows(view, campaign);
  if (missing.length > 0) {
    return {
      status: 'inconclusive',
      reason: 'rows-missing',
      observed: { ...observed, missing },
      expected: 'A DeliveryAttempt and a Message row for the live message, and a CampaignDeliveryLog row for a campaign.',
      remedy: [{ say: `Find out why SquareOS wrote no ${missing.join(' and no ')} row for this message (outbox, worker log).` }],
    };
  }
  if (sent.receipt !== null && idOf(sent.receipt) !== null && lacksId(view)) {
    return {
      status: 'fail',
      reason: 'no-provider-id',
      observed,
      expected: 'DeliveryAttempt.providerMessageId and Message.providerMessageId hold the provider’s id.',
      remedy: [{ say: 'Make SquareOS store the MessageId or queued id that the provider returns in both rows.' }],
    };
  }
  if (hasStaleRow(view)) {
    return {
      status: 'inconclusive',
      reason: 'rows-not-updated',
      observed,
      expected: 'The rows carry the final status of the callback.',
      remedy: [
        {
          say: 'The callback came and the rows stayed as they were. Look at the callback worker and at the dead letters, then run again.',
        },
      ],
    };
  }
  const otherwise = judgeUpdated(view, sent, observed);
  if (otherwise !== null) return otherwise;
  if (view.deadLetters.unresolved === 0) return { status: 'pass', reason: 'ok', observed };
  return {
    status: 'fail',
    reason: 'dead-letter',
    observed,
    expected: 'No unresolved dead letter.',
    remedy: [
      {
        say: 'Resolve the dead letters of this channel account in SquareOS Admin / Email Setting, or where certify’s own receiver runs by this command; then run again.',
        command: 'certify receiver dead-letters list',
      },
    ],
  };
};

export const liveRows = defineCheck({
  id: 'live-rows',
  title: 'DeliveryAttempt, Message and campaign rows were updated, with no dead letter left',
  severity: 'blocker',
  why: 'The gym’s staff see what the rows say: a row that stays “queued” hides a bounced invoice.',
  owner: 'SquareOS admin',
  references: [requirement('R10'), requirement('R12'), requirement('R38')],
  reasons,
  needs: ['live.rows', 'profile.tenant'],
  uses: ['live.receipt', 'live.callback'],
  waivable: false,
  core: true,
  evaluate(facts) {
    const [sent, came] = [facts['live.receipt'], facts['live.callback']];
    return judgeRows(facts['live.rows'].value, facts['profile.tenant'].value.live.campaign, {
      receipt: sent.state === 'observed' ? sent.value.receipt : null,
      deciding: came.state === 'observed' ? came.value.deciding : undefined,
    });
  },
});
