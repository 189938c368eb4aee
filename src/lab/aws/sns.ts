// SNS (Query): topics and subscriptions as the API shows them. Publishing and confirming stand in sns-writes.ts.
import type { TopicSpec } from './spec.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud, LiveSubscription } from './cloud.ts';
import { tagMembers } from './tags.ts';
import { entries, leaf, members } from './xml.ts';

const RETRY_POLICY = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numMaxDelayRetries: 0,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  backoffFunction: 'linear',
};
const TOPIC_DELIVERY_POLICY = JSON.stringify({
  http: { defaultHealthyRetryPolicy: RETRY_POLICY, disableSubscriptionOverrides: false },
});
const SUBSCRIPTION_DELIVERY_POLICY = JSON.stringify({ healthyRetryPolicy: RETRY_POLICY });

/** The policy of a topic, where the scenario gives none: SES may publish for every set and identity of this account. */
export const topicPolicy = (cloud: Cloud, arn: string, topic: TopicSpec): object =>
  topic.policy ?? {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowSES',
        Effect: 'Allow',
        Principal: { Service: 'ses.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn,
        Condition: {
          StringEquals: { 'AWS:SourceAccount': cloud.spec.account },
          ArnLike: { 'AWS:SourceArn': cloud.arn('ses', '*', '*') },
        },
      },
    ],
  };

/** The topic named by `TopicArn`; throws as SNS does for a malformed, foreign-region or missing one. */
export const requireTopic = (
  cloud: Cloud,
  call: AwsCall,
  action: string,
): { readonly arn: string; readonly topic: TopicSpec } => {
  const arn = call.params.get('TopicArn') ?? '';
  const parts = arn.split(':');
  if (parts.length !== 6 || parts[2] !== 'sns' || parts[3] !== call.region) {
    throw new AwsError('InvalidParameter', 400, 'Invalid parameter: TopicArn');
  }
  cloud.authorize(call, action, arn);
  const topic = cloud.topic(arn);
  if (topic === null) throw new AwsError('NotFound', 404, 'Topic does not exist');
  return { arn, topic };
};

const subscriptionsOf = (cloud: Cloud, topicArn: string): LiveSubscription[] =>
  [...cloud.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);

const getTopicAttributes = (cloud: Cloud, call: AwsCall): string => {
  const { arn, topic } = requireTopic(cloud, call, 'SNS:GetTopicAttributes');
  const subscriptions = subscriptionsOf(cloud, arn);
  const pending = subscriptions.filter((subscription) => subscription.pending).length;
  return entries('Attributes', {
    TopicArn: arn,
    Owner: topic.owner ?? cloud.spec.account,
    DisplayName: '',
    Policy: JSON.stringify(topicPolicy(cloud, arn, topic)),
    SignatureVersion: topic.signatureVersion,
    KmsMasterKeyId: topic.kmsKeyId,
    FifoTopic: topic.fifo ? 'true' : null,
    SubscriptionsConfirmed: String(subscriptions.length - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: '0',
    EffectiveDeliveryPolicy: TOPIC_DELIVERY_POLICY,
    ...topic.attributes,
  });
};

/** A page of a list, with the token of the next one. */
const page = <T>(call: AwsCall, all: readonly T[], size: number): { readonly items: readonly T[]; readonly next: string } => {
  const from = Number(call.params.get('NextToken') ?? 0);
  if (!Number.isInteger(from)) throw new AwsError('InvalidParameter', 400, 'Invalid parameter: NextToken');
  return { items: all.slice(from, from + size), next: from + size < all.length ? leaf('NextToken', from + size) : '' };
};

const listSubscriptionsByTopic = (cloud: Cloud, call: AwsCall): string => {
  const { arn } = requireTopic(cloud, call, 'SNS:ListSubscriptionsByTopic');
  const { items, next } = page(call, subscriptionsOf(cloud, arn), 100);
  const rows = items.map((subscription) =>
    [
      leaf('TopicArn', arn),
      leaf('Protocol', subscription.protocol),
      leaf('SubscriptionArn', subscription.pending ? 'PendingConfirmation' : subscription.arn),
      leaf('Owner', cloud.spec.account),
      leaf('Endpoint', subscription.endpoint),
    ].join(''),
  );
  return `${members('Subscriptions', rows)}${next}`;
};

const listTopics = (cloud: Cloud, call: AwsCall): string => {
  cloud.authorize(call, 'SNS:ListTopics', cloud.arn('sns', call.region, '*'));
  const { items, next } = page(call, Object.keys(cloud.region(call.region).topics), 100);
  return `${members(
    'Topics',
    items.map((name) => leaf('TopicArn', cloud.topicArn(call.region, name))),
  )}${next}`;
};

const getSubscriptionAttributes = (cloud: Cloud, call: AwsCall): string => {
  const arn = call.params.get('SubscriptionArn') ?? '';
  if (arn.split(':').length !== 7)
    throw new AwsError(
      'InvalidParameter',
      400,
      'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1',
    );
  const subscription = cloud.subscriptions.get(arn);
  cloud.authorize(call, 'SNS:GetSubscriptionAttributes', arn.split(':').slice(0, 6).join(':'));
  if (subscription === undefined) throw new AwsError('NotFound', 404, 'Subscription does not exist');
  const { filterPolicy, redrivePolicy } = subscription;
  return entries('Attributes', {
    SubscriptionArn: arn,
    TopicArn: subscription.topicArn,
    Owner: cloud.spec.account,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    PendingConfirmation: String(subscription.pending),
    ConfirmationWasAuthenticated: String(subscription.authenticated),
    RawMessageDelivery: String(subscription.raw),
    FilterPolicy: filterPolicy === null ? null : JSON.stringify(filterPolicy),
    FilterPolicyScope: filterPolicy === null ? null : subscription.filterPolicyScope,
    RedrivePolicy: redrivePolicy === null ? null : JSON.stringify(redrivePolicy),
    SubscriptionPrincipal: cloud.userArn(Object.keys(cloud.spec.users)[0] ?? 'unknown'),
    EffectiveDeliveryPolicy: SUBSCRIPTION_DELIVERY_POLICY,
    ...subscription.attributes,
  });
};

const listTags = (cloud: Cloud, call: AwsCall): string => {
  const arn = call.params.get('ResourceArn') ?? '';
  cloud.authorize(call, 'SNS:ListTagsForResource', arn);
  const topic = cloud.topic(arn);
  if (topic === null) throw new AwsError('ResourceNotFound', 404, 'Resource does not exist');
  return tagMembers(topic.tags);
};

/** SNS reads. */
export const snsReads = (cloud: Cloud): Operations => ({
  GetTopicAttributes: (call) => getTopicAttributes(cloud, call),
  ListSubscriptionsByTopic: (call) => listSubscriptionsByTopic(cloud, call),
  ListTopics: (call) => listTopics(cloud, call),
  GetSubscriptionAttributes: (call) => getSubscriptionAttributes(cloud, call),
  ListTagsForResource: (call) => listTags(cloud, call),
});
