// What each mail relay answers after the final dot, and how its own webhook names the message again.
// Reply shapes from the servers' sources and recorded sends; `proven: false` where only the vendor's pages or one sample say so.
import type { Join } from '../../core/live.ts';
import { canonicalName } from '../../text/domain-name.ts';

export interface Relay {
  /** Value of `smtp.relay` in the profile. */
  readonly key: string;
  readonly label: string;
  /** Host names it is known by; null for software that anyone runs. */
  readonly hosts: RegExp | null;
  /** Its greeting. */
  readonly banner: RegExp | null;
  /** With a group `id`, over the reply without its code; null: it gives no id. */
  readonly reply: RegExp | null;
  /** How a callback's id is compared. `message-id`: with the Message-ID header, because nothing else comes back. */
  readonly join: Join;
  /** Field of the vendor's own webhook that carries the id; null when it has no webhook. */
  readonly field: string | null;
  readonly proven: boolean;
}

const relay = (key: string, label: string, rest: Partial<Omit<Relay, 'key' | 'label'>>): Relay => ({
  key,
  label,
  hosts: null,
  banner: null,
  reply: null,
  join: 'exact',
  field: null,
  proven: true,
  ...rest,
});

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** Greedy, so that the last `queued as` of a chain of relays counts. */
const queuedAs = (token: string): RegExp => new RegExp(`^.*\\bqueued as <?(?<id>${token})>?(?:\\s|[.;)]|$)`, 'i');

/** In the order in which the documentation lists them: servers one runs oneself, then services. */
export const relays: readonly Relay[] = [
  relay('postfix', 'Postfix', { banner: /\bPostfix\b/i, reply: queuedAs('[0-9A-Za-z]{6,32}') }),
  relay('exim', 'Exim', {
    banner: /\bExim\b/i,
    reply: /\bid=(?<id>[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}))(?:\s|$)/,
  }),
  relay('sendmail', 'Sendmail', {
    banner: /\bSendmail\b/i,
    reply: /(?:^|\s)(?<id>[0-9A-Za-z]{8,20}) Message accepted for delivery/,
  }),
  relay('opensmtpd', 'OpenSMTPD', {
    banner: /\bOpenSMTPD\b/i,
    reply: /(?:^|\s)(?<id>[0-9a-f]{8}) Message accepted for delivery/,
  }),
  relay('qmail', 'qmail', { reply: /^ok (?<id>\d{6,12} qp \d{1,10})\s*$/i }),
  relay('haraka', 'Haraka', {
    banner: /\bHaraka\b/i,
    reply: new RegExp(`\\((?<id>${uuid.replaceAll('a-f', 'A-F')}(?:\\.\\d+)*)\\)`),
  }),
  relay('postal', 'Postal', { banner: /\bPostal\b/i, join: 'message-id', field: 'payload.message.message_id' }),
  relay('zonemta', 'ZoneMTA', { banner: /\bZoneMTA\b/i, reply: queuedAs('[0-9a-f]{12,40}(?:\\.[0-9a-f]{3})?') }),
  relay('ses', 'Amazon SES SMTP interface', {
    hosts: /(?:^|\.)email-smtp(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws)$/,
    reply: new RegExp(`^Ok (?<id>[0-9a-f]{16}-${uuid}-\\d{6})\\s*$`, 'i'),
    field: 'mail.messageId (over SNS; no adapter is needed)',
  }),
  relay('gmail', 'Gmail and Google Workspace relay', {
    hosts: /^(?:smtp|smtp-relay)\.(?:gmail|google)\.com$/,
    reply: /^(?:2\.0\.0 )?OK\s+\d{10}\s+(?<id>[0-9a-z-]+\.\d+) - gsmtp/,
    join: 'message-id',
  }),
  relay('microsoft365', 'Microsoft 365', {
    banner: /\.outlook\.com\b.*Microsoft ESMTP/i,
    hosts: /^(?:smtp(?:-legacy)?\.office365\.com|smtp-mail\.outlook\.com|.*\.mail\.protection\.outlook\.com)$/,
    reply: /<(?<id>[^<>\s]{3,250})>\s+\[(?:Hostname|InternalId)=/,
    join: 'message-id',
  }),
  relay('sendgrid', 'SendGrid', {
    hosts: /^smtp(?:\.eu)?\.sendgrid\.(?:net|com)$/,
    reply: queuedAs('[A-Za-z0-9_-]{16,32}'),
    join: 'prefix',
    field: 'sg_message_id (the part before the first dot)',
  }),
  relay('mailgun', 'Mailgun', {
    hosts: /^smtp(?:\.eu)?\.mailgun\.org$/,
    join: 'message-id',
    field: 'event-data.message.headers["message-id"]',
  }),
  relay('postmark', 'Postmark', {
    hosts: /^smtp(?:-broadcasts)?\.postmarkapp\.com$/,
    reply: queuedAs('[^\\s<>]{6,128}'),
    field: 'MessageID',
    proven: false,
  }),
  relay('sparkpost', 'SparkPost', {
    hosts: /^smtp(?:\.eu)?\.sparkpostmail\.com$/,
    reply: /\bOK\s+(?<id>[0-9A-F]{2}\/[0-9A-F]{2}-[0-9A-Za-z-]{6,64})\s*$/i,
    join: 'message-id',
    field: 'msys.message_event.message_id, with your own metadata beside it',
    proven: false,
  }),
  relay('mandrill', 'Mailchimp Transactional (Mandrill)', {
    hosts: /^smtp(?:\.us-(?:east|west)-\d)?\.mandrillapp\.com$/,
    reply: queuedAs('[0-9A-Za-z._-]{6,64}'),
    field: '_id',
    proven: false,
  }),
  relay('brevo', 'Brevo', {
    hosts: /^smtp-relay\.(?:brevo|sendinblue)\.com$/,
    reply: queuedAs('[^<>\\s]{3,250}'),
    join: 'message-id',
    field: 'message-id',
  }),
  relay('mailjet', 'Mailjet', {
    hosts: /^in(?:-v3)?\.mailjet\.com$/,
    reply: queuedAs(uuid),
    field: 'Message_GUID',
    proven: false,
  }),
  relay('zoho', 'Zoho Mail', { hosts: /^smtp(?:pro)?\.zoho(?:cloud)?\.[a-z.]{2,6}$/, join: 'message-id' }),
  relay('zeptomail', 'ZeptoMail', {
    hosts: /^smtp\.zeptomail\.[a-z.]{2,6}$/,
    join: 'message-id',
    field: 'event_message[].email_info.client_reference',
    proven: false,
  }),
  relay('elasticemail', 'Elastic Email', {
    hosts: /^smtp\.elasticemail\.com$/,
    join: 'message-id',
    field: 'messageid, or postback (header X-ElasticEmail-Postback)',
    proven: false,
  }),
  relay('mailtrap', 'Mailtrap', {
    hosts: /^(?:live|bulk|send)\.smtp\.mailtrap\.io$/,
    join: 'message-id',
    field: 'message_id',
    proven: false,
  }),
  relay('yandex', 'Yandex', {
    hosts: /^smtp\.yandex\.[a-z.]{2,6}$/,
    reply: /\bqueued on \S+ as (?<id>\d{10}-[0-9A-Za-z-]{6,40})\s*$/,
    join: 'message-id',
  }),
  relay('emailit', 'Emailit', {
    hosts: /^smtp\.emailit\.com$/,
    reply: /\bqueued as (?<id>em_[A-Za-z0-9]+)/,
    field: 'object.email.id',
    proven: false,
  }),
];

/** The relay that the profile names, else the one whose host or greeting it is; null: nobody known. */
export const relayFor = (given: {
  readonly relay: string | null;
  readonly host: string;
  readonly banner: string | null;
}): Relay | null => {
  const host = canonicalName(given.host);
  return (
    relays.find((one) => one.key === given.relay) ??
    relays.find((one) => one.hosts?.test(host) === true) ??
    relays.find((one) => given.banner !== null && one.banner?.test(given.banner) === true) ??
    null
  );
};
