// The SES event inside an SNS message: both shapes (`eventType` of event publishing, `notificationType` of identity feedback),
// tolerant of unknown fields (docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
import { BY_MACHINE, type CallbackEvent, type EventCause } from '../../core/live.ts';
import { NONCE_HEADER, NONCE_PATTERN, NONCE_TAG } from '../../core/nonce.ts';
import { isoTime, list, object, reportEvent, text } from './event-fields.ts';
import type { Json } from './event-fields.ts';
import { causesIn, eventRecipients } from './event-recipients.ts';
import { parsedJson } from '../../text/unknown-json.ts';

export interface SesEvent {
  readonly event: CallbackEvent;
  /** As SES spells it, such as `Rendering Failure`. */
  readonly name: string;
  /** bounceSubType, complaintSubType, delayType or reject reason; bounces of undetermined type say `Undetermined`, what a machine opened or clicked `Machine`. */
  readonly subtype: string | null;
  /** Equals the MessageId that SendEmail returned. */
  readonly messageId: string;
  /** ISO 8601, the provider's time of the event. */
  readonly eventAt: string;
  /** ISO 8601, when the message was sent. */
  readonly sentAt: string | null;
  /** Bare addresses, lower case, each once. */
  readonly recipients: readonly string[];
  /** What the event says of its cause, of all recipients and of each. */
  readonly cause: EventCause;
  readonly causes: { readonly [recipient: string]: Pick<EventCause, 'status' | 'diagnostic'> };
  readonly configurationSet: string | null;
  /** A run's nonce: from the tag `certify-run`, the header of the same purpose, or the subject. */
  readonly nonceTag: string | null;
  readonly smtpResponse: string | null;
}

export type SesMessage =
  | { readonly kind: 'event'; readonly event: SesEvent }
  /** What SES posts when a destination is attached. Proof of nothing. */
  | { readonly kind: 'validation' }
  | { readonly kind: 'unknown-event'; readonly name: string }
  /** Verified, and cannot be applied. */
  | { readonly kind: 'unreadable'; readonly reason: 'not-json' | 'no-event' | 'no-message-id' }
  /** All but one thing is there: it is known which message it is about. */
  | { readonly kind: 'incomplete'; readonly reason: 'no-recipients' | 'no-time'; readonly event: SesEvent };

interface Kind {
  readonly detail: string;
  readonly event: (detail: Json) => CallbackEvent;
  readonly subtype: (detail: Json) => string | null;
}

const plain = (detail: string, event: CallbackEvent, subtype = ''): Kind => ({
  detail,
  event: () => event,
  subtype: (json) => text(json, subtype),
});

/** Scanners and mail privacy proxies open and click before any person does; SES says where it thinks so. */
const machine = (json: Json): string | null => (text(json, 'isBotEvent') === 'Likely' ? BY_MACHINE : null);

const KINDS: { readonly [name: string]: Kind } = {
  Send: plain('send', 'send'),
  Delivery: plain('delivery', 'delivery'),
  Bounce: {
    detail: 'bounce',
    // Undetermined counts as soft: SES could not tell that the address is dead.
    event: (json) => (text(json, 'bounceType') === 'Permanent' ? 'bounce-permanent' : 'bounce-transient'),
    subtype: (json) => (text(json, 'bounceType') === 'Undetermined' ? 'Undetermined' : text(json, 'bounceSubType')),
  },
  Complaint: {
    detail: 'complaint',
    event: (json) => reportEvent(text(json, 'complaintFeedbackType')),
    subtype: (json) => text(json, 'complaintSubType'),
  },
  Reject: plain('reject', 'reject', 'reason'),
  'Rendering Failure': plain('failure', 'rendering-failure'),
  DeliveryDelay: plain('deliveryDelay', 'delivery-delay', 'delayType'),
  Open: { ...plain('open', 'open'), subtype: machine },
  Click: { ...plain('click', 'click'), subtype: machine },
  Subscription: plain('subscription', 'subscription'),
};

const VALIDATION = /^Successfully validated SNS topic for Amazon SES/;

/** Reads the decoded `Message` of a Notification. Never throws. */
export const parseSesMessage = (message: string): SesMessage => {
  if (VALIDATION.test(message)) return { kind: 'validation' };
  const parsed = parsedJson(message);
  if (parsed === undefined) return { kind: 'unreadable', reason: 'not-json' };
  const json = object(parsed);
  const name = text(json, 'eventType') ?? text(json, 'notificationType');
  if (name === null) return { kind: 'unreadable', reason: 'no-event' };
  if (name === 'AmazonSnsSubscriptionSucceeded') return { kind: 'validation' };
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return kind === undefined || json === null ? { kind: 'unknown-event', name: name.slice(0, 64) } : readEvent(json, name, kind);
};

const readEvent = (json: Json, name: string, kind: Kind): SesMessage => {
  const mail = object(json['mail']);
  const detail = object(json[kind.detail]) ?? {};
  const messageId = text(mail, 'messageId');
  if (messageId === null || messageId.trim() === '') return { kind: 'unreadable', reason: 'no-message-id' };
  const recipients = eventRecipients(kind.detail, detail, mail);
  const sentAt = isoTime(text(mail, 'timestamp'));
  const eventAt = isoTime(text(detail, 'timestamp')) ?? sentAt;
  const event: SesEvent = {
    event: kind.event(detail),
    name,
    subtype: kind.subtype(detail),
    messageId: messageId.trim(),
    eventAt: eventAt ?? '',
    sentAt,
    recipients,
    configurationSet: tag(mail, 'ses:configuration-set'),
    nonceTag: nonceOf(mail),
    smtpResponse: text(detail, 'smtpResponse'),
    cause: causeOf(detail),
    causes: causesIn(kind.detail, detail),
  };
  if (recipients.length === 0) return { kind: 'incomplete', reason: 'no-recipients', event };
  return eventAt === null ? { kind: 'incomplete', reason: 'no-time', event } : { kind: 'event', event };
};

/** Of a rendering failure the template stands before its error. */
const causeOf = (detail: Json): EventCause => {
  const [template, error] = [text(detail, 'templateName'), text(detail, 'errorMessage')];
  return {
    status: null,
    diagnostic: error === null || template === null ? error : `${template}: ${error}`,
    feedbackType: text(detail, 'complaintFeedbackType'),
  };
};

const tag = (mail: Json | null, name: string): string | null => {
  const value = object(mail?.['tags'])?.[name];
  const first: unknown = Array.isArray(value) ? list(value)[0] : value;
  return typeof first === 'string' && first !== '' ? first : null;
};

const header = (mail: Json | null, name: string): string | null => {
  const found = list(mail?.['headers'])
    .map(object)
    .find((item) => text(item, 'name')?.toLowerCase() === name.toLowerCase());
  return text(found ?? null, 'value');
};

const nonceOf = (mail: Json | null): string | null => {
  const tagged = tag(mail, NONCE_TAG);
  if (tagged !== null) return tagged.slice(0, 128);
  const subject = text(object(mail?.['commonHeaders']), 'subject') ?? header(mail, 'Subject') ?? '';
  return NONCE_PATTERN.exec(`${header(mail, NONCE_HEADER) ?? ''} ${subject}`)?.[0] ?? null;
};
