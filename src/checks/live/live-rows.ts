// The platform's own rows were updated by the callback, and nothing is left over.
import type { Judgement } from '../../core/finding.ts';
import type { JsonObject } from '../../core/json.ts';
import { FINAL_STATUSES, type LedgerView } from '../../core/live.ts';
import { defineCheck } from '../check.ts';
import { requirement } from '../requirement.ts';

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

const judgeRows = (view: LedgerView, campaign: string | null): Judgement => {
  const missing = missingRows(view, campaign);
  if (missing.length > 0) {
    return {
      status: 'inconclusive',
      reason: 'rows-missing',
      observed: { ...observedIn(view), missing },
      expected: 'A DeliveryAttempt and a Message row for the live message, and a CampaignDeliveryLog row for a campaign.',
      fix: `Find out why SquareOS wrote no ${missing.join(' and no ')} row for this message (outbox, worker log).`,
    };
  }
  // Rows that nothing touched since they were registered lack an id because the send ended open, not because it was left out.
  if (!isUntouched(view) && (view.attempt?.providerMessageId === null || view.message?.providerMessageId === null)) {
    return {
      status: 'fail',
      reason: 'no-provider-id',
      observed: observedIn(view),
      expected: 'DeliveryAttempt.providerMessageId and Message.providerMessageId hold the provider’s id.',
      fix: 'Make SquareOS store the MessageId or queued id that the provider returns in both rows.',
    };
  }
  if (isStale(view)) {
    return {
      status: 'inconclusive',
      reason: 'rows-not-updated',
      observed: observedIn(view),
      expected: 'The rows carry the final status of the callback.',
      fix: 'The rows stayed as they were before the callback. Look at the callback worker and at the dead letters, then run again.',
    };
  }
  return view.deadLetters.unresolved === 0
    ? { status: 'pass', reason: 'ok', observed: observedIn(view) }
    : {
        status: 'fail',
        reason: 'dead-letter',
        observed: observedIn(view),
        expected: 'No unresolved dead letter.',
        fix: 'Resolve the dead letters of this channel account (`certify receiver dead-letters list`, or SquareOS Admin / Email Setting), then run again.',
      };
};

export const liveRows = defineCheck({
  id: 'live-rows',
  title: 'DeliveryAttempt, Message and campaign rows were updated, with no dead letter left',
  severity: 'blocker',
  why: 'The gym’s staff see what the rows say: a row that stays “queued” hides a bounced invoice.',
  owner: 'SquareOS admin',
  references: [requirement('R10'), requirement('R12'), requirement('R38')],
  needs: ['live.rows', 'profile.tenant'],
  waivable: false,
  core: true,
  evaluate(facts): Judgement {
    const rows = facts['live.rows'];
    const tenant = facts['profile.tenant'];
    return judgeRows(rows.value, tenant.value.live.campaign);
  },
});
