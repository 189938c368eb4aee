// The append-only journal of a run: one JSON line an entry, masked, durable before the next act.
import type { JsonValue } from './json.ts';
import type { CallbackEvent, LedgerView, Receipt, SendOutcome } from './live.ts';
import { TEMPLATE_NAMES, type TemplateName } from './profile.ts';
import type { Observation } from './observation.ts';

/** What the SES simulator is asked to do, by the purpose of the send that asks it. */
export const SIMULATED = { 'rehearse-bounce': 'bounce', 'rehearse-complaint': 'complaint', pulse: 'success' } as const;
type Simulated = keyof typeof SIMULATED;
/** A message of one template, sent on demand beside the live one. */
type TemplatePurpose = `template-${TemplateName}`;
export type SendPurpose = 'live' | Simulated | TemplatePurpose;

export const isSimulated = (purpose: SendPurpose): purpose is Simulated => Object.hasOwn(SIMULATED, purpose);

/** null: it is no message of a template. */
export const templateOf = (purpose: SendPurpose): TemplateName | null =>
  TEMPLATE_NAMES.find((name) => purpose === `template-${name}`) ?? null;

export interface GivenAttestation {
  readonly id: string;
  /** `sha256:…` of the question and of the values that were on the screen. */
  readonly digest: string;
  readonly answer: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reference: string;
  /** Provider id of the message that it is said of; null: it is said of no message. */
  readonly message: string | null;
}

export interface NegativeTest {
  readonly id: string;
  readonly title: string;
  /** `rejected`: refused, no row changed · `accepted`: a row changed, or 2xx where that is a defect · `not-isolated` · `inconclusive`. */
  readonly result: 'rejected' | 'accepted' | 'inconclusive' | 'not-isolated';
  readonly status: number | null;
  readonly detail: string;
}

type EntryBody =
  | {
      readonly type: 'run-started';
      readonly runId: string;
      readonly command: string;
      readonly tenant: string;
      readonly provider: string;
      readonly nonce: string;
      readonly profileDigest: string;
      readonly runbookDigest: string;
      readonly operator: string;
      readonly certify: string;
      readonly pid: number;
      /** Of which a message each was asked for, besides the live one. */
      readonly templates?: readonly TemplateName[];
    }
  | {
      readonly type: 'run-resumed';
      readonly operator: string;
      readonly pid: number;
      /** Asked for now, besides those asked for before. */
      readonly templates?: readonly TemplateName[];
    }
  | { readonly type: 'observed'; readonly key: string; readonly observation: Observation<JsonValue> }
  | { readonly type: 'attested'; readonly step: string; readonly attestation: GivenAttestation }
  | { readonly type: 'step-done'; readonly step: string }
  | { readonly type: 'send-intended'; readonly purpose: SendPurpose; readonly attempt: 1 | 2; readonly nonce: string }
  | { readonly type: 'send-ended'; readonly purpose: SendPurpose; readonly attempt: 1 | 2; readonly outcome: SendOutcome }
  | {
      readonly type: 'send-withheld';
      readonly purpose: SendPurpose;
      readonly reason: string;
      readonly because: readonly string[];
    }
  | { readonly type: 'receipt-found'; readonly purpose: SendPurpose; readonly receipt: Receipt }
  | { readonly type: 'callback-seen'; readonly event: CallbackEvent; readonly view: LedgerView }
  | {
      readonly type: 'wait-ended';
      readonly reason: 'decided' | 'timeout';
      readonly view: LedgerView | null;
      /** Milliseconds from the receipt. */
      readonly waitedMs: number;
    }
  | {
      readonly type: 'rehearsal-ended';
      readonly purpose: SendPurpose;
      readonly event: CallbackEvent | null;
      readonly waitedMs: number;
      /** The ledger did not answer when the wait ended, so that nothing is known of what came. */
      readonly unread?: true;
    }
  | { readonly type: 'negative-intended'; readonly id: string }
  | { readonly type: 'negative-ended'; readonly test: NegativeTest }
  | { readonly type: 'negatives-done'; readonly tests: readonly NegativeTest[] }
  | {
      readonly type: 'log';
      readonly line: { readonly event: 'email_sent' | 'email_send_failed' | 'email_logged'; readonly [key: string]: JsonValue };
    }
  | { readonly type: 'interrupted' }
  | { readonly type: 'record-written'; readonly evidenceId: string; readonly path: string }
  | { readonly type: 'run-ended'; readonly exitCode: number };

export type JournalEntry = EntryBody & {
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
};
export type NewEntry = EntryBody;
