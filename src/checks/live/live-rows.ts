// The platform's own rows were updated by the callback, and nothing is left over.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { FINAL_STATUSES, type LedgerView } from '../../core/live.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

/** Rows change when the callback is there: without it they cannot. */
const AFTER_CALLBACK = [{ check: 'live-receipt' }, { check: 'live-callback' }] as const;

const reasons = {
  'rows-missing': {
    status: ['inconclusive'],
    says: 'The platform wrote no row for the live message where one belongs.',
    follows: [{ check: 'live-receipt' }],
  },
  'no-provider-id': { status: ['fail'], says: 'The platform’s rows of the live message do not hold the provider’s id.' },
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

const isStale = (view: LedgerView): boolean =>
  [view.attempt, view.message, view.campaign].some((row) => row !== null && !FINAL_STATUSES.has(row.status));

const isUntouched = (view: LedgerView): boolean => view.attempt?.status === 'registered' && view.message?.status === 'registered';

/** Rows that nothing touched since they were registered lack an id because the send ended open, not because it was left out. */
const lacksId = (view: LedgerView): boolean =>
  !isUntouched(view) && (view.attempt?.providerMessageId === null || view.message?.providerMessageId === null);

const judgeRows = (view: LedgerView, campaign: string | null): Verdict => {
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
  if (lacksId(view)) {
    return {
      status: 'fail',
      reason: 'no-provider-id',
      observed,
      expected: 'DeliveryAttempt.providerMessageId and Message.providerMessageId hold the provider’s id.',
      remedy: [{ say: 'Make SquareOS store the MessageId or queued id that the provider returns in both rows.' }],
    };
  }
  if (isStale(view)) {
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
  waivable: false,
  core: true,
  evaluate: (facts) => judgeRows(facts['live.rows'].value, facts['profile.tenant'].value.live.campaign),
});
