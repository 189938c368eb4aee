// Webhooks as they are found in the field: they forget a check, or read the body wrongly. The receiver behind stays strict, so
// what a weak webhook would take is put right before it gets there.
import { type Envelope, type Signer, signedEnvelope } from '../sns/envelope.ts';

export const WEAKNESSES = [
  'none',
  /** Believes any envelope that carries the token. */
  'ignores-signature',
  /** Takes the token for granted too. */
  'trusts-everything',
  /** Answers 403 to everything: looks safe, and loses every event. */
  'refuses-everything',
  /** Parses bodies of `application/json` alone, and SNS posts text/plain. */
  'reads-json-only',
] as const;

export type WebhookWeakness = (typeof WEAKNESSES)[number];

export interface CallbackPost {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

export interface WeakSide {
  readonly signer: Signer;
  readonly topicArn: string;
  readonly verifyToken: string;
}

const envelopeOf = (body: string): Envelope | null => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'Message' in value ? (value as Envelope) : null;
  } catch {
    return null;
  }
};

/** What nobody checked is made right: the signature always, topic and time where the webhook looks at neither. */
const laundered = (envelope: Envelope, side: WeakSide): string =>
  JSON.stringify(
    signedEnvelope(
      {
        type: 'Notification',
        topicArn: side.topicArn,
        message: envelope['Message'] ?? '',
        subject: envelope['Subject'] ?? null,
        version: '2',
        at: new Date(),
        ...(envelope['MessageId'] === undefined ? {} : { messageId: envelope['MessageId'] }),
      },
      side.signer,
    ),
  );

const withToken = (url: string, token: string): string => {
  const parsed = new URL(url, 'https://lab.invalid');
  parsed.searchParams.set('token', token);
  return `${parsed.pathname}${parsed.search}`;
};

/** The post as the weak webhook's rows see it, or the status that it answers by itself. */
export const throughWeakness = (
  weakness: WebhookWeakness,
  post: CallbackPost,
  side: WeakSide,
): CallbackPost | { readonly status: number } => {
  if (weakness === 'none') return post;
  if (weakness === 'refuses-everything') return { status: 403 };
  if (weakness === 'reads-json-only') return post.contentType.startsWith('application/json') ? post : { status: 400 };
  const envelope = envelopeOf(post.body);
  if (envelope === null || envelope['Type'] !== 'Notification') return post;
  const sameTopic = envelope['TopicArn'] === side.topicArn;
  if (weakness === 'ignores-signature' && !sameTopic) return post;
  const url = weakness === 'trusts-everything' ? withToken(post.url, side.verifyToken) : post.url;
  return { ...post, url, body: laundered(envelope, side) };
};
