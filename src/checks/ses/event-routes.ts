// Whether events take the right route: to SNS, to the topic, enabled, with every type, once.
import type { Judgement } from '../../core/finding.ts';
import type { Facts } from '../../facts/index.ts';
import type { EventDestination } from '../../facts/ses.ts';
import { parseArn } from '../../aws/arn.ts';
import { missingEventTypes, OPTIONAL_EVENT_TYPE } from '../../aws/ses/event-types.ts';
import { cannotJudge } from '../unseen.ts';

interface Wanted {
  readonly set: string;
  /** null: the profile names none, and what SES publishes to is taken. */
  readonly topic: string | null;
  readonly region: string | null;
}
type Found = Pick<Judgement, 'status' | 'reason' | 'expected' | 'fix'> & Pick<Judgement, 'owner'>;

const destinationsOf = (set: string): string => `Amazon SES / Configuration sets / ${set} / Event destinations`;

const route = (destinations: readonly EventDestination[], wanted: Wanted): Found | readonly EventDestination[] => {
  const expected = `An event destination of ${wanted.set} publishes to ${wanted.topic ?? 'an SNS topic'}.`;
  const topic = wanted.topic ?? 'the topic of the SquareOS webhook';
  const add = `${destinationsOf(wanted.set)}: add an SNS destination for ${topic} with delivery, bounce, complaint, reject, rendering failure and delivery delay.`;
  if (destinations.length === 0) return { status: 'fail', reason: 'no-destination', expected, fix: add };
  const toSns = destinations.filter(({ kind, topicArn }) => kind === 'sns' && topicArn !== null);
  if (toSns.length === 0) return { status: 'fail', reason: 'not-sns', expected, fix: add };
  const right = wanted.topic === null ? toSns : toSns.filter(({ topicArn }) => topicArn === wanted.topic);
  if (right.length === 0) {
    const fix = `${destinationsOf(wanted.set)}: change the topic of the SNS destination to ${topic}; or, if SES has the right one, correct ses.snsTopicArn and configJson.snsTopicArn.`;
    return { status: 'fail', reason: 'wrong-topic', expected, fix };
  }
  return right;
};

const reach = (right: readonly EventDestination[], wanted: Wanted): Found | readonly EventDestination[] => {
  const topic = right[0]?.topicArn ?? '';
  if (topic.endsWith('.fifo')) {
    const fix = 'Create a standard SNS topic and use it in the event destination, the subscription and configJson.snsTopicArn.';
    return {
      status: 'fail',
      reason: 'fifo-topic',
      expected: 'The topic is a standard one; SES cannot publish to FIFO topics.',
      fix,
    };
  }
  const region = parseArn(topic)?.region;
  if (wanted.region !== null && region !== undefined && region !== wanted.region) {
    const fix = `Create the topic in ${wanted.region} and change the destination to it: SES cannot publish to ${region}.`;
    return { status: 'fail', reason: 'topic-elsewhere', expected: `The topic is in ${wanted.region}.`, fix };
  }
  const enabled = right.filter(({ enabled }) => enabled === true);
  if (enabled.length > 0) return enabled;
  const names = right.map(({ name }) => name).join(', ');
  const fix = `${destinationsOf(wanted.set)}: enable ${names}.`;
  return { status: 'fail', reason: 'disabled', expected: 'The destination is enabled.', fix };
};

const types = (enabled: readonly EventDestination[], wanted: Wanted): Found | null => {
  const published = enabled.flatMap(({ eventTypes }) => eventTypes);
  const missing = missingEventTypes(published);
  const expected = 'Delivery, bounce, complaint, reject, rendering failure and delivery delay are published.';
  if (missing.length > 0) {
    const onlyOptional = missing.every((type) => type === OPTIONAL_EVENT_TYPE);
    const fix = `${destinationsOf(wanted.set)}: add ${missing.join(', ')} to the event types of ${enabled[0]?.name ?? 'the destination'}.`;
    return onlyOptional
      ? { status: 'warn', reason: 'no-delivery-delay', expected, fix }
      : { status: 'fail', reason: 'event-types-missing', expected, fix };
  }
  const twice = [...new Set(published.filter((type, index) => published.indexOf(type) !== index))];
  if (twice.length === 0) return null;
  const fix = `${destinationsOf(wanted.set)}: leave ${twice.join(', ')} in one destination only; every such event now arrives twice.`;
  return { status: 'warn', reason: 'published-twice', expected: 'Each event type is published once.', fix };
};

export const judge = (destinations: readonly EventDestination[], wanted: Wanted): Judgement => {
  const observed = {
    configurationSet: wanted.set,
    destinations: destinations.map(({ name, enabled, kind, topicArn, eventTypes }) => ({
      name,
      enabled,
      kind,
      topicArn,
      eventTypes,
    })),
  };
  const right = route(destinations, wanted);
  if ('status' in right) return { ...right, observed };
  if (right.every(({ enabled }) => enabled === null)) return cannotJudge('whether the event destination is enabled', observed);
  const enabled = reach(right, wanted);
  if ('status' in enabled) return { ...enabled, observed };
  const found = types(enabled, wanted);
  return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
};

/** Identity feedback carries three kinds of event; the rest needs a configuration set. */
export const judgeFeedback = (topics: Facts['ses.feedbackTopics'], wanted: string | null): Judgement => {
  const { delivery, bounce, complaint, identity } = topics;
  const observed = { identity, delivery, bounce, complaint };
  const wrong = Object.entries({ delivery, bounce, complaint }).filter(
    ([, arn]) => arn === null || (wanted !== null && arn !== wanted),
  );
  const names = wrong.map(([kind]) => kind).join(', ');
  if (wrong.length > 0) {
    return {
      status: 'fail',
      reason: 'feedback-incomplete',
      observed,
      expected: `Delivery, bounce and complaint feedback of ${identity} go to ${wanted ?? 'one SNS topic'}.`,
      fix: `Better: use a configuration set with an SNS event destination. Else Amazon SES / Identities / ${identity} / Notifications: set the topic for ${names} feedback to ${wanted ?? 'the SquareOS topic'}.`,
    };
  }
  return {
    status: 'warn',
    reason: 'feedback-only',
    observed,
    expected: 'Reject, rendering failure and delivery delay are published as well; identity feedback cannot carry them.',
    fix: 'Create a configuration set with an SNS event destination for the same topic, and write its name to configJson.configurationSetName.',
  };
};
