// What SNS does with a message for a topic: who may publish, who gets it, and the signed posts that follow.
import { randomUUID } from 'node:crypto';
import type { SnsActs } from '../aws/sns-writes.ts';
import { topicPolicy } from '../aws/sns.ts';
import type { Cloud, LiveSubscription } from '../aws/cloud.ts';
import type { TopicSpec } from '../aws/spec.ts';
import { evaluatePolicy, statementsOf } from '../aws/policy.ts';
import type { Forgery } from '../scenario/types.ts';
import type { Deliveries, OwedPost } from './deliveries.ts';
import { postOf, type Signer, signedEnvelope } from './envelope.ts';
import { filterPasses } from './filter.ts';
import { forge } from './forge.ts';

const SES = { kind: 'Service', names: ['ses.amazonaws.com'] } as const;

export interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject: string | null;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** Posts of the same message beyond the first. */
  readonly duplicates: number;
  readonly forgeries: readonly Forgery[];
}

export class Topics {
  readonly #cloud: Cloud;
  readonly #deliveries: Deliveries;
  readonly #signer: Signer;

  constructor(cloud: Cloud, deliveries: Deliveries, signer: Signer) {
    this.#cloud = cloud;
    this.#deliveries = deliveries;
    this.#signer = signer;
  }

  /** Whether SES may publish; where it may not, the event is lost without a word, as at AWS. */
  admitsSes(topicArn: string, sourceArn: string): boolean {
    const topic = this.#cloud.topic(topicArn);
    if (topic === null || topic.fifo || topicArn.split(':')[3] !== sourceArn.split(':')[3]) return false;
    const { account } = this.#cloud.spec;
    const context = {
      'aws:sourceaccount': account,
      'aws:sourcearn': sourceArn,
      'aws:sourceowner': account,
      'aws:securetransport': 'true',
      'aws:principalisawsservice': 'true',
      'aws:principalservicename': 'ses.amazonaws.com',
    };
    const statements = statementsOf(topicPolicy(this.#cloud, topicArn, topic));
    const allowed = evaluatePolicy(statements, { action: 'sns:Publish', resource: topicArn, principal: SES, context });
    return allowed === 'allowed' && this.#keyAdmitsSes(topic, topicArn, context);
  }

  #keyAdmitsSes(topic: TopicSpec, topicArn: string, context: { readonly [key: string]: string }): boolean {
    const { kmsKeyId } = topic;
    if (kmsKeyId === null) return true;
    // The AWS-managed key's policy cannot be edited to admit SES (SES guide, configure-sns-notifications).
    if (kmsKeyId.includes('alias/aws/sns')) return false;
    const id = kmsKeyId.split(/:key\/|:(?=alias\/)/u).at(-1) ?? kmsKeyId;
    const { kmsKeys } = this.#cloud.region(topicArn.split(':')[3] ?? '');
    const key = kmsKeys[id] ?? Object.values(kmsKeys).find(({ aliases }) => aliases.includes(id));
    if (key?.state !== 'Enabled') return false;
    const statements = statementsOf(key.policy);
    const may = (action: string): boolean =>
      evaluatePolicy(statements, { action, resource: '*', principal: SES, context }) === 'allowed';
    return may('kms:GenerateDataKey') && may('kms:Decrypt');
  }

  /** The posts that follow from one message: one for each confirmed HTTP subscription whose filter lets it through. */
  postsFor(publication: Publication, messageId: string = randomUUID()): OwedPost[] {
    return [...this.#cloud.subscriptions.values()]
      .filter((item) => item.topicArn === publication.topicArn && !item.pending && item.protocol.startsWith('http'))
      .filter((item) => filterPasses(item.filterPolicy, item.filterPolicyScope, publication.message))
      .flatMap((item) => this.#notification(publication, item, messageId));
  }

  #notification(publication: Publication, subscription: LiveSubscription, messageId: string): OwedPost[] {
    const { topicArn, message, subject, dueAt } = publication;
    const { endpoint, arn } = subscription;
    const at = new Date(dueAt + this.#cloud.spec.clockSkewMs);
    const version = this.#version(topicArn);
    const envelope = signedEnvelope(
      { type: 'Notification', topicArn, message, subject, version, subscriptionArn: arn, at, messageId },
      this.#signer,
    );
    const signed = postOf(envelope, arn);
    const carried = subscription.raw
      ? { headers: { ...signed.headers, 'x-amz-sns-rawdelivery': 'true' }, body: message }
      : signed;
    const forgeries = publication.forgeries.map((kind) => forge(kind, envelope, arn, endpoint, this.#signer));
    const first = { endpoint, ...carried, dueAt, forgeries };
    return [
      first,
      ...Array.from({ length: publication.duplicates }, (_, index) => ({
        ...first,
        dueAt: dueAt + 10 * (index + 1),
        forgeries: [],
      })),
    ];
  }

  #version(topicArn: string): string {
    return this.#cloud.topic(topicArn)?.signatureVersion === '2' ? '2' : '1';
  }

  #confirm(type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation', subscription: LiveSubscription): void {
    const { topicArn, token, endpoint } = subscription;
    const message =
      type === 'SubscriptionConfirmation'
        ? `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`
        : `You have chosen to deactivate subscription ${subscription.arn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;
    const envelope = signedEnvelope(
      { type, topicArn, message, subject: null, version: this.#version(topicArn), token, at: this.#cloud.now() },
      this.#signer,
    );
    this.#deliveries.add({ endpoint, ...postOf(envelope, null), dueAt: Date.now(), forgeries: [] });
  }

  /** What the API's writes set in motion. */
  acts(): SnsActs {
    return {
      confirmation: (subscription) => this.#confirm('SubscriptionConfirmation', subscription),
      unsubscribed: (subscription) => this.#confirm('UnsubscribeConfirmation', subscription),
      publish: (topicArn, message, subject) => {
        const messageId = randomUUID();
        const publication = { topicArn, message, subject, dueAt: Date.now(), duplicates: 0, forgeries: [] };
        for (const post of this.postsFor(publication, messageId)) this.#deliveries.add(post);
        return messageId;
      },
    };
  }
}
