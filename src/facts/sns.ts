// What SNS says (facts-aws.md C1). Endpoints are stored without their token.
import type { Answer } from '../core/observation.ts';

export interface SubscriptionDetail {
  readonly pending: boolean | null;
  readonly authenticated: boolean | null;
  readonly rawMessageDelivery: boolean | null;
  /** JSON text. */
  readonly filterPolicy: string | null;
  readonly filterPolicyScope: string | null;
  readonly redrivePolicy: string | null;
  /** JSON text of the policy in force, the topic’s or its own. Left out by records from before it was told. */
  readonly deliveryPolicy?: string | null;
}

export interface Subscription {
  /** null while it is PendingConfirmation. */
  readonly arn: string | null;
  readonly protocol: string;
  /** Token and password masked. */
  readonly endpoint: string;
  /** Host and path equal the callback URL's. */
  readonly isCallback: boolean;
  readonly scheme: string | null;
  /** The verify token in its query, compared with the profile's. */
  readonly token: 'equal' | 'different' | 'missing' | 'not-compared';
  readonly detail: Answer<SubscriptionDetail> | null;
}

export interface SnsFacts {
  /** The key that encrypts the topic. */
  'kms.topicKey': {
    /** As the topic names it: id, ARN or alias. */
    readonly keyId: string;
    readonly keyArn: string | null;
    /** Enabled, Disabled, PendingDeletion, … */
    readonly keyState: string | null;
    /** AWS or CUSTOMER. */
    readonly manager: string | null;
    /** JSON text. */
    readonly policy: string | null;
  };
  'sns.topic': {
    readonly arn: string;
    readonly owner: string | null;
    /** JSON text of the access policy. */
    readonly policy: string | null;
    /** `1` or `2`; null: not told, which AWS documents as 1. */
    readonly signatureVersion: string | null;
    readonly kmsKeyId: string | null;
    /** JSON text of the policy in force. Left out by records from before it was told. */
    readonly deliveryPolicy?: string | null;
    readonly fifo: boolean | null;
    readonly confirmed: number | null;
    readonly pending: number | null;
  };
  'sns.subscriptions': {
    readonly topicArn: string;
    /** The callback URL that was looked for, without query; null: nobody named one. */
    readonly lookedFor: string | null;
    readonly subscriptions: readonly Subscription[];
    readonly complete: boolean;
  };
}

/** NotFound answers their question: no such topic, no such key. */
export const SNS_ABSENT = ['kms.topicKey', 'sns.topic', 'sns.subscriptions'] as const satisfies readonly (keyof SnsFacts)[];
