// From an accepted message to the posts that tell about it: configuration-set destinations first, then feedback topics.
import type { Cloud } from '../aws/cloud.ts';
import type { AcceptedMessage } from '../aws/message.ts';
import type { JsonObject } from '../../core/json.ts';
import { overlay } from '../scenario/fill.ts';
import type { EventSpec, Scenario } from '../scenario/types.ts';
import { type EventContext, feedbackNotification, publishedEvent } from './events.ts';
import { planEvents, type PlannedEvent } from './outcome.ts';
import type { OwedPost } from '../sns/deliveries.ts';
import type { Publication, Topics } from '../sns/topics.ts';

/** Subject of every event-publishing notification. */
export const EVENT_SUBJECT = 'Amazon SES Email Event Notification';
/** What SES posts once when a destination is attached. */
export const VALIDATION_TEXT = 'Successfully validated SNS topic for Amazon SES event publishing.';

type Draft = Omit<Publication, 'dueAt' | 'duplicates' | 'forgeries'>;

const toDestinations = (
  cloud: Cloud,
  topics: Topics,
  message: AcceptedMessage,
  event: PlannedEvent,
  context: EventContext,
): Draft[] => {
  const name = message.configurationSet;
  if (name === null) return [];
  const source = cloud.arn('ses', message.region, `configuration-set/${name}`);
  const destinations = cloud.region(message.region).configurationSets[name]?.destinations ?? [];
  return destinations
    .filter((destination) => destination.enabled && destination.types.includes(event.kind))
    .flatMap((destination) => (destination.topic === null ? [] : [cloud.topicArn(message.region, destination.topic)]))
    .filter((topicArn) => topics.admitsSes(topicArn, source))
    .map((topicArn) => ({ topicArn, message: publishedEvent(message, event, context), subject: EVENT_SUBJECT }));
};

const toFeedback = (
  cloud: Cloud,
  topics: Topics,
  message: AcceptedMessage,
  event: PlannedEvent,
  context: EventContext,
): Draft[] => {
  const feedback = cloud.identity(message.region, message.identity)?.feedback ?? null;
  if (feedback === null) return [];
  const named =
    { BOUNCE: feedback.bounce, COMPLAINT: feedback.complaint, DELIVERY: feedback.delivery }[event.kind as string] ?? null;
  if (named === null) return [];
  const topicArn = cloud.topicArn(message.region, named);
  const source = cloud.arn('ses', message.region, `identity/${message.identity}`);
  if (!topics.admitsSes(topicArn, source)) return [];
  return [{ topicArn, message: feedbackNotification(message, event, context), subject: null }];
};

/** The event with what the scenario lays over its type. */
const saidOtherwise = (text: string, { members }: EventSpec): string => {
  if (Object.keys(members).length === 0) return text;
  const body = JSON.parse(text) as JsonObject;
  const type = body['eventType'] ?? body['notificationType'];
  const over = typeof type === 'string' ? members[type] : undefined;
  return over === undefined ? text : `${JSON.stringify(overlay(body, over))}${text.endsWith('\n') ? '\n' : ''}`;
};

/** Every post that SNS owes for this message, with the time at which it is due. */
export const postsFor = (cloud: Cloud, topics: Topics, scenario: Scenario, accepted: AcceptedMessage): OwedPost[] => {
  const { events: spec } = scenario;
  const message = spec.messageId === 'own' ? accepted : { ...accepted, messageId: `other-${accepted.messageId}` };
  const planned = planEvents(message, cloud.region(message.region), spec);
  const ordered = spec.order === 'reversed' ? planned.toReversed() : planned;
  const begin = Date.now() + spec.delayMs;
  const drafts = ordered.flatMap((event, index) => {
    const dueAt = begin + index * spec.gapMs;
    const context: EventContext = {
      account: cloud.spec.account,
      partition: cloud.spec.partition,
      at: new Date(dueAt + cloud.spec.clockSkewMs),
      smtpResponse: spec.smtpResponse,
    };
    const found = [
      ...toDestinations(cloud, topics, message, event, context),
      ...toFeedback(cloud, topics, message, event, context),
    ];
    return found.map((draft) => ({ ...draft, message: saidOtherwise(draft.message, spec), dueAt }));
  });
  const events = drafts.flatMap((draft, index) =>
    topics.postsFor({ ...draft, duplicates: spec.duplicates, forgeries: index === 0 ? spec.forgedFirst : [] }),
  );
  const [first] = drafts;
  if (!spec.validationText || first === undefined) return events;
  const { topicArn } = first;
  const validation = { topicArn, message: VALIDATION_TEXT, subject: null, dueAt: Date.now(), duplicates: 0, forgeries: [] };
  return [...topics.postsFor(validation), ...events];
};
