// The questions of `certify init`: each explained, each answer checked by the same schema that reads the file.
import { safeParse, type GenericSchema } from 'valibot';
import { ENVIRONMENTS, type Environment, type Provider } from '../core/profile.ts';
import { nearestRegion } from '../aws/region.ts';
import { personalMailboxHost } from '../mail/personal-mailbox.ts';
import { mailDomain } from '../text/mail-address.ts';
import type { SchemaLike } from '../text/yaml/schema-problems.ts';
import type { InitAnswers } from './init-answers.ts';
import { profileSchema } from './schema.ts';

type Given = { readonly [key: string]: string | undefined };

export interface InitQuestion {
  readonly key: string;
  readonly text: string;
  /** Where the answer is found, or what it is for. */
  readonly why: string;
  /** May be left empty; it can be filled in later. */
  readonly optional: boolean;
  readonly choices?: readonly string[];
  /** Whether it is a question at all, by the answers before. */
  applies(given: Given): boolean;
  /** A likely answer, from the ones before. */
  suggest(given: Given): string | undefined;
  /** What is wrong with an answer, ending the sentence "It …"; null when it is right. */
  problem(answer: string): string | null;
}

const schemaAt = (path: string): GenericSchema =>
  path.split('.').reduce<SchemaLike>(
    (here, key) => {
      const section = here.wrapped?.wrapped ?? here.wrapped ?? here;
      return section.entries?.[key] ?? section;
    },
    profileSchema as unknown as SchemaLike,
  ) as unknown as GenericSchema;

const bySchema =
  (path: string, convert: (text: string) => unknown = (text) => text) =>
  (answer: string): string | null => {
    const parsed = safeParse(schemaAt(path), convert(answer));
    return parsed.success ? null : (parsed.issues[0]?.message ?? 'cannot be read');
  };

interface Words {
  readonly text: string;
  readonly why: string;
  readonly optional?: boolean;
  readonly choices?: readonly string[];
  readonly applies?: (given: Given) => boolean;
  readonly suggest?: (given: Given) => string | undefined;
  readonly problem?: (answer: string) => string | null;
}

const ask = (key: string, path: string, words: Words): InitQuestion => ({
  key,
  text: words.text,
  why: words.why,
  optional: words.optional ?? false,
  ...(words.choices === undefined ? {} : { choices: words.choices }),
  applies: words.applies ?? (() => true),
  suggest: words.suggest ?? (() => undefined),
  problem: words.problem ?? bySchema(path),
});

const FIRST: readonly InitQuestion[] = [
  ask('tenant', 'tenant', {
    text: 'Short name of the gym',
    why: 'Letters, digits, ".", "_" and "-"; used in the names of files and records.',
  }),
  ask('environment', 'environment', {
    text: 'Environment',
    why: 'production certifies; staging is judged less strictly; development sends nothing.',
    choices: ENVIRONMENTS,
    suggest: () => 'production',
  }),
  ask('sender', 'squareos.sender.senderValue', {
    text: 'From address that customers see',
    why: 'SquareOS Admin / Email Setting / Sender Account / senderValue.',
    suggest: (given) => (given['identity']?.includes('@') === true ? given['identity'] : undefined),
  }),
];

const region = (answer: string): string | null => {
  const problem = bySchema('ses.region')(answer);
  const near = problem === null ? null : nearestRegion(answer);
  return near === null ? problem : `is no AWS region; did you mean ${near}?`;
};

const SES: readonly InitQuestion[] = [
  ask('region', 'ses.region', {
    text: 'AWS region that sends',
    why: 'AWS Console, top right; each region has identities and limits of its own.',
    problem: region,
  }),
  ask('identity', 'ses.identity', {
    text: 'Verified identity',
    why: 'AWS Console / Amazon SES / Identities: what SES may send as, a domain or a single address.',
    suggest: (given) => mailDomain(given['sender'] ?? '') ?? undefined,
  }),
  ask('mailFrom', 'ses.mailFrom', {
    text: 'Custom MAIL FROM domain',
    why: 'The domain that bounces go back to, such as bounce.example.com; Identities / the identity / Authentication. Leave it empty when there is none.',
    optional: true,
  }),
  ask('configurationSet', 'ses.configurationSet', {
    text: 'Configuration set that SquareOS attaches',
    why: 'What makes SES report each message; SquareOS names it when it sends. Leave it empty when none is attached; do not invent one.',
    optional: true,
  }),
  ask('snsTopicArn', 'ses.snsTopicArn', {
    text: 'ARN of the SNS topic',
    why: 'Where SES reports to, and SquareOS listens; Amazon SNS / Topics: the one the configuration set publishes to.',
    optional: true,
  }),
  ask('sendAccessKeyId', 'aws.send.accessKeyId', {
    text: 'Access key id that SquareOS sends with',
    why: 'The id only (AKIA…); its secret is never asked for here.',
    optional: true,
  }),
];

const host = (answer: string): string | null => {
  const consumer = personalMailboxHost(answer);
  return consumer === null
    ? bySchema('smtp.host')(answer)
    : `serves personal mailboxes (${consumer}); name a relay for organisations`;
};

const SMTP: readonly InitQuestion[] = [
  ask('host', 'smtp.host', {
    text: 'Relay host',
    why: 'The mail provider’s admin panel / SMTP settings; without port.',
    problem: host,
  }),
  ask('port', 'smtp.port', {
    text: 'Port',
    why: '587 begins in plain text and upgrades (STARTTLS); 465 is encrypted from the start.',
    suggest: () => '587',
    problem: bySchema('smtp.port', (text) => (/^\d{1,6}$/.test(text) ? Number(text) : text)),
  }),
  ask('username', 'smtp.username', {
    text: 'User name at the relay',
    why: 'The password is never asked for here; it goes into CERTIFY_SMTP_PASSWORD.',
    optional: true,
  }),
];

/** Nobody is asked about the agreement and the mailbox of a person who was not named. */
const hasRecipient = ({ recipient }: Given): boolean => recipient === undefined || recipient.trim() !== '';

const LAST: readonly InitQuestion[] = [
  ask('replyTo', 'squareos.sender.replyTo', { text: 'Reply-to address', why: 'Where customers’ answers go.', optional: true }),
  ask('accountName', 'squareos.accountName', {
    text: 'Name of the Channel Account',
    why: 'SquareOS Admin / Email Setting / Channel Account / accountName.',
    optional: true,
  }),
  ask('platform', 'callback.url', {
    text: 'Address of SquareOS',
    why: 'Such as https://api.squareos.example; the webhook’s path is added.',
    optional: true,
  }),
  ask('recipient', 'live.recipient', {
    text: 'Internal recipient of the live message',
    why: 'A person inside the gym or SquareOS who has agreed to it.',
    optional: true,
  }),
  ask('optInBy', 'live.optIn.by', {
    text: 'Who agreed to that message',
    why: 'The name of the person whose mailbox it is.',
    optional: true,
    applies: hasRecipient,
  }),
  ask('optInAt', 'live.optIn.at', {
    text: 'When they agreed',
    why: 'A date such as 2026-11-20.',
    optional: true,
    applies: hasRecipient,
  }),
  ask('inboxHost', 'live.inbox.imap.host', {
    text: 'IMAP host of that person’s mailbox',
    applies: hasRecipient,
    why: 'Such as imap.gmail.com: a run then looks there, over TLS and read-only, for where the message arrived and who signed it. Leave it empty if certify may not read the mailbox; its password is never asked for here.',
    optional: true,
  }),
  ask('ticket', 'live.optIn.reference', {
    text: 'Ticket of this go-live',
    why: 'Goes into the record and the extraction row.',
    optional: true,
  }),
];

const owner = (key: string, who: string): InitQuestion =>
  ask(`${key}Owner`, `owners.${key}`, {
    text: `Who changes ${who} for this gym`,
    why: key === 'dns' ? 'By name; findings, hand-offs and the extraction row name this person.' : 'By name, to the same end.',
    optional: true,
  });

const OWNERS: { readonly [P in Provider]: readonly InitQuestion[] } = {
  SES: [owner('dns', 'DNS'), owner('aws', 'AWS'), owner('squareos', 'SquareOS')],
  SMTP: [owner('dns', 'DNS'), owner('relay', 'the relay'), owner('squareos', 'SquareOS')],
};

/** In the order in which they are asked. */
export const initQuestions = (provider: Provider): readonly InitQuestion[] => [
  ...FIRST,
  ...(provider === 'SES' ? SES : SMTP),
  ...LAST,
  ...OWNERS[provider],
];

/** Answers as typed → what `renderProfile` takes; empty answers are left out. */
export const initAnswers = (provider: Provider, given: Given): InitAnswers => {
  const kept = Object.fromEntries(Object.entries(given).filter(([, answer]) => answer !== undefined && answer.trim() !== ''));
  const { tenant = '', environment = 'production', port, ...rest } = kept as { readonly [key: string]: string };
  const common = { ...rest, tenant, environment: environment as Environment };
  return provider === 'SES'
    ? { ...common, provider }
    : { ...common, provider, ...(port === undefined ? {} : { port: Number(port) }) };
};
