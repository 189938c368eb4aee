// Rows of the ledger as the code speaks of them, and how they are read from the store.
import {
  type CallbackEvent,
  type DeliveryStatus,
  isDeliveryStatus,
  type Join,
  JOINS,
  type LedgerEvent,
} from '../../core/live.ts';
import { prefixOf } from '../../core/proof.ts';
import { textOf, textOrNull } from '../../store/store.ts';
import type { Row } from '../../store/store.ts';

export interface Attempt {
  readonly nonce: string;
  /** Channel account whose callbacks may change it; null: any. */
  readonly account: string | null;
  readonly channel: string;
  /** Lower case. */
  readonly recipient: string;
  readonly campaignId: string | null;
  readonly providerMessageId: string | null;
  readonly messageId: string | null;
  readonly join: Join;
  readonly status: DeliveryStatus;
  readonly registeredAt: string;
  readonly updatedAt: string;
}

/** A verified event for one recipient, before it is known whether it is news. */
export interface IncomingEvent extends Omit<LedgerEvent, 'certificateFingerprint' | 'recipientMatches' | 'providerMessageId'> {
  readonly account: string;
  /** The provider's id of the message, as the callback gave it. */
  readonly message: string;
  /** Empty when an adapter names none. */
  readonly recipient: string;
  readonly fingerprint: string | null;
  readonly origin: 'sns' | 'adapter';
  /** A person had it applied again: its time is not held against it. */
  readonly replayed?: true;
}

export const attemptOf = (row: Row): Attempt => {
  const status = textOf(row, 'status');
  const rule = textOf(row, 'join_rule');
  return {
    nonce: textOf(row, 'nonce'),
    account: textOrNull(row, 'account'),
    channel: textOf(row, 'channel'),
    recipient: textOf(row, 'recipient'),
    campaignId: textOrNull(row, 'campaign_id'),
    providerMessageId: textOrNull(row, 'provider_message_id'),
    messageId: textOrNull(row, 'message_id'),
    join: JOINS.find((join) => join === rule) ?? 'exact',
    status: isDeliveryStatus(status) ? status : 'registered',
    registeredAt: textOf(row, 'registered_at'),
    updatedAt: textOf(row, 'updated_at'),
  };
};

export const attemptRow = (attempt: Attempt): Row => ({
  nonce: attempt.nonce,
  account: attempt.account,
  channel: attempt.channel,
  recipient: attempt.recipient,
  campaign_id: attempt.campaignId,
  provider_message_id: attempt.providerMessageId,
  message_id: attempt.messageId,
  join_rule: attempt.join,
  status: attempt.status,
  registered_at: attempt.registeredAt,
  updated_at: attempt.updatedAt,
});

export const eventRow = (event: IncomingEvent, state: 'applied' | 'unmatched'): Row => ({
  account: event.account,
  message: event.message,
  recipient: event.recipient,
  event: event.event,
  subtype: event.subtype ?? '',
  state,
  event_at: event.eventAt,
  received_at: event.receivedAt,
  source_id: event.sourceId,
  signature_version: event.signatureVersion,
  fingerprint: event.fingerprint,
  certificate_url: event.signingCertUrl,
  configuration_set: event.configurationSet,
  smtp_response: event.smtpResponse,
  status_code: event.status,
  diagnostic: event.diagnostic,
  feedback_type: event.feedbackType,
  nonce_tag: event.nonceTag,
  origin: event.origin,
  prefix: event.origin === 'adapter' && event.message.includes('.') ? prefixOf(event.message) : null,
});

/** An event that `eventRow` wrote. */
export const eventOf = (row: Row): IncomingEvent => ({
  account: textOf(row, 'account'),
  message: textOf(row, 'message'),
  recipient: textOf(row, 'recipient'),
  event: textOf(row, 'event') as CallbackEvent,
  subtype: textOf(row, 'subtype') || null,
  eventAt: textOf(row, 'event_at'),
  receivedAt: textOf(row, 'received_at'),
  sourceId: textOrNull(row, 'source_id'),
  signatureVersion: textOrNull(row, 'signature_version'),
  fingerprint: textOrNull(row, 'fingerprint'),
  signingCertUrl: textOrNull(row, 'certificate_url'),
  configurationSet: textOrNull(row, 'configuration_set'),
  smtpResponse: textOrNull(row, 'smtp_response'),
  status: textOrNull(row, 'status_code'),
  diagnostic: textOrNull(row, 'diagnostic'),
  feedbackType: textOrNull(row, 'feedback_type'),
  nonceTag: textOrNull(row, 'nonce_tag'),
  origin: textOf(row, 'origin') === 'adapter' ? 'adapter' : 'sns',
});

/** The key under which an event is applied once: message, recipient, event, subtype, within its account. */
export const eventKey = (row: Row): string =>
  JSON.stringify([row['account'], row['message'], row['recipient'], row['event'], row['subtype']]);
