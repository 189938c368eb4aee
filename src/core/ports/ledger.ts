// The platform's delivery rows, read from this receiver or from the platform's own API.
import type { Join, LedgerView, Readiness } from '../live.ts';

export interface LedgerReads {
  /** By nonce, or by provider message id. Throws ObservationError when the ledger did not answer. */
  view(by: { readonly nonce?: string; readonly providerMessageId?: string }): Promise<LedgerView>;
  /** Yields whenever something about the nonce or id may have changed; ends when the signal aborts. Falls back to polling. */
  changes(by: { readonly nonce?: string; readonly providerMessageId?: string }, signal: AbortSignal): AsyncIterable<void>;
  /** Whether the platform says that this address is suppressed; null when it has no such endpoint. */
  suppressed(address: string): Promise<boolean | null>;
  /** What the platform says of itself; null when it has no such endpoint, or says nothing there. */
  readiness(): Promise<Readiness | null>;
}

/** What the sender tells the ledger of one message. */
export interface AttemptToSend {
  readonly nonce: string;
  readonly recipient: string;
  readonly channel: 'ses' | 'smtp';
  readonly campaignId: string | null;
  readonly providerMessageId: string | null;
  readonly messageId: string | null;
  readonly join: Join;
}

export interface LedgerWrites {
  /** Registers Message and DeliveryAttempt before the send, and the provider id after; idempotent. */
  register(attempt: AttemptToSend): Promise<void>;
}
