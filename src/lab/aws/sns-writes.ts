// SNS (Query): subscribe, confirm, unsubscribe, publish. The signed posts themselves are made in lab/sns.
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud, LiveSubscription } from './cloud.ts';
import { requireTopic } from './sns.ts';
import { leaf } from './xml.ts';

/** What the SNS side of the lab does when the API changes something. */
export interface SnsActs {
  /** Posts a SubscriptionConfirmation. */
  confirmation(subscription: LiveSubscription): void;
  /** Posts an UnsubscribeConfirmation. */
  unsubscribed(subscription: LiveSubscription): void;
  /** Posts a Notification to every confirmed subscription; gives its MessageId. */
  publish(topicArn: string, message: string, subject: string | null): string;
}

const attributes = (params: URLSearchParams): { [name: string]: string } => {
  const found: { [name: string]: string } = {};
  for (let index = 1; ; index += 1) {
    const key = params.get(`Attributes.entry.${index}.key`);
    if (key === null) return found;
    found[key] = params.get(`Attributes.entry.${index}.value`) ?? '';
  }
};

const jsonAttribute = (text: string | undefined): JsonObject | null =>
  text === undefined ? null : (JSON.parse(text) as JsonObject);

const subscribe = (cloud: Cloud, acts: SnsActs, call: AwsCall): string => {
  const { arn: topicArn } = requireTopic(cloud, call, 'SNS:Subscribe');
  const protocol = call.params.get('Protocol') ?? '';
  const endpoint = call.params.get('Endpoint') ?? '';
  if (!['http', 'https'].includes(protocol) || !endpoint.startsWith(`${protocol}://`)) {
    throw new AwsError('InvalidParameter', 400, 'Invalid parameter: Endpoint must match the specified protocol');
  }
  const given = attributes(call.params);
  const subscription: LiveSubscription = {
    arn: cloud.newSubscriptionArn(topicArn),
    topic: topicArn,
    topicArn,
    protocol,
    endpoint,
    state: 'subscribe',
    pending: true,
    token: randomBytes(96).toString('hex'),
    raw: given['RawMessageDelivery'] === 'true',
    authenticated: false,
    filterPolicy: jsonAttribute(given['FilterPolicy']),
    filterPolicyScope: given['FilterPolicyScope'] ?? 'MessageAttributes',
    redrivePolicy: jsonAttribute(given['RedrivePolicy']),
  };
  cloud.upsertSubscription(subscription);
  acts.confirmation(subscription);
  return leaf('SubscriptionArn', call.params.get('ReturnSubscriptionArn') === 'true' ? subscription.arn : 'pending confirmation');
};

/**
 * Confirms by token, as both the signed call and the plain GET of a SubscribeURL do.
 * @returns the subscription's ARN
 */
export const confirmByToken = (cloud: Cloud, topicArn: string, token: string, authenticated: boolean): string => {
  const found = [...cloud.subscriptions.values()].find((item) => item.topicArn === topicArn && item.token === token);
  if (found === undefined) throw new AwsError('InvalidParameter', 400, 'Invalid parameter: Invalid token');
  cloud.upsertSubscription({ ...found, pending: false, authenticated: found.authenticated || authenticated });
  return found.arn;
};

const confirm = (cloud: Cloud, call: AwsCall): string => {
  const { arn } = requireTopic(cloud, call, 'SNS:ConfirmSubscription');
  const authenticated = call.params.get('AuthenticateOnUnsubscribe') === 'true';
  return leaf('SubscriptionArn', confirmByToken(cloud, arn, call.params.get('Token') ?? '', authenticated));
};

/** Removes a subscription and tells its endpoint so. */
export const unsubscribe = (cloud: Cloud, acts: SnsActs, arn: string): null => {
  const subscription = cloud.subscriptions.get(arn);
  if (subscription === undefined) return null;
  const removed = { ...subscription, pending: true, state: 'pending' as const };
  cloud.upsertSubscription(removed);
  acts.unsubscribed(removed);
  return null;
};

const publish = (cloud: Cloud, acts: SnsActs, call: AwsCall): string => {
  const { arn } = requireTopic(cloud, call, 'SNS:Publish');
  const message = call.params.get('Message') ?? '';
  if (message === '') throw new AwsError('InvalidParameter', 400, 'Invalid parameter: Empty message');
  return leaf('MessageId', acts.publish(arn, message, call.params.get('Subject')));
};

/** SNS writes. */
export const snsWrites = (cloud: Cloud, acts: SnsActs): Operations => ({
  Subscribe: (call) => subscribe(cloud, acts, call),
  ConfirmSubscription: (call) => confirm(cloud, call),
  Unsubscribe: (call) => {
    const arn = call.params.get('SubscriptionArn') ?? '';
    cloud.authorize(call, 'SNS:Unsubscribe', arn.split(':').slice(0, 6).join(':'));
    return unsubscribe(cloud, acts, arn);
  },
  Publish: (call) => publish(cloud, acts, call),
});
