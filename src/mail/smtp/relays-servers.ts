// Mail servers that one runs oneself: their replies from their sources and from recorded sends; an adapter reads their logs.
import { logOf, queuedAs, relay, UUID, webhook, withDigit, type Relay } from './relay.ts';

export const servers: readonly Relay[] = [
  relay('postfix', 'Postfix', 'its sources (mail_queue.h, smtpd.c)', {
    banner: /\bPostfix\b/i,
    // A long queue id is written without vowels and need not hold a digit; no word of a sentence looks like that.
    reply: queuedAs(`(?:${withDigit('[0-9A-Za-z]{6,32}')}|[0-9B-DF-HJ-NP-TV-Z]{10,32}|[0-9A-F]{10,15})`),
    reports: logOf('its mail log (postfix/smtp lines)', 'queue id of the log line', {
      'status=sent': 'delivered',
      'status=bounced': 'bounced (hard)',
      'status=deferred': 'deferred',
      'status=expired': 'bounced (hard)',
    }),
  }),
  relay('exim', 'Exim', 'its sources (local_scan.h, receive.c)', {
    banner: /\bExim\b/i,
    reply: /\bid=(?<id>[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4}))(?:\s|$)/,
    reports: logOf('its mainlog', 'message id of the log line', {
      '=>': 'delivered',
      '->': 'delivered',
      '**': 'bounced (hard)',
      '==': 'deferred',
    }),
  }),
  relay('sendmail', 'Sendmail', 'recorded sends', {
    banner: /\bSendmail\b/i,
    reply: new RegExp(`(?:^|\\s)(?<id>${withDigit('[0-9A-Za-z]{8,20}(?:-[0-9A-Za-z]{1,20})?')}) Message accepted for delivery`),
    reports: logOf('its mail log', 'queue id of the log line', {
      'stat=Sent': 'delivered',
      'stat=Deferred': 'deferred',
      'dsn=5.…': 'bounced (hard)',
    }),
  }),
  relay('opensmtpd', 'OpenSMTPD', 'its sources (smtp_session.c)', {
    banner: /\bOpenSMTPD\b/i,
    reply: /(?:^|\s)(?<id>[0-9a-f]{8}) Message accepted for delivery/,
    reports: logOf('its mail log', 'msgid (first 8 hex digits of evpid)', {
      'result="Ok"': 'delivered',
      'result="TempFail"': 'deferred',
      'result="PermFail"': 'bounced (hard)',
    }),
  }),
  relay('qmail', 'qmail', 'its sources (qmail-smtpd.c)', {
    reply: /^ok (?<id>\d{6,12} qp \d{1,10})(?: by \S+)?\s*$/i,
    reports: logOf('its qmail-send log, with the pid of `qp` joined to the message number', 'time and pid of the qp', {
      'delivery … success': 'delivered',
      'delivery … failure': 'bounced (hard)',
      'delivery … deferral': 'deferred',
    }),
  }),
  relay('haraka', 'Haraka', 'its sources (connection.js)', {
    banner: /\bHaraka\b/i,
    reply: new RegExp(`\\((?<id>${UUID.replaceAll('a-f', 'A-F')}(?:\\.\\d+)*)\\)`),
    reports: logOf('its log (outbound lines), or a plugin', 'transaction uuid of the log line', {
      delivered: 'delivered',
      bounced: 'bounced (hard)',
      deferred: 'deferred',
    }),
  }),
  relay('courier', 'Courier', 'its sources (courieresmtpd reply “250 Ok.” with the id)', {
    banner: /\bCourier\b/i,
    reply: /^Ok\. (?<id>[0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8})\s*$/i,
    reports: logOf('its mail log (courieresmtp lines)', 'id= of the log line', {
      'status: success': 'delivered',
      'status: deferred': 'deferred',
      'status: failure': 'bounced (hard)',
    }),
    proven: false,
  }),
  relay('zimbra', 'Zimbra', 'its Postfix', {
    banner: /\bZimbra\b/i,
    reply: queuedAs(withDigit('[0-9A-Za-z]{6,32}')),
    reports: logOf('its mail log (postfix/smtp lines)', 'queue id of the log line', {
      'status=sent': 'delivered',
      'status=bounced': 'bounced (hard)',
      'status=deferred': 'deferred',
    }),
  }),
  relay('kumomta', 'KumoMTA', 'docs.kumomta.com/reference/log_record', {
    banner: /\bKumoMTA\b/i,
    reply: /^(?:2\.0\.0 )?OK ids=(?<id>[0-9a-f]{32})(?:[,\s]|$)/i,
    reports: {
      ...webhook(
        'id',
        {
          Delivery: 'delivered',
          Bounce: 'bounced (hard)',
          AdminBounce: 'bounced (hard)',
          Expiration: 'bounced (hard)',
          TransientFailure: 'deferred',
          Feedback: 'complained',
          Reception: 'queued',
        },
        'timestamp (epoch seconds)',
        'response.content',
      ),
      from: 'its log hook, as JSON over HTTP',
    },
  }),
  relay('powermta', 'PowerMTA', 'its user’s guide (accounting records) and recorded sends', {
    banner: /\bPowerMTA\b/i,
    join: 'message-id',
    reports: {
      from: 'its accounting records (piped or as files)',
      id: 'header_Message-Id, switched on in record-fields',
      events: { d: 'delivered', b: 'bounced (by bounceCat)', rb: 'bounced (hard)', t: 'deferred', f: 'complained', r: 'queued' },
      timestamp: 'timeLogged',
      error: 'dsnDiag',
    },
  }),
  relay('stalwart', 'Stalwart', 'a client that reads its replies, and its event list', {
    banner: /\bStalwart\b/i,
    reply: /\b(?:queued (?:as|with id)|OK id=) ?(?<id>[0-9a-f]{8,20})\b/i,
    reports: webhook(
      'data.queueId',
      {
        'delivery.delivered': 'delivered',
        'delivery.rcpt-to-rejected': 'bounced (hard)',
        'delivery.message-rejected': 'rejected',
        'delivery.failed': 'deferred',
        'queue.queue-message': 'queued',
      },
      'createdAt',
      'data.reason',
    ),
    proven: false,
  }),
  relay('exchange', 'Microsoft Exchange (on premises)', 'Microsoft’s telnet test page and recorded sends', {
    banner: /Microsoft ESMTP MAIL Service/i,
    reply: /^(?:2\.6\.0 +)?<(?<id>[^<>\s]{3,250})>(?: \[InternalId=\d+[^\]]*\])?.* Queued mail for delivery/i,
    join: 'message-id',
    reports: logOf('message tracking log (Get-MessageTrackingLog)', 'MessageId', {
      SEND: 'delivered',
      DELIVER: 'delivered',
      FAIL: 'bounced (hard)',
      DEFER: 'deferred',
    }),
  }),
  relay('ciscoesa', 'Cisco Secure Email Gateway (IronPort)', 'recorded sends; its user guide, mail logs', {
    reply: /^ok: +Message (?<id>\d{3,12}) accepted\s*$/i,
    reports: logOf('its mail_logs', 'MID of the log line', {
      'Response … (delivered)': 'delivered',
      'Bounced: … 5': 'bounced (hard)',
      'Delayed: … 4': 'deferred',
    }),
  }),
  relay('postal', 'Postal', 'its sources (smtp_server/client.rb), anymail’s tests', {
    banner: /\bPostal\b/i,
    join: 'message-id',
    reports: webhook(
      'payload.message.message_id',
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
  }),
  relay('zonemta', 'ZoneMTA', 'PHPMailer’s patterns', {
    banner: /\bZoneMTA\b/i,
    reply: queuedAs('[0-9a-f]{12,40}(?:\\.[0-9a-f]{3})?'),
    reports: logOf('its log, or a plugin', 'id of the log line', {
      ACCEPTED: 'delivered',
      DEFERRED: 'deferred',
      REJECTED: 'bounced (hard)',
    }),
  }),
];
