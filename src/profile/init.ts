// A commented profile from what is known; what is not stays empty, and loading it says line by line what to fill in.
import type { InitAnswers, SesAnswers, SmtpAnswers } from './init-answers.ts';

/** A value as YAML: quoted where a plain one would read otherwise. Empty when it is not known. */
const value = (given: string | number | boolean | undefined): string => {
  if (given === undefined) return '';
  if (typeof given !== 'string') return String(given);
  const plain =
    /^[A-Za-z][A-Za-z0-9@._/-]*( [A-Za-z0-9@._/-]+)*$/.test(given) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(given);
  // JSON strings are YAML strings (YAML 1.2 §1.3).
  return plain ? given : JSON.stringify(given);
};

/** `  key: value   # comment` */
const line = (indent: number, key: string, given: string | number | boolean | undefined, comment = ''): string => {
  const text = `${' '.repeat(indent)}${key}: ${value(given)}`.trimEnd();
  return comment === '' ? text : `${text.padEnd(34)} # ${comment}`;
};

const raw = (indent: number, text: string, comment = ''): string =>
  comment === '' ? `${' '.repeat(indent)}${text}` : `${`${' '.repeat(indent)}${text}`.padEnd(34)} # ${comment}`;

const sesSection = (given: SesAnswers): readonly string[] => [
  'ses:',
  line(2, 'region', given.region, 'exactly as SquareOS uses it, such as ap-south-1'),
  line(2, 'identity', given.identity, 'verified domain, or address'),
  given.mailFrom === undefined
    ? raw(2, 'mailFrom: null', 'custom MAIL FROM, such as bounce.example.com')
    : line(2, 'mailFrom', given.mailFrom),
  given.configurationSet === undefined || given.configurationSet === null
    ? raw(2, 'configurationSet: null', 'leave it so when none is attached; never invent one')
    : line(2, 'configurationSet', given.configurationSet),
  given.snsTopicArn === undefined
    ? raw(2, 'snsTopicArn: null', 'topic that the SES events go to')
    : line(2, 'snsTopicArn', given.snsTopicArn),
  raw(2, 'requireSnsSignature: true', 'as in SquareOS, configJson'),
  '',
  '# Two credentials, never mixed: `probe` looks, `send` is the one that SquareOS holds.',
  'aws:',
  given.probeProfile === undefined
    ? raw(2, 'probe: {}', 'the default chain; or {profile}, {roleArn, externalId}, {accessKeyId, …}')
    : raw(2, `probe: {profile: ${value(given.probeProfile)}}`),
  ...(given.sendAccessKeyId === undefined
    ? [raw(2, '# send: {accessKeyId: AKIA…, secretAccessKey: "env:CERTIFY_SES_SECRET"}')]
    : [raw(2, `send: {accessKeyId: ${value(given.sendAccessKeyId)}, secretAccessKey: "env:CERTIFY_SES_SECRET"}`)]),
];

const smtpSection = (given: SmtpAnswers): readonly string[] => [
  'smtp:',
  line(2, 'host', given.host, 'relay host, without port'),
  line(2, 'port', given.port ?? 587),
  line(2, 'secure', given.secure ?? given.port === 465, 'implicit TLS: true for 465, false for 587 and 25'),
  ...(given.username === undefined
    ? [raw(2, '# username: apikey'), raw(2, '# password: "env:CERTIFY_SMTP_PASSWORD"')]
    : [line(2, 'username', given.username), raw(2, 'password: "env:CERTIFY_SMTP_PASSWORD"')]),
  given.relay === undefined
    ? raw(2, 'relay: null', 'which queued-id rule; `certify adapter` lists the names')
    : line(2, 'relay', given.relay),
  raw(2, 'adapter: null', '{name, version, certifiedBy, reference} of the certified adapter'),
];

const squareos = (given: InitAnswers): readonly string[] => {
  const account =
    given.accountName ?? `${given.provider} ${given.environment === 'production' ? 'Live' : 'Staging'} - ${given.tenant}`;
  const external = given.provider === 'SES' ? (given.identity ?? given.configurationSet ?? undefined) : given.sender;
  const signers = given.provider === 'SMTP' ? (given.dkim ?? []) : [];
  const what = given.provider === 'SES' ? 'the identity or configuration set' : 'the SMTP sender identity';
  return [
    '# What stands in SquareOS Admin / Email Setting.',
    'squareos:',
    line(2, 'accountName', account),
    line(2, 'externalAccountId', external, what),
    raw(2, 'fakeModeEnabled: false'),
    '  sender:',
    line(4, 'senderValue', given.sender, 'the From address customers see'),
    given.replyTo === undefined ? raw(4, 'replyTo: null') : line(4, 'replyTo', given.replyTo),
    raw(
      4,
      `dkim: [${signers.map((one) => `{domain: ${value(one.domain)}, selector: ${value(one.selector)}}`).join(', ')}]`,
      'what the relay signs as: d= and selector, from a message that it sent',
    ),
    '  # A template id each; for one the gym does not use: "unused: the reason".',
    '  templates:',
    ...['invoice', 'paymentLink', 'renewal', 'trial', 'freezeCancellation', 'appointmentReminder', 'campaign'].map((name) =>
      raw(4, `${name}: null`),
    ),
  ];
};

const callback = (given: InitAnswers): readonly string[] => {
  const origin = given.platform?.replace(/\/+$/, '');
  const path = `/engagement/email/${given.provider === 'SES' ? 'ses' : 'smtp'}/webhook`;
  return [
    '# Where the provider calls back, and where the delivery rows are read.',
    'callback:',
    origin === undefined ? line(2, 'url', undefined, `https://<host of SquareOS>${path}`) : line(2, 'url', `${origin}${path}`),
    raw(2, 'verifyToken: "env:CERTIFY_WEBHOOK_TOKEN"'),
    origin === undefined
      ? raw(2, 'ledger: {attest: true}', 'a person attests the rows; or {baseUrl, token: "env:CERTIFY_LEDGER_TOKEN"}')
      : raw(2, `ledger: {baseUrl: ${value(origin)}, token: "env:CERTIFY_LEDGER_TOKEN"}`),
  ];
};

const inbox = ({ inboxHost, recipient }: InitAnswers): readonly string[] => {
  const what = '  # The recipient’s mailbox, where the message is looked for and left as it is (docs/message.md)';
  if (inboxHost === undefined)
    return [
      `${what}:`,
      '  # inbox:',
      '  #   imap: {host: imap.example.com, username: ops@example.com, password: "env:CERTIFY_INBOX_PASSWORD"}',
    ];
  return [
    `${what}.`,
    '  inbox:',
    '    imap:',
    line(6, 'host', inboxHost),
    line(6, 'username', recipient, 'who signs in: mostly the whole address'),
    raw(6, 'password: "env:CERTIFY_INBOX_PASSWORD"', 'often an app password; or accessToken: an OAuth token'),
  ];
};

const live = (given: InitAnswers): readonly string[] => [
  '# The one live message.',
  'live:',
  line(2, 'recipient', given.recipient, 'an internal person who has agreed'),
  '  optIn:',
  line(4, 'by', given.optInBy, 'who agreed'),
  line(4, 'at', given.optInAt, 'when they agreed, as 2026-11-20'),
  line(4, 'reference', given.ticket, 'ticket that says so'),
  ...inbox(given),
];

const owners = ({ provider, dnsOwner, awsOwner, relayOwner, squareosOwner }: InitAnswers): readonly string[] => [
  '# Who acts, by name: findings, hand-offs and the extraction row name them.',
  'owners:',
  ...[
    ['dns', dnsOwner, 'changes the DNS records'] as const,
    provider === 'SES'
      ? (['aws', awsOwner, 'changes SES, SNS and IAM'] as const)
      : (['relay', relayOwner, 'changes the relay'] as const),
    ['squareos', squareosOwner, 'changes SquareOS Admin / Email Setting'] as const,
  ].map(([key, name, what]) => (name === undefined ? raw(2, `${key}: null`, what) : line(2, key, name, what))),
];

/** YAML text of a profile; it holds references to secrets and never a value. */
export const renderProfile = (given: InitAnswers): string =>
  [
    '# Tenant profile for certify. `certify schema profile` describes every key; docs/profile.md explains them.',
    '# Secrets are references: env:CERTIFY_…, file:PATH, cmd:COMMAND or prompt:; never their values.',
    'version: 1',
    line(0, 'tenant', given.tenant, 'short name, without spaces'),
    line(0, 'environment', given.environment, 'production | staging | development'),
    line(0, 'provider', given.provider),
    '',
    ...owners(given),
    '',
    ...(given.provider === 'SES' ? sesSection(given) : smtpSection(given)),
    '',
    ...squareos(given),
    '',
    ...callback(given),
    '',
    ...live(given),
    '',
    '# The worksheet row that gets the evidence id.',
    `extraction: {sheet: extraction.yaml, row: ${value(`${given.provider.toLowerCase()}-${given.tenant}`)}${given.ticket === undefined ? '' : `, ticket: ${value(given.ticket)}`}}`,
    '',
    '# Answers for runs without a terminal: {id, answer, by, at, reference}; each holds for 30 days.',
    'attestations: []',
    '# Failing checks that support accepted: {check, reason, ticket, approvedBy, expires}.',
    'limitations: []',
    '',
  ].join('\n');
