// How SNS hands a message to an HTTPS endpoint: how often it tries again, for how long, and how many a second.
import { isObject, numberOr, parsedJson } from '../../text/unknown-json.ts';

export interface DeliveryPolicy {
  readonly retries: number;
  /** Seconds from the first attempt to the last, at most. */
  readonly triesFor: number;
  /** null: SNS does not hold back. */
  readonly perSecond: number | null;
}

/** SNS gives up after an hour whatever a policy says (sns-message-delivery-retries). */
const LONGEST = 3600;

/** What SNS does where nobody says otherwise, in the words of a policy: three more attempts, 20 seconds apart. */
const USUAL = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
} as const;

/** An EffectiveDeliveryPolicy of a subscription; what it leaves out is SNS's default. null: it cannot be read. */
export const readDeliveryPolicy = (text: string): DeliveryPolicy | null => {
  const policy = parsedJson(text);
  if (!isObject(policy)) return null;
  const retry = isObject(policy['healthyRetryPolicy']) ? policy['healthyRetryPolicy'] : {};
  const throttle = isObject(policy['throttlePolicy']) ? policy['throttlePolicy'] : {};
  const retries = numberOr(retry['numRetries']) ?? USUAL.numRetries;
  const soon = numberOr(retry['minDelayTarget']) ?? USUAL.minDelayTarget;
  const late = numberOr(retry['maxDelayTarget']) ?? USUAL.maxDelayTarget;
  const [atOnce, first] = [numberOr(retry['numNoDelayRetries']) ?? 0, numberOr(retry['numMinDelayRetries']) ?? 0];
  const waited = Math.max(0, retries - atOnce - first) * late + Math.min(first, retries) * soon;
  return {
    retries,
    triesFor: Math.min(waited, LONGEST),
    perSecond: numberOr(throttle['maxReceivesPerSecond']),
  };
};

interface Faulty {
  readonly retries: boolean;
  readonly pace: boolean;
}

/** JSON text of a policy like it, for a subscription: with the usual retries where those are at fault, without a limit where that is. */
export const mendedPolicy = (text: string, { retries, pace }: Faulty): string => {
  const policy = parsedJson(text);
  const { throttlePolicy, ...rest } = isObject(policy) ? policy : {};
  return JSON.stringify({
    ...rest,
    ...(pace || throttlePolicy === undefined ? {} : { throttlePolicy }),
    ...(retries ? { healthyRetryPolicy: USUAL } : {}),
  });
};

/** The same of the topic’s policy, where it lets no subscription have its own; null where it does. */
export const mendedTopicPolicy = (text: string, { retries, pace }: Faulty): string | null => {
  const policy = parsedJson(text);
  const http = isObject(policy) ? policy['http'] : null;
  if (!isObject(policy) || !isObject(http) || http['disableSubscriptionOverrides'] !== true) return null;
  const { defaultThrottlePolicy, ...rest } = http;
  return JSON.stringify({
    ...policy,
    http: {
      ...rest,
      ...(pace || defaultThrottlePolicy === undefined ? {} : { defaultThrottlePolicy }),
      ...(retries ? { defaultHealthyRetryPolicy: USUAL } : {}),
    },
  });
};
