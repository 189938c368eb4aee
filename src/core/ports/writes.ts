// The few acts that change the world. Only a run that may send is handed these.
import type { SendOutcome } from '../live.ts';
import type { Act, ActOutcome, Removal } from '../provision.ts';
import type { LedgerWrites } from './ledger.ts';
import type { OutgoingMessage, SmtpSender } from './smtp.ts';

/** What a send names besides the message, as the platform’s sends do; null: nothing. */
export interface SesEnvelope {
  readonly configurationSet: string | null;
  /** SES tenant. */
  readonly tenant: string | null;
  /** The identity of another account. */
  readonly identityArn: string | null;
}

export interface SesSender {
  /** One SendEmail with `maxAttempts: 1`, explicit configuration set, tag `certify-run=<nonce>`. */
  send(message: OutgoingMessage, envelope: SesEnvelope): Promise<SendOutcome>;
}

export interface PlatformTrigger {
  /** Asks the platform to send, with the run id as idempotency key. Says only whether it took the order. */
  trigger(path: string, body: { readonly [key: string]: unknown }, idempotencyKey: string): Promise<SendOutcome>;
}

export interface Writes {
  readonly ses: SesSender;
  readonly smtp: SmtpSender;
  readonly platform: PlatformTrigger;
  readonly ledger: LedgerWrites;
}

/** What changes a tenant's account; only provisioning is handed it, and no act of a plan deletes. */
export interface AccountWrites {
  /** The twelve digits of the account that the provisioning credential belongs to. Rejects with ObservationError. */
  account(): Promise<string>;
  /**
   * Performs an act, and again within bounds while AWS throttles, has trouble of its own, or does not see yet what was made a
   * moment ago (`fresh`). Never rejects but when it was stopped.
   * A removal of what is not there is `there-already`.
   * @param given.again the act may have been done before, so that what stands there already is what it made
   */
  perform(
    act: Act | Removal,
    given: { readonly fresh: boolean; readonly again: boolean; readonly signal: AbortSignal },
  ): Promise<ActOutcome>;
  close(): Promise<void>;
}
