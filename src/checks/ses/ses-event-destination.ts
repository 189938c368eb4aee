// The events of the platform's sends are published to the topic that SquareOS listens to.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { EventDestination } from '../../facts/ses.ts';
import { parseArn } from '../../aws/arn.ts';
import { missingEventTypes, OPTIONAL_EVENT_TYPE, REQUIRED_EVENT_TYPES } from '../../aws/ses/event-types.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import { seenOrNull } from '../../core/observation.ts';
import { SET_NOT_GIVEN } from '../../aws/ses/configuration-set.ts';
import { defineCheck } from '../check.ts';
import { doThis, inRegion, profileField, squareosField } from '../remedy.ts';
import { cannotJudge, notGiven, partlyObserved } from '../unseen.ts';

const reasons = {
  'no-destination': { status: ['fail'], says: 'The configuration set publishes no events.' },
  'not-sns': { status: ['fail'], says: 'The configuration set publishes events, and none to an SNS topic.' },
  'wrong-topic': {
    status: ['fail'],
    says: 'The events go to another SNS topic than the profile’s.',
    follows: [{ check: 'ses-region', reasons: ['topic-elsewhere'] }],
  },
  'fifo-topic': { status: ['fail'], says: 'The topic is a FIFO one, to which SES cannot publish.' },
  'topic-elsewhere': {
    status: ['fail'],
    says: 'The topic is in another region, to which SES cannot publish.',
    follows: [{ check: 'ses-region', reasons: ['topic-elsewhere'] }],
  },
  disabled: { status: ['fail'], says: 'The event destination of the topic is disabled.' },
  'event-types-missing': { status: ['fail'], says: 'An event type that SquareOS needs is not published.' },
  'no-delivery-delay': { status: ['warn'], says: 'All event types but the delivery delay are published.' },
  'published-twice': { status: ['warn'], says: 'The same event type is published to the topic by two destinations.' },
  'feedback-incomplete': { status: ['fail'], says: 'No set applies, and the identity’s feedback topics leave an event out.' },
  'feedback-only': { status: ['warn'], says: 'No set applies; the identity’s feedback topics carry three kinds of event only.' },
  'no-configuration-set': {
    status: ['not-applicable'],
    says: 'No configuration set is there; ses-configuration-set-applied says so.',
  },
} as const satisfies Reasons;

interface Wanted {
  readonly set: string;
  /** null: the profile names none, and what SES publishes to is taken. */
  readonly topic: string | null;
  readonly region: string | null;
  /** The section of the profile that names the topic. */
  readonly section: 'ses' | 'smtp.ses';
}
type Judged = Judgement<keyof typeof reasons | EngineReason>;
type Fault = Omit<Judged, 'observed'>;

const place = (set: string): string => `Amazon SES / Configuration sets / ${set} / Event destinations`;

const quoted = (value: unknown): string => `'${JSON.stringify(value)}'`;

/** One destination as it is to be: new where SES has none of that name. */
const putDestination = (
  verb: 'create' | 'update',
  wanted: Wanted,
  name: string,
  topic: string,
  types: readonly string[],
): string => {
  const destination = { Enabled: true, MatchingEventTypes: types, SnsDestination: { TopicArn: topic } };
  return `aws sesv2 ${verb}-configuration-set-event-destination --configuration-set-name ${wanted.set} --event-destination-name ${name} --event-destination ${quoted(destination)}${inRegion(wanted.region)}`;
};

const REQUIRED = Object.keys(REQUIRED_EVENT_TYPES);

const add = (wanted: Wanted): DraftAct => {
  const say = `${place(wanted.set)}: add an SNS destination for the topic of the SquareOS webhook with the six event types.`;
  if (wanted.topic === null) return doThis(say);
  return { say, command: putDestination('create', wanted, 'squareos-events', wanted.topic, REQUIRED) };
};

const route = (destinations: readonly EventDestination[], wanted: Wanted): Fault | readonly EventDestination[] => {
  const expected = `An event destination of ${wanted.set} publishes to ${wanted.topic ?? 'an SNS topic'}.`;
  if (destinations.length === 0) return { status: 'fail', reason: 'no-destination', expected, remedy: [add(wanted)] };
  const toSns = destinations.filter(({ kind, topicArn }) => kind === 'sns' && topicArn !== null);
  const [first] = toSns;
  if (first === undefined) return { status: 'fail', reason: 'not-sns', expected, remedy: [add(wanted)] };
  const right = wanted.topic === null ? toSns : toSns.filter(({ topicArn }) => topicArn === wanted.topic);
  if (wanted.topic !== null && right.length === 0) {
    const say = `${place(wanted.set)}: make the topic of the profile the one of ${first.name}, which publishes elsewhere.`;
    const change = { say, command: putDestination('update', wanted, first.name, wanted.topic, REQUIRED) };
    const or = 'Or, when the topic that SES publishes to is the right one, name that in the profile.';
    const remedy = [
      change,
      profileField(or, `${wanted.section}.snsTopicArn`, first.topicArn),
      squareosField('And in the Channel Account.', 'configJson.snsTopicArn', first.topicArn),
    ];
    return { status: 'fail', reason: 'wrong-topic', expected, remedy };
  }
  return right;
};

/** `which`: the destinations that bring what is missing once they are enabled, each with the types that no other publishes. */
const disabled = (
  which: readonly EventDestination[],
  named: readonly EventDestination[],
  published: readonly string[],
  wanted: Wanted,
): Fault => ({
  status: 'fail',
  reason: 'disabled',
  expected: 'The destination is enabled.',
  remedy: [
    {
      say: `${place(wanted.set)}: enable ${named.map(({ name }) => name).join(', ')}.`,
      command: which
        .map((one) => {
          const own = one.eventTypes.filter((type) => !published.includes(type));
          return putDestination('update', wanted, one.name, one.topicArn ?? '', own);
        })
        .join('\n'),
    },
  ],
});

const reach = (right: readonly EventDestination[], wanted: Wanted): Fault | readonly EventDestination[] => {
  const topic = right[0]?.topicArn ?? '';
  if (topic.endsWith('.fifo')) {
    const expected = 'The topic is a standard one; SES cannot publish to FIFO topics.';
    const say = 'Create a standard SNS topic, subscribe the webhook to it, and make it the topic of the event destination.';
    const name = 'Then name it in the profile, and as configJson.snsTopicArn in SquareOS.';
    const then = profileField(name, `${wanted.section}.snsTopicArn`, null);
    return { status: 'fail', reason: 'fifo-topic', expected, remedy: [doThis(say), then] };
  }
  const region = parseArn(topic)?.region;
  if (wanted.region !== null && region !== undefined && region !== wanted.region) {
    const say = `Create the topic in ${wanted.region}, and make it the topic of the destination: SES cannot publish to ${region}.`;
    return { status: 'fail', reason: 'topic-elsewhere', expected: `The topic is in ${wanted.region}.`, remedy: [doThis(say)] };
  }
  const enabled = right.filter(({ enabled }) => enabled === true);
  return enabled.length > 0 ? enabled : disabled(right.slice(0, 1), right, [], wanted);
};

const types = (right: readonly EventDestination[], enabled: readonly EventDestination[], wanted: Wanted): Fault | null => {
  const published = enabled.flatMap(({ eventTypes }) => eventTypes);
  const missing = missingEventTypes(published);
  // Somebody set it up whole, and switched a part off: that is what has to be undone.
  const off = right.filter((one) => one.enabled === false && one.eventTypes.some((type) => missing.includes(type)));
  if (off.length > 0 && missingEventTypes([...published, ...off.flatMap(({ eventTypes }) => eventTypes)]).length === 0)
    return missing.every((type) => type === OPTIONAL_EVENT_TYPE)
      ? { ...disabled(off, off, published, wanted), status: 'warn', reason: 'no-delivery-delay' }
      : disabled(off, off, published, wanted);
  const expected = 'Delivery, bounce, complaint, reject, rendering failure and delivery delay are published.';
  const [first] = enabled;
  if (missing.length > 0 && first !== undefined) {
    const onlyOptional = missing.every((type) => type === OPTIONAL_EVENT_TYPE);
    const say = `${place(wanted.set)}: add ${missing.join(', ')} to the event types of ${first.name}.`;
    const all = [...first.eventTypes, ...missing];
    const remedy = [{ say, command: putDestination('update', wanted, first.name, first.topicArn ?? '', all) }];
    return onlyOptional
      ? { status: 'warn', reason: 'no-delivery-delay', expected, remedy }
      : { status: 'fail', reason: 'event-types-missing', expected, remedy };
  }
  const twice = [...new Set(published.filter((type, index) => published.indexOf(type) !== index))];
  if (twice.length === 0) return null;
  const say = `${place(wanted.set)}: leave ${twice.join(', ')} in one destination only; every such event now arrives twice.`;
  return { status: 'warn', reason: 'published-twice', expected: 'Each event type is published once.', remedy: [doThis(say)] };
};

const judge = (destinations: readonly EventDestination[], wanted: Wanted): Judged => {
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
  const found = types(right, enabled, wanted);
  return found === null ? { status: 'pass', reason: 'ok', observed } : { ...found, observed };
};

/** Identity feedback carries three kinds of event; the rest needs a configuration set. */
const judgeFeedback = (topics: Facts['ses.feedbackTopics'], wanted: string | null): Judged => {
  const { delivery, bounce, complaint, identity } = topics;
  const observed = { identity, delivery, bounce, complaint };
  const wrong = Object.entries({ delivery, bounce, complaint }).filter(
    ([, arn]) => arn === null || (wanted !== null && arn !== wanted),
  );
  const names = wrong.map(([kind]) => kind).join(', ');
  const better = 'Create a configuration set with an SNS event destination for the topic of the SquareOS webhook.';
  const then = squareosField('Then name the set in the Channel Account.', 'configJson.configurationSetName', null);
  if (wrong.length > 0) {
    const or = `Or, at least, Amazon SES / Identities / ${identity} / Notifications: set the topic for ${names} feedback.`;
    return {
      status: 'fail',
      reason: 'feedback-incomplete',
      observed,
      expected: `Delivery, bounce and complaint feedback of ${identity} go to ${wanted ?? 'one SNS topic'}.`,
      remedy: [doThis(better), then, doThis(or)],
    };
  }
  return {
    status: 'warn',
    reason: 'feedback-only',
    observed,
    expected: 'Reject, rendering failure and delivery delay are published as well; identity feedback cannot carry them.',
    remedy: [doThis(better), then],
  };
};

export const sesEventDestination = defineCheck({
  id: 'ses-event-destination',
  title: 'The configuration set publishes the six event types to the SquareOS topic',
  severity: 'blocker',
  why: 'SquareOS learns of deliveries, bounces and complaints from these events alone.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html': [
      'no-destination',
      'not-sns',
      'wrong-topic',
      'fifo-topic',
      'topic-elsewhere',
      'disabled',
      'event-types-missing',
      'no-delivery-delay',
      'published-twice',
    ],
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html': ['feedback-incomplete', 'feedback-only'],
  },
  needs: ['ses.configurationSet'],
  uses: ['ses.eventDestinations', 'ses.feedbackTopics', 'profile.tenant'],
  core: true,
  evaluate(facts) {
    const { name: set, source } = facts['ses.configurationSet'].value;
    const tenant = seenOrNull(facts['profile.tenant']);
    const { region, topicArn: topic, section } = sesPlaceOf(tenant ?? {});
    if (set === null) {
      const feedback = facts['ses.feedbackTopics'];
      const some =
        feedback.state === 'observed' && (feedback.value.bounce ?? feedback.value.complaint ?? feedback.value.delivery) !== null;
      if (some) return judgeFeedback(feedback.value, topic);
      return source === 'unsaid' ? notGiven(SET_NOT_GIVEN) : { status: 'not-applicable', reason: 'no-configuration-set' };
    }
    const destinations = facts['ses.eventDestinations'];
    if (destinations.state === 'absent') return { status: 'not-applicable', reason: 'no-configuration-set' };
    if (destinations.state !== 'observed')
      return partlyObserved(`The event destinations of ${set}`, destinations, 'ses.eventDestinations');
    return judge(destinations.value.destinations, { set, topic, region, section });
  },
});
