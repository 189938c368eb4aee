// Asks SNS who listens to the topic, and how the callback's own subscription is set up.
import type { GetSubscriptionAttributesCommandOutput, Subscription as SdkSubscription } from '@aws-sdk/client-sns';
import type { SnsReads } from '../../core/ports/aws.ts';
import type { Reads } from '../../core/ports/reads.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Subscription, SubscriptionDetail } from '../../facts/sns.ts';
import { isSesWebhook, sameDestination, shownEndpoint } from '../../aws/sns/endpoint.ts';
import { attributeBool, textOr } from '../../text/unknown-json.ts';
import { answerOf, told } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { topicInForce } from './topic-in-force.ts';

/** SNS lists 100 a page; a topic of one tenant has a handful. */
const MAX_PAGES = 10;

export const subscriptionDetail = (answer: GetSubscriptionAttributesCommandOutput): SubscriptionDetail => {
  const attributes = answer.Attributes ?? {};
  return {
    pending: attributeBool(attributes['PendingConfirmation']),
    authenticated: attributeBool(attributes['ConfirmationWasAuthenticated']),
    rawMessageDelivery: attributeBool(attributes['RawMessageDelivery']),
    filterPolicy: textOr(attributes['FilterPolicy']),
    filterPolicyScope: textOr(attributes['FilterPolicyScope']),
    redrivePolicy: textOr(attributes['RedrivePolicy']),
    deliveryPolicy: textOr(attributes['EffectiveDeliveryPolicy']),
  };
};

const listed = async (
  sns: SnsReads,
  topicArn: string,
  signal: AbortSignal,
): Promise<{ readonly found: readonly SdkSubscription[]; readonly complete: boolean }> => {
  const found: SdkSubscription[] = [];
  let next: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    signal.throwIfAborted();
    const answer = await sns.listSubscriptionsByTopic(topicArn, next);
    found.push(...told(answer.Subscriptions, 'Subscriptions'));
    next = textOr(answer.NextToken) ?? undefined;
    if (next === undefined) return { found, complete: true };
  }
  return { found, complete: false };
};

/** `PendingConfirmation` and `Deleted` stand where an ARN would. */
const arnOf = (subscription: SdkSubscription): string | null =>
  subscription.SubscriptionArn?.startsWith('arn:') === true ? subscription.SubscriptionArn : null;

const tokenIn = (reads: Reads, endpoint: string): Subscription['token'] =>
  reads.secrets.has('callback.verifyToken') ? reads.secrets.inUrl('callback.verifyToken', endpoint) : 'not-compared';

/** Where nobody declared a callback URL, any webhook of the platform's path is one. */
const isCallbackOf = (endpoint: string, callbackUrl: string | null): boolean =>
  callbackUrl === null ? isSesWebhook(endpoint) : sameDestination(endpoint, callbackUrl);

const described = async (subscription: SdkSubscription, reads: Reads): Promise<Subscription> => {
  const endpoint = subscription.Endpoint ?? '';
  const { scheme, text } = shownEndpoint(endpoint);
  const isCallback = isCallbackOf(endpoint, reads.sender.callbackUrl);
  const arn = arnOf(subscription);
  const ask = isCallback && arn !== null;
  return {
    arn,
    protocol: subscription.Protocol ?? '',
    endpoint: text,
    isCallback,
    scheme,
    token: isCallback ? tokenIn(reads, endpoint) : 'not-compared',
    detail: ask ? await answerOf(reads.aws.sns.getSubscriptionAttributes(arn).then(subscriptionDetail)) : null,
  };
};

export const subscriptionsProbe = defineProbe({
  key: 'sns.subscriptions',
  needs: [],
  uses: ['ses.eventDestinations', 'ses.feedbackTopics'],
  permissions: [
    { action: 'sns:ListSubscriptionsByTopic', on: 'topic' },
    { action: 'sns:GetSubscriptionAttributes', on: 'topic' },
  ],
  ask: async (reads, facts, signal) => {
    const topicArn = topicInForce(reads.sender.ses, facts);
    if (topicArn instanceof NotAsked) return topicArn;
    const { found, complete } = await listed(reads.aws.sns, topicArn, signal);
    const live = found.filter(({ SubscriptionArn }) => SubscriptionArn !== 'Deleted');
    const { callbackUrl } = reads.sender;
    const lookedFor = callbackUrl?.split('?')[0] ?? null;
    return { topicArn, lookedFor, subscriptions: await Promise.all(live.map((one) => described(one, reads))), complete };
  },
});
