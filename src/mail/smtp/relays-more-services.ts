// Mail services of which only the vendor's pages are known, most of them without a recorded reply.
import { logOf, queuedAs, relay, webhook, type Relay } from './relay.ts';

const TRY = { proven: false } as const;

export const moreServices: readonly Relay[] = [
  relay('emailit', 'Emailit', 'emailit.com changelog of 2026-09-27', {
    ...TRY,
    hosts: /^smtp\.emailit\.com$/,
    reply: /\bqueued as (?<id>em_[A-Za-z0-9]+)/,
    reports: webhook(
      'object.email.id',
      { 'email.delivered': 'delivered', 'email.bounced': 'bounced (hard)', 'email.complained': 'complained' },
      'created_at',
    ),
  }),
  relay('resend', 'Resend', 'resend.com/docs/webhooks; the reply was not seen', {
    ...TRY,
    hosts: /^smtp\.resend\.com$/,
    join: 'message-id',
    reports: webhook(
      'data.email_id; in SquareOS the Message-ID joins, from data.headers',
      {
        'email.delivered': 'delivered',
        'email.bounced': 'bounced (by data.bounce.type)',
        'email.complained': 'complained',
        'email.delivery_delayed': 'deferred',
        'email.failed': 'rejected',
        'email.suppressed': 'rejected',
        'email.sent': 'queued',
      },
      'created_at',
      'data.bounce.message',
    ),
  }),
  relay('mailersend', 'MailerSend', 'developers.mailersend.com webhooks; the reply was not seen', {
    ...TRY,
    hosts: /^smtp\.mailersend\.net$/,
    join: 'message-id',
    reports: webhook(
      'data.email.message.id; the Message-ID joins where it is kept in a tag',
      {
        'activity.delivered': 'delivered',
        'activity.hard_bounced': 'bounced (hard)',
        'activity.soft_bounced': 'bounced (soft)',
        'activity.spam_complaint': 'complained',
        'activity.deferred': 'deferred',
        'activity.sent': 'queued',
      },
      'created_at',
      'data.morph.reason',
    ),
  }),
  relay('smtp2go', 'SMTP2GO', 'its API’s email_id, which is Exim’s id; its webhook page', {
    ...TRY,
    hosts: /^mail(?:-[a-z]{2})?\.smtp2go\.com$/,
    reply: /\bid=(?<id>[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}))(?:\s|$)/,
    reports: webhook(
      'email_id',
      {
        delivered: 'delivered',
        'bounce (bounce hard)': 'bounced (hard)',
        'bounce (bounce soft)': 'bounced (soft)',
        reject: 'rejected',
        spam: 'complained',
        processed: 'queued',
      },
      'time',
      'message',
    ),
  }),
  relay('azure', 'Azure Communication Services Email', 'Event Grid schema of EmailDeliveryReportReceived', {
    ...TRY,
    hosts: /^smtp\.azurecomm\.net$/,
    join: 'message-id',
    reports: {
      ...webhook(
        'data.internetMessageId',
        {
          Delivered: 'delivered',
          Bounced: 'bounced (hard)',
          Suppressed: 'rejected',
          Failed: 'bounced (hard)',
          FilteredSpam: 'rejected',
          Quarantined: 'rejected',
        },
        'data.deliveryAttemptTimestamp',
        'data.deliveryStatusDetails.statusMessage',
      ),
      from: 'its Event Grid event EmailDeliveryReportReceived',
    },
  }),
  relay('oci', 'Oracle Cloud Email Delivery', 'docs.oracle.com, logging details for Email Delivery', {
    ...TRY,
    hosts: /^smtp\.email\.[a-z0-9-]+\.(?:oci\.)?oraclecloud\.com$/,
    join: 'message-id',
    reports: logOf('its outboundrelayed log, over a connector', 'messageId (the Message-ID header)', {
      'relay (smtpStatus 2…)': 'delivered',
      'bounce (hard)': 'bounced (hard)',
      'bounce (soft)': 'bounced (soft)',
      complaint: 'complained',
    }),
  }),
  relay('netcore', 'Netcore Email API (Pepipost)', 'emaildocs.netcorecloud.com', {
    ...TRY,
    hosts: /^smtp\.(?:netcorecloud\.net|pepipost\.com)$/,
    join: 'message-id',
    reports: webhook(
      'X-APIHEADER with the Message-ID, set when sending; TRANSID is its own',
      {
        sent: 'delivered',
        bounced: 'bounced (hard)',
        invalid: 'bounced (hard)',
        dropped: 'rejected',
        spam: 'complained',
      },
      'TIMESTAMP (epoch seconds)',
      'RESPONSE',
    ),
  }),
  relay('msg91', 'MSG91', 'msg91.com help, webhook (new)', {
    ...TRY,
    hosts: /^smtp(?:\d)?\.mailer91\.com$/,
    join: 'message-id',
    reports: webhook(
      'crqid with the Message-ID, set when sending; uuid is its own',
      {
        Delivered: 'delivered',
        Bounced: 'bounced (hard)',
        Failed: 'bounced (soft)',
        Rejected: 'rejected',
        Complaint: 'complained',
        Queued: 'queued',
      },
      'requestedAt, in the order of the events',
      'reason',
    ),
  }),
  relay('godaddy', 'GoDaddy', 'recorded sends (secureserver.net); it has neither webhook nor log for customers', {
    ...TRY,
    hosts: /^(?:smtpout(?:\.[a-z]+)?|relay-hosting)\.secureserver\.net$/,
    reply: queuedAs('[0-9A-Za-z]{10,40}'),
    join: 'message-id',
  }),
];
