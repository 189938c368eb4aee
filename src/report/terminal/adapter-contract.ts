// The contract of the SMTP callback as data: fields, words, answers, and how each relay's own events map onto it.
import { ADAPTER_WORDS } from '../../mail/smtp/adapter-words.ts';
import { relays } from '../../mail/smtp/relay-table.ts';

export const ADAPTER_PATH = '/engagement/email/smtp/webhook';

export interface VendorMapping {
  /** Key of the relay table. */
  readonly relay: string;
  readonly label: string;
  /** Where its events come from. */
  readonly source: string;
  /** Field of its event that becomes `providerMessageId`. */
  readonly id: string;
  /** Its words → ours. */
  readonly events: { readonly [theirs: string]: string };
  readonly timestamp: string;
  readonly error: string | null;
  /** False: check the join with one live message before you rely on it. */
  readonly proven: boolean;
}

const field = (relay: string): string => relays.find((one) => one.key === relay)?.field ?? 'the Message-ID header';
const proven = (relay: string): boolean => relays.find((one) => one.key === relay)?.proven ?? false;
const label = (relay: string): string => relays.find((one) => one.key === relay)?.label ?? relay;

const webhook = (
  relay: string,
  events: { readonly [theirs: string]: string },
  timestamp: string,
  error: string | null,
  id = field(relay),
): VendorMapping => ({ relay, label: label(relay), source: 'its webhook', id, events, timestamp, error, proven: proven(relay) });

const log = (relay: string, events: { readonly [theirs: string]: string }, id: string, source: string): VendorMapping => ({
  relay,
  label: label(relay),
  source,
  id,
  events,
  timestamp: 'time of the log line, with its zone',
  error: 'the remote reply in the log line',
  proven: true,
});

export const vendorMappings: readonly VendorMapping[] = [
  log(
    'postfix',
    {
      'status=sent': 'delivered',
      'status=bounced': 'bounced (hard)',
      'status=deferred': 'deferred',
      'status=expired': 'bounced (hard)',
    },
    'queue id of the log line',
    'its mail log (postfix/smtp lines)',
  ),
  log(
    'exim',
    { '=>': 'delivered', '->': 'delivered', '**': 'bounced (hard)', '==': 'deferred' },
    'message id of the log line',
    'its mainlog',
  ),
  log(
    'sendmail',
    { 'stat=Sent': 'delivered', 'stat=Deferred': 'deferred', 'dsn=5.…': 'bounced (hard)' },
    'queue id of the log line',
    'its mail log',
  ),
  log(
    'opensmtpd',
    { 'result="Ok"': 'delivered', 'result="TempFail"': 'deferred', 'result="PermFail"': 'bounced (hard)' },
    'msgid (first 8 hex digits of evpid)',
    'its mail log',
  ),
  webhook(
    'postal',
    {
      MessageSent: 'delivered',
      MessageDelayed: 'deferred',
      MessageDeliveryFailed: 'bounced (hard)',
      MessageBounced: 'bounced (hard)',
      MessageHeld: 'deferred',
    },
    'timestamp',
    'payload.output',
  ),
  webhook(
    'sendgrid',
    {
      delivered: 'delivered',
      'bounce (type bounce)': 'bounced (hard)',
      'bounce (type blocked)': 'bounced (soft)',
      dropped: 'rejected',
      deferred: 'deferred',
      spamreport: 'complained',
      processed: 'queued',
    },
    'timestamp (epoch seconds)',
    'reason or response',
  ),
  webhook(
    'mailgun',
    {
      delivered: 'delivered',
      'failed (severity permanent)': 'bounced (hard)',
      'failed (severity temporary)': 'deferred',
      complained: 'complained',
      rejected: 'rejected',
      accepted: 'queued',
    },
    'event-data.timestamp (epoch seconds)',
    'event-data.delivery-status.message',
  ),
  webhook(
    'postmark',
    {
      Delivery: 'delivered',
      'Bounce (HardBounce)': 'bounced (hard)',
      'Bounce (other types)': 'bounced (soft)',
      SpamComplaint: 'complained',
    },
    'DeliveredAt or BouncedAt',
    'Description and Details',
  ),
  webhook(
    'sparkpost',
    {
      delivery: 'delivered',
      'bounce (class 10, 30, 90)': 'bounced (hard)',
      'bounce (other classes)': 'bounced (soft)',
      spam_complaint: 'complained',
      delay: 'deferred',
      policy_rejection: 'rejected',
      injection: 'queued',
    },
    'timestamp (epoch seconds)',
    'raw_reason',
    'rcpt_meta with the Message-ID, set when sending (X-MSYS-API)',
  ),
  webhook(
    'mandrill',
    {
      delivered: 'delivered',
      send: 'queued',
      hard_bounce: 'bounced (hard)',
      soft_bounce: 'bounced (soft)',
      spam: 'complained',
      reject: 'rejected',
      deferral: 'deferred',
    },
    'ts (epoch seconds)',
    'msg.diag',
  ),
  webhook(
    'brevo',
    {
      delivered: 'delivered',
      hard_bounce: 'bounced (hard)',
      soft_bounce: 'bounced (soft)',
      spam: 'complained',
      deferred: 'deferred',
      blocked: 'rejected',
      request: 'queued',
    },
    'ts_event (epoch seconds)',
    'reason',
    'message-id without its brackets',
  ),
  webhook(
    'mailjet',
    {
      sent: 'delivered',
      'bounce (hard_bounce true)': 'bounced (hard)',
      'bounce (hard_bounce false)': 'bounced (soft)',
      blocked: 'rejected',
      spam: 'complained',
    },
    'time (epoch seconds)',
    'error_related_to and error',
  ),
  webhook(
    'mailtrap',
    {
      delivery: 'delivered',
      bounce: 'bounced (hard)',
      'soft bounce': 'bounced (soft)',
      'spam complaint': 'complained',
      reject: 'rejected',
    },
    'timestamp (epoch seconds)',
    'response',
  ),
  webhook('elasticemail', { Sent: 'delivered', Error: 'bounced (by category)', AbuseReport: 'complained' }, 'date', 'category'),
  webhook(
    'zeptomail',
    { delivered: 'delivered', hardbounce: 'bounced (hard)', softbounce: 'bounced (soft)' },
    'event_data[].details[].time',
    'event_data[].details[].reason',
  ),
  log(
    'gmail',
    { delivered: 'delivered', bounced: 'bounced (hard)' },
    'Message-ID header',
    'Google Workspace email log search (it has no webhook)',
  ),
  log(
    'microsoft365',
    { Delivered: 'delivered', Failed: 'bounced (hard)', Pending: 'deferred', FilteredAsSpam: 'delivered' },
    'Message-ID header',
    'message trace (it has no webhook)',
  ),
];

export const contract = {
  method: 'POST',
  path: ADAPTER_PATH,
  token: 'in the query (?token=…) or in the header x-webhook-token; never in both with different values',
  contentType: 'application/json',
  fields: {
    providerMessageId:
      'the queued id of the relay’s final reply; where it gives none, the Message-ID without brackets (also taken: messageId; when both are sent they must be equal)',
    event: `one of ${ADAPTER_WORDS} (also taken: status)`,
    bounceType: 'hard or soft, with event bounced; left out, the class of the reply in error decides, else hard',
    timestamp:
      'ISO 8601 with its zone, or epoch seconds or milliseconds; from 5 minutes before the send to 5 minutes ahead of now',
    error: 'optional: the remote server’s reply, at most 512 characters',
    recipient: 'optional: the address, when the message went to more than one',
  },
  answers: {
    '200': 'applied, or known already: do not send it again',
    '400': 'not a JSON object: repair the adapter',
    '401': 'token missing, wrong, or two that differ: repair the adapter’s configuration',
    '413': 'larger than the limit',
    '422': 'a word, an id or a timestamp outside this contract: repair the adapter',
    '429': 'too many: wait and send it again',
    '503': 'the store is down: send it again later',
  },
  delivery:
    'At least once: repeat on 429, 503 and on no answer, with growing pauses, for at least 24 hours. Each callback is applied once, whatever the order.',
} as const;
