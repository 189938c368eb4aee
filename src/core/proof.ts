// Which events prove something of the live message: those that name its own id (product.md section 8). The tag finds, it proves nothing.
import { isNegativeEnd, type LedgerEvent, type Receipt } from './live.ts';

/** What a message is known by: the id that the provider gave, or the Message-ID where it gives none. */
export type MessageIds = Pick<Receipt, 'providerMessageId' | 'join' | 'messageId'>;

/** SendGrid appends `.recvd-…` to the id it gave when it queued; the part before the first dot is the queued token. */
export const prefixOf = (id: string): string => id.split('.')[0] ?? id;

/** The id that rows and callbacks are to name; null when none is known. */
export const idOf = ({ providerMessageId, join, messageId }: MessageIds): string | null =>
  providerMessageId ?? (join === 'message-id' ? (messageId ?? null) : null);

/** Whether an id is the message's; null when one of the two is not known. */
export const isOfMessage = (id: string | null, message: MessageIds | null): boolean | null => {
  const own = message === null ? null : idOf(message);
  if (id === null || own === null || message === null) return null;
  return id === own || id === message.messageId || (message.join === 'prefix' && prefixOf(id) === own);
};

/** What the deciding event must fit. */
export interface Expected {
  /** null while the send has given nothing. */
  readonly message: MessageIds | null;
  /** null: any (the SMTP adapter names none, or the profile attaches no set). */
  readonly configurationSet: string | null;
}

/** Why an event proves nothing of the live message, the first reason that holds; null when it does prove. */
export type Flaw =
  /** No id of the live message is known to compare with. */
  | 'id-unknown'
  | 'id-untold'
  | 'other-message'
  | 'other-recipient'
  | 'recipient-untold'
  | 'other-configuration-set'
  | 'configuration-set-untold';

export const flawOf = (event: LedgerEvent, { message, configurationSet }: Expected): Flaw | null => {
  if (message === null || idOf(message) === null) return 'id-unknown';
  const own = isOfMessage(event.providerMessageId, message);
  if (own === null) return 'id-untold';
  if (!own) return 'other-message';
  if (event.recipientMatches === false) return 'other-recipient';
  // An end that is no delivery counts against the message whatever else its event leaves out.
  if (isNegativeEnd(event.event)) return null;
  if (event.recipientMatches === null) return 'recipient-untold';
  if (configurationSet === null || event.configurationSet === configurationSet) return null;
  return event.configurationSet === null ? 'configuration-set-untold' : 'other-configuration-set';
};

/** Whether a verified callback of this very message came, whatever it says. */
export const isGenuine = (event: LedgerEvent, message: MessageIds | null): boolean =>
  isOfMessage(event.providerMessageId, message) === true && event.recipientMatches !== false;

/** Whether a Delivery of this message came, so that a transient bounce is an automatic reply (RFC 3834) and changes nothing. */
const wasDelivered = (events: readonly LedgerEvent[], expected: Expected): boolean =>
  events.some((event) => event.event === 'delivery' && isGenuine(event, expected.message));

/** Ends that are no delivery decide at once; else a Delivery of this message, for this recipient, sent with this set. */
export const decidingEvent = (events: readonly LedgerEvent[], expected: Expected): LedgerEvent | null => {
  const proving = events.filter((event) => flawOf(event, expected) === null);
  const delivered = wasDelivered(events, expected);
  const bad = proving.find(({ event }) => isNegativeEnd(event) && !(event === 'bounce-transient' && delivered));
  return bad ?? proving.find(({ event }) => event === 'delivery') ?? null;
};

/** The answers with which a webhook refuses a callback (product: section 5). Busy, broken, moved or missing is none of them. */
const REFUSALS: readonly number[] = [400, 401, 403, 422];

/** Whether an answer says that the webhook read a forgery and refused it. */
export const isRefusal = (status: number): boolean => REFUSALS.includes(status);

/** An HTTP answer that is neither a refusal nor an acceptance: it tells nothing of what the webhook does with a forgery. */
export const tellsNothing = (status: number | null): boolean =>
  status !== null && !isRefusal(status) && (status < 200 || status > 299);
