// Which attempt a callback is about: by the provider's id under the attempt's join rule. A run's mark finds events, and joins none.
import { prefixOf } from '../../core/proof.ts';
import type { Attempt, IncomingEvent } from './rows.ts';

type Identified = Pick<IncomingEvent, 'account' | 'message' | 'nonceTag'>;

/** Every text under which an attempt for this event may be registered; also what two transactions must not touch at once. */
export const idsOfEvent = (event: Identified): readonly string[] => {
  const ids = [event.message, prefixOf(event.message)];
  return event.nonceTag === null ? ids : [...ids, event.nonceTag];
};

export const idsOfAttempt = (attempt: Pick<Attempt, 'nonce' | 'providerMessageId' | 'messageId'>): readonly string[] =>
  [attempt.nonce, attempt.providerMessageId, attempt.messageId].filter((id) => id !== null);

const joins = (attempt: Attempt, event: Identified): boolean => {
  const { join, providerMessageId, messageId } = attempt;
  if (providerMessageId === event.message || messageId === event.message) return true;
  return join === 'prefix' && providerMessageId !== null && providerMessageId === prefixOf(event.message);
};

/** The attempt was registered for another account than the one whose callback this is: whatever it names, it is a stray. */
const contradicts = (attempt: Pick<Attempt, 'account'>, event: Pick<IncomingEvent, 'account'>): boolean =>
  attempt.account !== null && attempt.account !== event.account;

export const concerns = (attempt: Attempt, event: Identified): boolean => !contradicts(attempt, event) && joins(attempt, event);

/** Whether the message's events show this one: it is about the attempt, or carries the mark that was asked for. */
export const isShown = (attempt: Attempt, event: Identified, nonce: string | null): boolean =>
  concerns(attempt, event) || (nonce !== null && event.nonceTag === nonce && !contradicts(attempt, event));

/** Adapters that name no recipient speak about the message's only one. */
export const sameRecipient = (attempt: Pick<Attempt, 'recipient'>, event: Pick<IncomingEvent, 'recipient'>): boolean =>
  event.recipient === '' || event.recipient === attempt.recipient;

const MINUTES_5 = 5 * 60_000;

/** An adapter's time may not lie before the send, give or take 5 minutes of clock. */
export const isBeforeSend = (attempt: Attempt, event: Pick<IncomingEvent, 'eventAt' | 'origin' | 'replayed'>): boolean =>
  event.origin === 'adapter' &&
  event.replayed !== true &&
  Date.parse(event.eventAt) < Date.parse(attempt.registeredAt) - MINUTES_5;
