// The events that `certify lab trigger` knows, and the text of each.
import type { AcceptedMessage } from '../aws/message.ts';
import { feedbackNotification, publishedEvent } from '../ses/events.ts';
import type { PlannedEvent } from '../ses/outcome.ts';
import { VALIDATION_TEXT } from '../ses/publisher.ts';
import type { AdapterBehaviour } from '../smtp/behaviour.ts';

const SES_EVENTS: { readonly [name: string]: Omit<PlannedEvent, 'recipients'> } = {
  send: { kind: 'SEND' },
  delivery: { kind: 'DELIVERY' },
  bounce: { kind: 'BOUNCE', bounceType: 'Permanent', bounceSubType: 'General' },
  'soft-bounce': { kind: 'BOUNCE', bounceType: 'Transient', bounceSubType: 'MailboxFull' },
  suppressed: { kind: 'BOUNCE', bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' },
  complaint: { kind: 'COMPLAINT' },
  reject: { kind: 'REJECT' },
  'rendering-failure': { kind: 'RENDERING_FAILURE' },
  'delivery-delay': { kind: 'DELIVERY_DELAY' },
  open: { kind: 'OPEN' },
  click: { kind: 'CLICK' },
  'machine-open': { kind: 'OPEN', machine: true },
  'machine-click': { kind: 'CLICK', machine: true },
  subscription: { kind: 'SUBSCRIPTION' },
};
const ENVELOPES = ['subscription-confirmation', 'unsubscribe-confirmation', 'validation', 'unknown'];
export const ADAPTER_EVENTS: readonly AdapterBehaviour['event'][] = [
  'delivered',
  'bounced',
  'soft-bounced',
  'complained',
  'deferred',
  'rejected',
  'queued',
];

/** Names that `certify lab trigger` takes; `smtp-…` are adapter callbacks. */
export const TRIGGER_EVENTS: readonly string[] = [
  ...Object.keys(SES_EVENTS),
  ...ENVELOPES,
  ...ADAPTER_EVENTS.map((name) => `smtp-${name}`),
];

/** What the text of an event depends on. */
export interface EventWish {
  readonly event: string;
  readonly topicArn: string;
  readonly recipient?: string;
  readonly configurationSet?: string;
  readonly feedbackForm?: boolean;
}

/** partition, region, account of a topic ARN. */
export const TOPIC_ARN = /^arn:([a-z-]+):sns:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_.-]+$/;

const messageOf = (options: EventWish, region: string, messageId: string): AcceptedMessage => {
  const recipient = options.recipient ?? 'ops@example.com';
  const set = options.configurationSet ?? null;
  return {
    messageId,
    region,
    source: 'billing@example.com',
    identity: 'example.com',
    destination: [recipient],
    to: [recipient],
    subject: 'A message that never was',
    headers: [],
    tags: set === null ? {} : { 'ses:configuration-set': [set] },
    configurationSet: set,
    callerArn: 'arn:aws:iam::111122223333:user/squareos-send',
    acceptedAt: new Date(Date.now() - 1500).toISOString(),
    trouble: null,
    templateName: null,
  };
};

/** The `Message` of the notification. */
export const messageText = (options: EventWish, messageId: string): string => {
  if (options.event === 'validation') return VALIDATION_TEXT;
  const [, partition = 'aws', region = '', account = ''] = TOPIC_ARN.exec(options.topicArn) ?? [];
  const message = messageOf(options, region, messageId);
  const context = { account, partition, at: new Date(), smtpResponse: '250 2.0.0 OK: queued' };
  const known = SES_EVENTS[options.event];
  if (known === undefined) return `${JSON.stringify({ eventType: 'SomethingNew', mail: { messageId }, somethingNew: {} })}\n`;
  const event = { ...known, recipients: message.destination };
  return options.feedbackForm === true ? feedbackNotification(message, event, context) : publishedEvent(message, event, context);
};
