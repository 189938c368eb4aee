// How a scenario's relay behaves: what it offers, what it refuses, what it says in the end and what its adapter reports.
import { fill, holdWords } from '../scenario/fill.ts';
import { NOT_SCRIPTED, type ScriptedReplies } from './scripted.ts';

export const CERTIFICATES = [
  'valid',
  'other-host',
  'wildcard',
  'expired',
  'not-yet-valid',
  'expires-soon',
  'self-signed',
  'unknown-authority',
  'common-name-only',
  'weak-key',
  'signed-with-sha1',
  'for-clients',
  'self-signed-expired-other-host',
  'intermediate',
  'intermediate-missing',
  'intermediate-expired',
  'intermediate-expires-soon',
  'intermediate-weak-key',
  'intermediate-no-authority',
  'intermediate-other-names',
  'intermediate-too-deep',
  'intermediate-may-not-sign',
  'for-signing',
] as const;

export type CertificateKind = (typeof CERTIFICATES)[number];

/** Shapes of the final reply, written as the servers write them. */
const QUEUE_IDS = [
  'postfix',
  'postfix-long',
  'exim',
  'sendmail',
  'opensmtpd',
  'qmail',
  'haraka',
  'ses',
  'sendgrid',
  'mailjet',
  'message-id',
  'none',
] as const;

export type QueueIdShape = (typeof QUEUE_IDS)[number];

/** The words that each field knows. */
const WORDS = {
  certificate: CERTIFICATES,
  queueId: QUEUE_IDS,
  starttls: ['offered', 'missing', 'unavailable', 'injected'],
  auth: ['accepts', 'refuses', 'unavailable', 'missing', 'before-tls'],
  sender: ['accepts', 'refuses'],
  recipient: ['accepts', 'refuses', 'greylists-once'],
  finalDot: ['answers', 'silent', 'closes', 'refuses', 'defers'],
  speech: ['normal', 'tarpit', 'garbage', 'closes-mid-word', 'silent', 'turns-away'],
  minVersion: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  maxVersion: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
} as const;

const ADAPTER_WORDS = {
  event: ['delivered', 'bounced', 'soft-bounced', 'complained', 'deferred', 'rejected', 'queued', 'never'],
  token: ['right', 'wrong', 'missing'],
  tokenIn: ['query', 'header'],
  id: ['queued', 'message-id', 'other'],
} as const;

export interface RelayBehaviour {
  readonly certificate: CertificateKind;
  readonly starttls: (typeof WORDS)['starttls'][number];
  readonly auth: (typeof WORDS)['auth'][number];
  readonly mechanisms: readonly string[];
  readonly sender: (typeof WORDS)['sender'][number];
  readonly recipient: (typeof WORDS)['recipient'][number];
  /** Takes MAIL and RCPT from a client that did not sign in. */
  readonly openRelay: boolean;
  /** `silent` never queues; `closes` queues and cuts the connection without a word. */
  readonly finalDot: (typeof WORDS)['finalDot'][number];
  /** How long `silent` lasts before the relay hangs up, in seconds; 0 for ever. */
  readonly silenceSeconds: number;
  readonly queueId: QueueIdShape;
  /** Anything but `normal` replaces the whole conversation. */
  readonly speech: (typeof WORDS)['speech'][number];
  /** Oldest protocol version taken. */
  readonly minVersion: (typeof WORDS)['minVersion'][number];
  /** Newest protocol version taken. */
  readonly maxVersion: (typeof WORDS)['maxVersion'][number];
  /** What stands in the greeting behind the host name. */
  readonly banner: string;
  /** Said instead of the ordinary answer at a stage. */
  readonly replies: ScriptedReplies;
  /** Octets that SIZE announces. */
  readonly size: number;
  readonly adapter: AdapterBehaviour;
}

export interface AdapterBehaviour {
  /** `never`: posts nothing. */
  readonly event: (typeof ADAPTER_WORDS)['event'][number];
  readonly token: (typeof ADAPTER_WORDS)['token'][number];
  readonly tokenIn: (typeof ADAPTER_WORDS)['tokenIn'][number];
  /** Which id the callback carries. */
  readonly id: (typeof ADAPTER_WORDS)['id'][number];
  /** Milliseconds between the final reply and the callback. */
  readonly delayMs: number;
  /** The same callback this many more times. */
  readonly duplicates: number;
}

const ADAPTER: AdapterBehaviour = {
  event: 'delivered',
  token: 'right',
  tokenIn: 'query',
  id: 'queued',
  delayMs: 60,
  duplicates: 0,
};

const BEHAVIOUR: RelayBehaviour = {
  certificate: 'valid',
  starttls: 'offered',
  auth: 'accepts',
  mechanisms: ['PLAIN', 'LOGIN'],
  sender: 'accepts',
  recipient: 'accepts',
  openRelay: false,
  finalDot: 'answers',
  silenceSeconds: 0,
  queueId: 'postfix',
  speech: 'normal',
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  banner: 'ESMTP Postfix',
  replies: NOT_SCRIPTED,
  size: 10_240_000,
  adapter: ADAPTER,
};

/** The `smtp` section of a scenario over the healthy relay. Throws ScenarioError naming the place. */
export const readRelayBehaviour = (given: unknown, place: string): RelayBehaviour => {
  const behaviour = holdWords(fill(BEHAVIOUR, given, place), WORDS, place);
  return {
    ...behaviour,
    adapter: holdWords(fill(ADAPTER, behaviour.adapter, `${place}.adapter`), ADAPTER_WORDS, `${place}.adapter`),
    replies: fill(NOT_SCRIPTED, behaviour.replies, `${place}.replies`),
  };
};
