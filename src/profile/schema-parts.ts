// The parts of a profile that both providers share, as the file says them (product.md section 3).
import { literal, record, string, union, unknown } from 'valibot';

import {
  address,
  date,
  dateOrTime,
  domain,
  hostAndPort,
  hostName,
  identifier,
  resolver,
  listOf,
  matching,
  maybe,
  oneOf,
  orElse,
  pathBelow,
  section,
  text,
  topicArn,
  whole,
  wholeSection,
  yesNo,
} from './fields.ts';
import { secretRef } from './secret-ref.ts';
import { webUrl } from './urls.ts';

/** An id in SquareOS, `unused:` with a reason, or a template that SES holds. */
const template = () =>
  maybe(
    union(
      [
        matching(/^(?!unused\b)\S[^\r\n]*$|^unused: *\S[^\r\n]*$/, 'a template id, or `unused:` and a reason, in quotes'),
        wholeSection({
          // The name of an email template (SES API reference v2, CreateEmailTemplate).
          ses: matching(/^[A-Za-z0-9_-]{1,64}$/, 'the name of a template in SES: letters, digits, hyphens and underscores'),
          data: orElse(record(string(), unknown(), 'must be a section with the sample data of the template'), {}),
          optIn: maybe(section({ by: text(), at: dateOrTime(), reference: text() })),
        }),
      ],
      'must be a template id, `unused:` and a reason, or a section with `ses` and `data`',
    ),
  );

/** What SquareOS itself holds: an export, or its read API with a map of JSON pointers. */
const stateSchema = section({
  export: maybe(pathBelow()),
  baseUrl: maybe(webUrl()),
  token: maybe(secretRef()),
  map: orElse(record(string(), text(), 'must be a section of `field: pointer` lines'), {}),
});

export const squareosSchema = section({
  accountName: text(),
  externalAccountId: identifier(),
  fakeModeEnabled: yesNo(),
  sender: section({
    senderValue: address(),
    replyTo: maybe(address()),
    returnPath: maybe(address()),
    dkim: orElse(
      listOf(
        section({
          domain: domain(),
          selector: matching(
            /^(?!.*_domainkey)[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/i,
            'a DKIM selector such as s1, without ._domainkey',
          ),
        }),
      ),
      [],
    ),
  }),
  state: maybe(stateSchema),
  templates: orElse(
    section({
      invoice: template(),
      paymentLink: template(),
      renewal: template(),
      trial: template(),
      freezeCancellation: template(),
      appointmentReminder: template(),
      campaign: template(),
    }),
    {},
  ),
});

const ledgerSchema = section({
  baseUrl: maybe(webUrl()),
  token: maybe(secretRef()),
  writeToken: maybe(secretRef()),
  map: orElse(record(string(), text(), 'must be a section of `field: pointer` lines'), {}),
  embedded: maybe(yesNo()),
  listen: maybe(hostAndPort()),
  attest: maybe(yesNo()),
});

export const callbackSchema = section({
  url: webUrl(),
  verifyToken: secretRef(),
  foreignTopicArn: maybe(topicArn()),
  ledger: ledgerSchema,
});

const triggerSchema = union(
  [
    literal('person'),
    wholeSection({
      // Joined to the ledger's base URL: a second slash would lead to another host.
      path: matching(/^\/(?!\/)[^\s\\]*$/, 'a path that begins with one `/`'),
      body: record(string(), unknown()),
    }),
  ],
  'must be `person`, or a section with `path` and `body`',
);

/** As a receiver names itself in Authentication-Results (RFC 8601 §2.5). */
const authservId = () =>
  matching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/, 'the name that stands first in Authentication-Results');

/** Where the live message arrives; read and left as it is. */
const imapSchema = section({
  host: hostName(),
  port: maybe(whole(1, 65_535, 'port number')),
  secure: orElse(yesNo(), true),
  username: identifier(),
  password: maybe(secretRef()),
  accessToken: maybe(secretRef()),
});

const inboxSchema = section({
  imap: maybe(imapSchema),
  folders: orElse(listOf(text()), []),
  authservId: maybe(authservId()),
});

export const liveSchema = section({
  recipient: address(),
  optIn: section({ by: text(), at: dateOrTime(), reference: text() }),
  via: maybe(oneOf(['squareos', 'provider'])),
  trigger: orElse(triggerSchema, 'person'),
  campaign: maybe(text()),
  rehearse: orElse(listOf(oneOf(['bounce', 'complaint'])), []),
  inbox: maybe(inboxSchema),
});

export const sendingSchema = section({
  mailType: maybe(oneOf(['TRANSACTIONAL', 'MARKETING'])),
  websiteUrl: maybe(webUrl()),
  dailyVolume: maybe(whole(1, 100_000_000, 'recipients a day')),
  peakPerSecond: maybe(whole(1, 100_000, 'recipients a second')),
  optIn: maybe(text()),
  unsubscribe: maybe(text()),
});

export const dnsSchema = section({
  resolvers: orElse(listOf(resolver()), []),
  authoritative: orElse(yesNo(), true),
  deep: orElse(yesNo(), false),
  blocklists: orElse(listOf(domain()), []),
  authoritativePort: maybe(whole(1, 65_535, 'port number')),
});

export const attestationSchema = section({
  id: matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the id of an attestation, such as customer-email-disabled'),
  answer: text(),
  by: text(),
  at: dateOrTime(),
  reference: text(),
  digest: maybe(
    matching(/^sha256:[0-9a-f]{64}$/, 'the digest of question and values, as `certify fields` and an evidence record show it'),
  ),
});

export const limitationSchema = section({
  check: matching(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'the id of a check, such as dmarc-record'),
  reason: text(),
  ticket: text(),
  approvedBy: text(),
  expires: date(),
});
