// The JSON envelope that SNS posts over HTTP: three types, tolerant of unknown keys, strict about the known ones.
import { isObject, parsedJson } from '../../text/unknown-json.ts';

type SnsType = 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';

export interface SnsEnvelope {
  readonly type: SnsType;
  readonly messageId: string;
  readonly topicArn: string;
  /** null when the key is absent or null; then it is not part of the signed string. */
  readonly subject: string | null;
  readonly message: string;
  /** As signed, not normalised. */
  readonly timestamp: string;
  readonly signatureVersion: string | null;
  readonly signature: string | null;
  readonly signingCertUrl: string | null;
  /** Confirmations only; a Notification that carries one is not a confirmation. */
  readonly token: string | null;
  readonly subscribeUrl: string | null;
}

export type SnsParsed =
  | { readonly kind: 'envelope'; readonly envelope: SnsEnvelope }
  /** An SES event without an envelope: the subscription has raw message delivery switched on. */
  | { readonly kind: 'raw'; readonly message: string }
  | { readonly kind: 'malformed'; readonly detail: string };

const TYPES: readonly string[] = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] satisfies SnsType[];
/**
 * Every signed field but Message. The signed string joins keys and values by line feeds: with one inside another field, the same
 * string would be that of two different messages, and one signature would hold for both.
 */
const ONE_LINE = ['MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'SignatureVersion', 'SigningCertURL'];

const isType = (value: unknown): value is SnsType => typeof value === 'string' && TYPES.includes(value);
const isRawEvent = (json: { readonly [key: string]: unknown }): boolean =>
  json['Type'] === undefined && (json['eventType'] ?? json['notificationType'] ?? json['mail']) !== undefined;

/** Reads a body as SNS posts it, whatever its Content-Type says (SNS sends `text/plain`). */
export const parseSnsBody = (text: string): SnsParsed => {
  const json = parsedJson(text);
  if (!isObject(json)) return { kind: 'malformed', detail: 'the body is not a JSON object' };
  if (isRawEvent(json)) return { kind: 'raw', message: text };
  return readEnvelope(json);
};

const readEnvelope = (json: { readonly [key: string]: unknown }): SnsParsed => {
  const type = json['Type'];
  if (!isType(type)) return { kind: 'malformed', detail: 'Type is none of the three that SNS sends' };
  const wrong = wrongField(json, type);
  if (wrong !== null) return { kind: 'malformed', detail: `${wrong} is missing or not text` };
  const broken = ONE_LINE.find((key) => typeof json[key] === 'string' && /\p{Cc}/u.test(json[key]));
  if (broken !== undefined) return { kind: 'malformed', detail: `${broken} holds a control character` };
  const text = (key: string): string | null => {
    const value = json[key];
    return typeof value === 'string' ? value : null;
  };
  return {
    kind: 'envelope',
    envelope: {
      type,
      messageId: text('MessageId') ?? '',
      topicArn: text('TopicArn') ?? '',
      subject: text('Subject'),
      message: text('Message') ?? '',
      timestamp: text('Timestamp') ?? '',
      signatureVersion: text('SignatureVersion'),
      signature: text('Signature'),
      signingCertUrl: text('SigningCertURL') ?? text('SigningCertUrl'),
      token: type === 'Notification' ? null : text('Token'),
      subscribeUrl: type === 'Notification' ? null : text('SubscribeURL'),
    },
  };
};

/** First required key that is not text, or optional key that is there with another type. */
const wrongField = (json: { readonly [key: string]: unknown }, type: SnsType): string | null => {
  const required = ['MessageId', 'TopicArn', 'Message', 'Timestamp'];
  if (type !== 'Notification') required.push('Token', 'SubscribeURL');
  const optional = ['Subject', 'SignatureVersion', 'Signature', 'SigningCertURL'];
  return (
    required.find((key) => typeof json[key] !== 'string') ??
    optional.find((key) => json[key] !== undefined && json[key] !== null && typeof json[key] !== 'string') ??
    null
  );
};
