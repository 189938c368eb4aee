// Writes SES's event JSON in both families: event publishing (`eventType`) and identity feedback (`notificationType`).
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../core/json.ts';
import type { AcceptedMessage } from '../aws/message.ts';
import type { EventKind, PlannedEvent } from './outcome.ts';

export interface EventContext {
  readonly account: string;
  readonly partition: string;
  readonly at: Date;
  readonly smtpResponse: string;
}

/** Only `Rendering Failure` and `DeliveryDelay` are spelt unlike the API's enum. */
const NAMES: { readonly [kind in EventKind]: { readonly type: string; readonly key: string } } = {
  SEND: { type: 'Send', key: 'send' },
  DELIVERY: { type: 'Delivery', key: 'delivery' },
  BOUNCE: { type: 'Bounce', key: 'bounce' },
  COMPLAINT: { type: 'Complaint', key: 'complaint' },
  REJECT: { type: 'Reject', key: 'reject' },
  RENDERING_FAILURE: { type: 'Rendering Failure', key: 'failure' },
  DELIVERY_DELAY: { type: 'DeliveryDelay', key: 'deliveryDelay' },
  OPEN: { type: 'Open', key: 'open' },
  CLICK: { type: 'Click', key: 'click' },
  SUBSCRIPTION: { type: 'Subscription', key: 'subscription' },
};

const feedbackId = (message: AcceptedMessage): string => `${message.messageId.slice(0, 16)}-${randomUUID()}-000000`;
const REPORTING_MTA = 'a8-31.smtp-out.amazonses.com';

const bounce = (message: AcceptedMessage, event: PlannedEvent, at: string): JsonObject => {
  const permanent = event.bounceType !== 'Transient';
  const listed = event.bounceSubType === 'OnAccountSuppressionList';
  const diagnosticCode = listed
    ? 'Amazon SES did not send the message to this address because it is on the suppression list for your account.'
    : permanent
      ? 'smtp; 550 5.1.1 user unknown'
      : 'smtp; 452 4.2.2 mailbox full';
  return {
    feedbackId: feedbackId(message),
    bounceType: event.bounceType ?? 'Permanent',
    bounceSubType: event.bounceSubType ?? 'General',
    bouncedRecipients: event.recipients.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: event.status ?? (permanent ? '5.1.1' : '4.2.2'),
      diagnosticCode: event.diagnostic ?? diagnosticCode,
    })),
    timestamp: at,
    reportingMTA: listed ? 'dns; amazonses.com' : `dns; ${REPORTING_MTA}`,
  };
};

const DELAY_HOURS = 14;

const delay = (event: PlannedEvent, at: Date): JsonObject => ({
  timestamp: at.toISOString(),
  delayType: event.delayType ?? 'MailboxFull',
  expirationTime: new Date(at.getTime() + DELAY_HOURS * 3_600_000).toISOString(),
  delayedRecipients: event.recipients.map((emailAddress) => ({
    emailAddress,
    status: event.status ?? '4.2.2',
    diagnosticCode: event.diagnostic ?? 'smtp; 452 4.2.2 mailbox full',
  })),
  reportingMTA: REPORTING_MTA,
});

const complaint = (message: AcceptedMessage, event: PlannedEvent, at: string): JsonObject => ({
  feedbackId: feedbackId(message),
  complaintSubType: event.complaintSubType ?? null,
  complainedRecipients: event.recipients.map((emailAddress) => ({ emailAddress })),
  timestamp: at,
  userAgent: 'Amazon SES Mailbox Simulator',
  complaintFeedbackType: event.feedbackType ?? 'abuse',
  arrivalDate: at,
});

const preferences = (subscriptionStatus: string): JsonObject => ({
  unsubscribeAll: false,
  topicSubscriptionStatus: [{ topicName: 'news', subscriptionStatus }],
  topicDefaultSubscriptionStatus: [],
});

/** What a reader does: open, click, change of a subscription. */
const reader = ({ kind, machine }: PlannedEvent, at: string): JsonObject => {
  const isBotEvent = machine === true ? 'Likely' : 'Unlikely';
  const seen = { ipAddress: '192.0.2.77', timestamp: at, userAgent: 'Mozilla/5.0', isBotEvent };
  if (kind === 'OPEN') return seen;
  if (kind === 'CLICK') return { ...seen, link: 'https://www.example.com/pay', linkTags: null };
  return {
    contactList: 'members',
    timestamp: at,
    source: 'UnsubscribeHeader',
    newTopicPreferences: preferences('OptOut'),
    oldTopicPreferences: preferences('OptIn'),
  };
};

const detail = (message: AcceptedMessage, event: PlannedEvent, context: EventContext): JsonObject => {
  const at = context.at.toISOString();
  switch (event.kind) {
    case 'SEND':
      return {};
    case 'DELIVERY':
      return {
        timestamp: at,
        processingTimeMillis: Math.max(1, context.at.getTime() - Date.parse(message.acceptedAt)),
        recipients: event.recipients,
        smtpResponse: context.smtpResponse,
        reportingMTA: REPORTING_MTA,
      };
    case 'BOUNCE':
      return bounce(message, event, at);
    case 'COMPLAINT':
      return complaint(message, event, at);
    case 'REJECT':
      return { reason: 'Bad content' };
    case 'RENDERING_FAILURE':
      return {
        templateName: message.templateName ?? 'unknown',
        errorMessage: message.renderingError ?? "Attribute 'name' is not present in the rendering data.",
      };
    case 'DELIVERY_DELAY':
      return delay(event, context.at);
    case 'OPEN':
    case 'CLICK':
    case 'SUBSCRIPTION':
      return reader(event, at);
  }
};

const mail = (message: AcceptedMessage, context: EventContext): JsonObject => ({
  timestamp: message.acceptedAt,
  source: message.source,
  sourceArn: `arn:${context.partition}:ses:${message.region}:${context.account}:identity/${message.identity}`,
  sendingAccountId: context.account,
  messageId: message.messageId,
  destination: message.destination,
});

const originalHeaders = (message: AcceptedMessage): JsonObject => ({
  headersTruncated: false,
  headers: [
    { name: 'From', value: message.source },
    { name: 'To', value: message.to.join(', ') },
    { name: 'Subject', value: message.subject },
    { name: 'MIME-Version', value: '1.0' },
    ...message.headers
      .filter(({ name }) => !/^(from|to|subject|mime-version)$/i.test(name))
      .map(({ name, value }) => ({ name, value })),
  ],
  commonHeaders: { from: [message.source], to: message.to, messageId: message.messageId, subject: message.subject },
});

/** The `Message` of an event-publishing notification: JSON text that ends in LF. */
export const publishedEvent = (message: AcceptedMessage, event: PlannedEvent, context: EventContext): string => {
  const { type, key } = NAMES[event.kind];
  const outgoing = event.kind === 'DELIVERY' ? { 'ses:outgoing-ip': ['192.0.2.25'] } : {};
  const body = {
    eventType: type,
    mail: { ...mail(message, context), ...originalHeaders(message), tags: { ...message.tags, ...outgoing } },
    [key]: detail(message, event, context),
  };
  return `${JSON.stringify(body)}\n`;
};

/** The `Message` of an identity feedback notification: no tags, no headers, sourceIp and callerIdentity instead. */
export const feedbackNotification = (message: AcceptedMessage, event: PlannedEvent, context: EventContext): string => {
  const { type, key } = NAMES[event.kind];
  const callerIdentity = message.callerArn.split('/').at(-1) ?? '';
  return JSON.stringify({
    notificationType: type,
    [key]: detail(message, event, context),
    mail: { ...mail(message, context), sourceIp: '127.0.0.1', callerIdentity },
  });
};
