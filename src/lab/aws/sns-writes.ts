// SNS (Query): subscribe, confirm, unsubscribe, publish. The signed posts themselves are made in lab/sns.
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud, LiveSubscription } from './cloud.ts';
import { TOPIC } from './read.ts';
import { requireTopic } from './sns.ts';
import type { TopicSpec } from './spec.ts';
import { tagsInQuery } from './tags.ts';
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
  const answer = (arn: string): string =>
    leaf('SubscriptionArn', call.params.get('ReturnSubscriptionArn') === 'true' ? arn : 'pending confirmation');
  // Asked for again it is the same subscription; one that waits gets another confirmation (SNS API, Subscribe).
  const same = [...cloud.subscriptions.values()].find(
    (one) => one.topicArn === topicArn && one.endpoint === endpoint && one.protocol === protocol && !one.pending,
  );
  if (same !== undefined) return answer(same.arn);
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
    attributes: {},
  };
  cloud.upsertSubscription(subscription);
  acts.confirmation(subscription);
  return answer(subscription.arn);
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

const FEEDBACK = ['HTTPFailureFeedbackRoleArn', 'HTTPSuccessFeedbackRoleArn'] as const;

/** Attributes that the lab knows, as a topic of a scenario has them. */
const topicWith = (topic: TopicSpec, given: { readonly [name: string]: string | undefined }): TopicSpec => {
  const known = ['SignatureVersion', 'KmsMasterKeyId', 'Policy', ...FEEDBACK];
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray !== undefined) throw new AwsError('InvalidParameter', 400, `Invalid parameter: Attributes Reason: ${stray}`);
  const { SignatureVersion, KmsMasterKeyId, Policy } = given;
  return {
    ...topic,
    attributes: {
      ...topic.attributes,
      ...Object.fromEntries(FEEDBACK.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
    },
    ...(SignatureVersion === undefined ? {} : { signatureVersion: SignatureVersion }),
    ...(KmsMasterKeyId === undefined ? {} : { kmsKeyId: KmsMasterKeyId }),
    ...(Policy === undefined ? {} : { policy: jsonAttribute(Policy) }),
  };
};

const createTopic = (cloud: Cloud, call: AwsCall): string => {
  const name = call.params.get('Name') ?? '';
  if (!/^[\w-]{1,256}$/.test(name)) throw new AwsError('InvalidParameter', 400, 'Invalid parameter: Topic Name');
  const arn = cloud.arn('sns', call.region, name);
  cloud.authorize(call, 'SNS:CreateTopic', arn);
  const existing = cloud.topic(arn);
  // Without a policy of its own only the account itself publishes to a topic.
  const tags = tagsInQuery(call);
  if (Object.keys(tags).length > 0) cloud.authorize(call, 'SNS:TagResource', arn);
  const made = topicWith({ ...(existing ?? { ...TOPIC, signatureVersion: null, policy: {} }), tags }, attributes(call.params));
  if (existing !== null && JSON.stringify(existing) !== JSON.stringify(made)) {
    const why = 'Invalid parameter: Attributes Reason: Topic already exists with different attributes';
    throw new AwsError('InvalidParameter', 400, why);
  }
  if (existing === null) cloud.change(call.region, { topics: { ...cloud.region(call.region).topics, [name]: made } });
  return leaf('TopicArn', arn);
};

const setTopicAttributes = (cloud: Cloud, call: AwsCall): null => {
  const { arn, topic } = requireTopic(cloud, call, 'SNS:SetTopicAttributes');
  const given = { [call.params.get('AttributeName') ?? '']: call.params.get('AttributeValue') ?? '' };
  const name = arn.split(':')[5] ?? '';
  cloud.change(call.region, { topics: { ...cloud.region(call.region).topics, [name]: topicWith(topic, given) } });
  return null;
};

const setSubscriptionAttributes = (cloud: Cloud, call: AwsCall): null => {
  const arn = call.params.get('SubscriptionArn') ?? '';
  cloud.authorize(call, 'SNS:SetSubscriptionAttributes', arn.split(':').slice(0, 6).join(':'));
  const found = cloud.subscriptions.get(arn);
  if (found === undefined) throw new AwsError('NotFound', 404, 'Subscription does not exist');
  const value = call.params.get('AttributeValue') ?? '';
  const name = call.params.get('AttributeName');
  if (name === 'RawMessageDelivery') cloud.upsertSubscription({ ...found, raw: value === 'true' });
  else if (name === 'RedrivePolicy') cloud.upsertSubscription({ ...found, redrivePolicy: jsonAttribute(value) });
  else throw new AwsError('InvalidParameter', 400, 'Invalid parameter: AttributeName');
  return null;
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
  CreateTopic: (call) => createTopic(cloud, call),
  SetTopicAttributes: (call) => setTopicAttributes(cloud, call),
  SetSubscriptionAttributes: (call) => setSubscriptionAttributes(cloud, call),
});
