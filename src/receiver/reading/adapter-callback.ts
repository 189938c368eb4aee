// What a certified SMTP adapter posts (product: section 5): id, event, time, optional error text.
import type { CallbackEvent } from '../../core/live.ts';
import { ADAPTER_WORDS, adapterEvent } from '../../mail/smtp/adapter-words.ts';
import { bareAddress, isoTime, object, reportEvent } from './event-fields.ts';
import type { Json } from './event-fields.ts';
import { parsedJson } from '../../text/unknown-json.ts';

export interface AdapterCallback {
  readonly event: CallbackEvent;
  /** Bare, without brackets. */
  readonly messageId: string;
  /** ISO 8601. */
  readonly eventAt: string;
  readonly error: string | null;
  /** Bare address; null when the adapter does not name one. */
  readonly recipient: string | null;
  /** Of a complaint that a feedback report told (RFC 5965). */
  readonly feedbackType: string | null;
  /** The adapter's own id of this callback. */
  readonly eventId: string | null;
}

export type AdapterParsed =
  | { readonly kind: 'callback'; readonly callback: AdapterCallback }
  | { readonly kind: 'malformed'; readonly detail: string }
  /** Answered 422: which field, and what would have been right. */
  | { readonly kind: 'refused'; readonly reason: AdapterRefusal; readonly detail: string };

type AdapterRefusal = 'id-missing' | 'id-conflicting' | 'event-missing' | 'event-conflicting' | 'event-unknown' | 'timestamp';

class Refused extends Error {
  readonly reason: AdapterRefusal;
  constructor(reason: AdapterRefusal, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** First non-empty value of several spellings. Numbers are read as text: some relays count their messages. */
const field = (json: Json, ...keys: readonly string[]): string | null => {
  for (const key of keys) {
    const value = json[key];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  }
  return null;
};

const bareId = (id: string | null): string | null => id?.replace(/^<(.*)>$/, '$1') ?? null;

const readId = (json: Json): string => {
  const provider = bareId(field(json, 'providerMessageId', 'provider_message_id'));
  const message = bareId(field(json, 'messageId', 'message_id'));
  if (provider !== null && message !== null && provider !== message)
    throw new Refused('id-conflicting', 'providerMessageId and messageId differ: send one, or the same in both');
  const id = provider ?? message;
  if (id === null || id.length > 998) throw new Refused('id-missing', 'providerMessageId or messageId is needed');
  return id;
};

const readEvent = (json: Json, error: string | null): CallbackEvent => {
  const bounceType = field(json, 'bounceType', 'bounce_type');
  const words = [field(json, 'event'), field(json, 'status')].filter((word) => word !== null);
  const events = words.map((word) => adapterEvent(word, bounceType, error));
  const [first] = events;
  if (first === undefined) throw new Refused('event-missing', `event or status is needed: ${ADAPTER_WORDS}`);
  if (first === null || events.includes(null))
    throw new Refused('event-unknown', `event or status must be one of ${ADAPTER_WORDS}`);
  if (events.some((event) => event !== first)) throw new Refused('event-conflicting', 'event and status say different things');
  return first;
};

/** ISO 8601 with its zone, or epoch seconds or milliseconds, as number or digits. */
const readTime = (json: Json): string => {
  const value = field(json, 'timestamp', 'time');
  const wrong = new Refused('timestamp', 'timestamp must be ISO 8601 with a zone, or epoch seconds or milliseconds');
  const told = json['timestamp'] ?? json['time'];
  const fraction = typeof told === 'number' ? String(told) : value;
  if (fraction !== null && /^\d{9,11}(\.\d+)?$/.test(fraction)) return new Date(Number(fraction) * 1000).toISOString();
  if (fraction !== null && /^\d{12,14}$/.test(fraction)) return new Date(Number(fraction)).toISOString();
  const iso = isoTime(value);
  if (iso === null) throw wrong;
  return iso;
};

/** Reads an adapter's body. Never throws. */
export const parseAdapterCallback = (body: string): AdapterParsed => {
  const parsed = parsedJson(body);
  const json = object(parsed);
  if (json === null) {
    const batch = Array.isArray(parsed) ? ': a batch is posted one event at a time' : '';
    return { kind: 'malformed', detail: `the body is not a JSON object${batch}` };
  }
  try {
    const error = field(json, 'error', 'errorMessage', 'reason', 'response')?.slice(0, 512) ?? null;
    const recipient = bareAddress(json['recipient'] ?? json['email'] ?? json['to']);
    const callback = { messageId: readId(json), event: readEvent(json, error), eventAt: readTime(json), error, recipient };
    const feedbackType = field(json, 'feedbackType', 'feedback_type');
    const event = callback.event === 'complaint' ? reportEvent(feedbackType) : callback.event;
    return {
      kind: 'callback',
      callback: { ...callback, event, feedbackType, eventId: field(json, 'eventId', 'event_id', 'id') },
    };
  } catch (cause) {
    if (cause instanceof Refused) return { kind: 'refused', reason: cause.reason, detail: cause.message };
    throw cause;
  }
};
