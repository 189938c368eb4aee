// Mail services by host: what they answer, and how their own events name the message again.
import { SES_SMTP_HOST } from '../../text/ses-smtp-host.ts';
import { logOf, queuedAs, relay, UUID, webhook, withDigit, type Relay } from './relay.ts';

/** Of services that say only their page or one sample: the join is to be tried. */
const TRY = { proven: false } as const;

export const services: readonly Relay[] = [
  relay('ses', 'Amazon SES SMTP interface', 'recorded sends; the SES guide for the events', {
    hosts: SES_SMTP_HOST,
    reply: new RegExp(`^Ok (?<id>[0-9a-f]{16}-${UUID}-\\d{6})\\s*$`, 'i'),
    reports: {
      ...webhook(
        'mail.messageId',
        { Delivery: 'delivered', Bounce: 'bounced (by bounceType)', Complaint: 'complained' },
        'mail.timestamp',
      ),
      from: 'its events over SNS; no adapter is needed',
    },
  }),
  relay('gmail', 'Gmail and Google Workspace relay', 'recorded sends (smtp.gmail.com and smtp-relay.gmail.com)', {
    hosts: /^(?:smtp|smtp-relay)\.(?:gmail|google)\.com$/,
    reply: /^(?:2\.0\.0 )?OK\s+\d{10}\s+(?<id>[0-9a-z-]+\.\d+) - gsmtp/,
    join: 'message-id',
    reports: logOf('Google Workspace email log search (it has no webhook)', 'Message-ID header', {
      delivered: 'delivered',
      bounced: 'bounced (hard)',
    }),
  }),
  relay('microsoft365', 'Microsoft 365', 'recorded sends, nodemailer’s sources', {
    banner: /\.outlook\.com\b.*Microsoft ESMTP/i,
    hosts: /^(?:smtp(?:-legacy)?\.office365\.com|smtp-mail\.outlook\.com|.*\.mail\.protection\.outlook\.com)$/,
    reply: /<(?<id>[^<>\s]{3,250})>\s+\[(?:Hostname|InternalId)=/,
    join: 'message-id',
    reports: logOf('message trace (it has no webhook)', 'Message-ID header', {
      Delivered: 'delivered',
      Failed: 'bounced (hard)',
      Pending: 'deferred',
      FilteredAsSpam: 'delivered',
    }),
  }),
  relay('sendgrid', 'SendGrid', 'recorded sends, Twilio’s event reference', {
    hosts: /^smtp(?:\.eu)?\.sendgrid\.(?:net|com)$/,
    reply: queuedAs('[A-Za-z0-9_-]{16,32}'),
    join: 'prefix',
    reports: webhook(
      'sg_message_id (the part before the first dot)',
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
  }),
  relay('mailgun', 'Mailgun', 'recorded sends, anymail’s sources', {
    hosts: /^smtp(?:\.eu)?\.mailgun\.org$/,
    join: 'message-id',
    reports: webhook(
      'event-data.message.headers["message-id"]',
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
  }),
  relay('postmark', 'Postmark', 'one sample of the reply, its webhook page', {
    ...TRY,
    hosts: /^smtp(?:-broadcasts)?\.postmarkapp\.com$/,
    reply: queuedAs(withDigit('[^\\s<>]{6,128}')),
    reports: webhook(
      'MessageID',
      {
        Delivery: 'delivered',
        'Bounce (HardBounce)': 'bounced (hard)',
        'Bounce (other types)': 'bounced (soft)',
        SpamComplaint: 'complained',
      },
      'DeliveredAt or BouncedAt',
      'Description and Details',
    ),
  }),
  relay('sparkpost', 'SparkPost', 'its event pages, anymail’s tests', {
    ...TRY,
    hosts: /^smtp(?:\.eu)?\.sparkpostmail\.com$/,
    reply: /\bOK\s+(?<id>[0-9A-F]{2}\/[0-9A-F]{2}-[0-9A-Za-z-]{6,64})\s*$/i,
    join: 'message-id',
    reports: webhook(
      'rcpt_meta with the Message-ID, set when sending (X-MSYS-API)',
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
    ),
  }),
  relay('mandrill', 'Mailchimp Transactional (Mandrill)', 'one sample (nodemailer issue 412), anymail’s sources', {
    ...TRY,
    hosts: /^smtp(?:\.us-(?:east|west)-\d)?\.mandrillapp\.com$/,
    reply: queuedAs(withDigit('[0-9A-Za-z._-]{6,64}')),
    reports: webhook(
      '_id',
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
  }),
  relay('brevo', 'Brevo', 'recorded sends, anymail’s sources: it echoes the Message-ID or gives one of its own', {
    hosts: /^smtp-relay\.(?:brevo|sendinblue)\.com$/,
    reply: queuedAs('[^<>\\s@]{1,200}@[^<>\\s]{3,200}'),
    reports: webhook(
      'message-id without its brackets',
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
    ),
  }),
  relay('mailjet', 'Mailjet', 'PHPMailer’s pattern, its event page', {
    ...TRY,
    hosts: /^in(?:-v3)?\.mailjet\.com$/,
    reply: queuedAs(UUID),
    reports: webhook(
      'Message_GUID',
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
  }),
  relay('zoho', 'Zoho Mail', 'PHPMailer’s comment; no event page', {
    hosts: /^smtp(?:pro)?\.zoho(?:cloud)?\.[a-z.]{2,6}$/,
    join: 'message-id',
  }),
  relay('zeptomail', 'Zoho ZeptoMail', 'zoho.com/zeptomail/help/webhooks.html: bounces, opens and clicks, no delivery', {
    ...TRY,
    hosts: /^smtp\.zeptomail\.[a-z.]{2,6}$/,
    join: 'message-id',
    reports: webhook(
      'event_message[].email_info.client_reference',
      { hardbounce: 'bounced (hard)', softbounce: 'bounced (soft)' },
      'event_data[].details[].time',
      'event_data[].details[].reason',
    ),
  }),
  relay('elasticemail', 'Elastic Email', 'its notification page', {
    ...TRY,
    hosts: /^smtp\.elasticemail\.com$/,
    join: 'message-id',
    reports: webhook(
      'postback (header X-ElasticEmail-Postback), or messageid',
      { Sent: 'delivered', Error: 'bounced (by category)', AbuseReport: 'complained' },
      'date',
      'category',
    ),
  }),
  relay('mailtrap', 'Mailtrap', 'anymail’s sources', {
    ...TRY,
    hosts: /^(?:live|bulk|send)\.smtp\.mailtrap\.io$/,
    join: 'message-id',
    reports: webhook(
      'message_id',
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
  }),
  relay('yandex', 'Yandex', 'a recorded send; no event page', {
    hosts: /^smtp\.yandex\.[a-z.]{2,6}$/,
    reply: /\bqueued on \S+ (?:as )?(?<id>\d{10}-[0-9A-Za-z-]{6,40})\s*$/,
    join: 'message-id',
  }),
];
