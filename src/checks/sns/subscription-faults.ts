// What can be wrong with one subscription, in words and with the command that mends it.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import type { Subscription, SubscriptionDetail } from '../../facts/sns.ts';
import { REQUIRED_EVENT_TYPES } from '../../aws/ses/event-types.ts';
import { filterPasses } from '../../aws/sns/filter-policy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

type Fact = Facts['sns.subscriptions'];
interface Callback {
  readonly url: string;
  readonly loopback: boolean;
}

const subscribe = (topicArn: string, url: string): string =>
  `aws sns subscribe --topic-arn ${topicArn} --protocol https --notification-endpoint '${url}?token=<webhook verify token>'`;

const shown = (subscription: Subscription): NonNullable<Judgement['observed']> => ({
  endpoint: subscription.endpoint,
  protocol: subscription.protocol,
  confirmed: subscription.arn !== null,
  token: subscription.token,
  ...(subscription.detail?.state === 'observed' ? { ...subscription.detail.value } : {}),
});

const fail = (subscription: Subscription, reason: string, expected: string, fix: string): Judgement => ({
  status: 'fail',
  reason,
  observed: shown(subscription),
  expected,
  fix,
});

export const missing = (fact: Fact, callback: Callback): Judgement => ({
  status: 'fail',
  reason: fact.subscriptions.length === 0 ? 'no-subscription' : 'other-endpoint',
  observed: { topicArn: fact.topicArn, endpoints: fact.subscriptions.map(({ endpoint }) => endpoint) },
  expected: `A subscription of the topic has the endpoint ${callback.url}, equal in host and path.`,
  fix: `Subscribe the SquareOS webhook, and confirm it: ${subscribe(fact.topicArn, callback.url)}`,
});

/** SNS posts the confirmation within about a minute and gives up then: it does not finish by itself (SNS Developer Guide, message delivery retries). */
const pending = (subscription: Subscription, topicArn: string, url: string): Judgement =>
  fail(
    subscription,
    'pending-confirmation',
    'The webhook has confirmed the subscription; SNS deletes an unconfirmed one after 48 hours.',
    `See that the webhook is up and accepts this topic and token, then have SNS ask it again: ${subscribe(topicArn, url)}`,
  );

/** SES sets no message attributes, so a filter on them drops every event. */
const filter = (subscription: Subscription, detail: SubscriptionDetail): Judgement | null => {
  const policy = detail.filterPolicy;
  if (policy === null || policy.trim() === '{}') return null;
  const remove = `Remove the filter: aws sns set-subscription-attributes --subscription-arn ${subscription.arn ?? ''} --attribute-name FilterPolicy --attribute-value '{}'`;
  if (detail.filterPolicyScope !== 'MessageBody') {
    return fail(subscription, 'filter-on-attributes', 'No filter on message attributes: SES sets none.', remove);
  }
  const verdicts = Object.values(REQUIRED_EVENT_TYPES).map((eventType) => filterPasses(policy, { eventType }));
  if (verdicts.includes('drops')) {
    return fail(subscription, 'filter-drops-events', 'Every required event passes the filter policy.', remove);
  }
  return verdicts.includes('cannot-judge') ? cannotJudge('what the filter policy lets through', shown(subscription)) : null;
};

const attributes = (subscription: Subscription, detail: SubscriptionDetail): Judgement | null => {
  if (detail.rawMessageDelivery === true) {
    return fail(
      subscription,
      'raw-delivery',
      'Raw message delivery is off: a raw body carries no signature.',
      `aws sns set-subscription-attributes --subscription-arn ${subscription.arn ?? ''} --attribute-name RawMessageDelivery --attribute-value false`,
    );
  }
  return filter(subscription, detail);
};

const endpointFault = (subscription: Subscription, topicArn: string, callback: Callback): Judgement | null => {
  const again = `Subscribe the right endpoint, confirm it, then unsubscribe the old one: ${subscribe(topicArn, callback.url)}`;
  if (subscription.protocol !== 'https' && !callback.loopback) {
    return fail(subscription, 'not-https', 'The subscription has the protocol https.', again);
  }
  if (subscription.token === 'different') {
    return fail(subscription, 'token-differs', 'The token in the endpoint is the webhook verify token of the profile.', again);
  }
  if (subscription.token === 'missing') {
    return fail(subscription, 'token-missing', 'The endpoint carries ?token=: SNS cannot send headers of one’s own.', again);
  }
  return null;
};

export const judgeOne = (subscription: Subscription, topicArn: string, callback: Callback): Judgement => {
  const unconfirmed =
    subscription.arn === null || (subscription.detail?.state === 'observed' && subscription.detail.value.pending);
  if (unconfirmed === true) return pending(subscription, topicArn, callback.url);
  const fault = endpointFault(subscription, topicArn, callback);
  if (fault !== null) return fault;
  const { detail } = subscription;
  if (detail?.state === 'absent') return pending(subscription, topicArn, callback.url);
  if (detail === null) return cannotJudge('how the subscription is set up', shown(subscription));
  if (detail.state !== 'observed') return partlyObserved('The attributes of the subscription', detail);
  // How it was confirmed is recorded, and no warning: a plain GET of SubscribeURL is how webhooks confirm.
  return attributes(subscription, detail.value) ?? { status: 'pass', reason: 'ok', observed: shown(subscription) };
};
