// What an account already has for a sender, read from the facts: the answers that `certify init` need not ask for.
import { isSesWebhook } from '../aws/sns/endpoint.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { fact } from '../facts/fact.ts';
import type { FactKey, Facts } from '../facts/index.ts';
import { governingOf } from '../facts/derived.ts';

/** Facts that finding needs; their probes are asked for them. */
export const FINDING: readonly FactKey[] = [
  'ses.identity',
  'ses.configurationSet',
  'ses.eventDestinations',
  'ses.feedbackTopics',
  'sns.subscriptions',
];

export interface Found {
  readonly identity: string | null;
  readonly mailFrom: string | null;
  /** null: SES was asked, and none applies · undefined: nobody could say. */
  readonly configurationSet: string | null | undefined;
  readonly snsTopicArn: string | null;
  /** Origin of the webhook that is subscribed to the topic; null when there is none, or more than one. */
  readonly platform: string | null;
  /** What could not be seen, one sentence each. */
  readonly unseen: readonly string[];
}

type Observations = ReadonlyMap<string, Observation<JsonValue>>;

const platformOf = (subscriptions: Facts['sns.subscriptions'] | null): string | null => {
  const webhooks = (subscriptions?.subscriptions ?? []).filter(({ endpoint }) => isSesWebhook(endpoint));
  const [only, ...others] = new Set(webhooks.map(({ endpoint }) => new URL(endpoint).origin));
  return only === undefined || others.length > 0 ? null : only;
};

/** The same observations give the same answers; a party that did not answer is named, never guessed around. */
export const foundIn = (observations: Observations): Found => {
  const identity = fact(observations, 'ses.identity');
  const governing = governingOf({ candidates: identity?.candidates ?? [] });
  const set = fact(observations, 'ses.configurationSet');
  const subscriptions = fact(observations, 'sns.subscriptions');
  const unseen = FINDING.flatMap((key) => {
    const observation = observations.get(key);
    const unanswered = observation !== undefined && ['denied', 'unreachable', 'failed'].includes(observation.state);
    return unanswered && 'message' in observation ? [observation.message] : [];
  });
  return {
    identity: governing.kind === 'known' ? governing.name : null,
    mailFrom: governing.kind === 'known' ? (governing.detail.mailFrom?.domain ?? null) : null,
    // A set that is merely there proves nothing about what is passed.
    configurationSet: set === null || ['account', 'unsaid'].includes(set.source) ? undefined : set.name,
    snsTopicArn: subscriptions?.topicArn ?? null,
    platform: platformOf(subscriptions),
    unseen: [...new Set([...unseen, ...(governing.kind === 'uncertain' ? [governing.unseen.message] : [])])],
  };
};
