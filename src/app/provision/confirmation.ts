// A subscription that was just asked for: the webhook has a moment to confirm it.
import { sameDestination } from '../../aws/sns/endpoint.ts';
import type { PerformedAct } from '../../core/provision.ts';
import { systemClock } from '../../world/clock.ts';
import type { Tenant } from '../tenant.ts';

const CONFIRMED_MS = 20_000;
const POLL_MS = 500;

/** The webhook has a moment to confirm a subscription that was just asked for: the check at the end is to see it. */
export const awaitConfirmation = async (
  { world, target }: Tenant,
  acts: readonly PerformedAct[],
  signal: AbortSignal,
): Promise<void> => {
  const asked = acts.some(({ permission, outcome }) => permission === 'sns:Subscribe' && outcome.kind === 'done');
  const { snsTopicArn } = target.loaded?.profile.ses ?? {};
  const url = target.places.callbackUrl;
  if (!asked || snsTopicArn === undefined || url === null) return;
  const until = systemClock.elapsed() + CONFIRMED_MS;
  while (systemClock.elapsed() < until && !signal.aborted) {
    const answer = await world.reads.aws.sns.listSubscriptionsByTopic(snsTopicArn).catch(() => null);
    const ours = answer?.Subscriptions?.filter(({ Endpoint = '' }) => sameDestination(Endpoint, url)) ?? [];
    if (answer === null || ours.some(({ SubscriptionArn = '' }) => SubscriptionArn.startsWith('arn:'))) return;
    await systemClock.sleep(POLL_MS, signal).catch(() => undefined);
  }
};
