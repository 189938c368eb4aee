// A scenario: a whole simulated world, as `fixtures/scenarios/<name>.yaml` tells it.
import type { JsonObject, JsonValue } from '../../core/json.ts';
import type { Provider } from '../../core/profile.ts';
import type { LabDnsFault } from '../dns/faults.ts';
import type { FurtherServers } from '../dns/further.ts';
import type { AwsSpec } from '../aws/spec.ts';
import type { LedgerSpec } from '../platform/ledger-lies.ts';
import type { WebhookWeakness } from '../platform/weak-webhook.ts';

export const SEND_RESULTS = [
  'deliver',
  /** A scanner of the receiving side opens and clicks before the Delivery. */
  'scanned',
  'bounce',
  'soft-bounce',
  /** A Delivery, and the answering machine's transient bounce after it. */
  'auto-reply',
  'complaint',
  'reject',
  'rendering-failure',
  'delay',
  'delay-then-deliver',
  /** The receiving server takes the message, and sends it back later. */
  'deliver-then-bounce',
  /** Delivered, opened, and a link followed. */
  'read',
  'send-only',
  'never',
] as const;

export type SendResult = (typeof SEND_RESULTS)[number];

export const FORGERIES = ['signature', 'topic', 'message', 'token', 'certificate-host', 'raw'] as const;

export type Forgery = (typeof FORGERIES)[number];

/** What the provider says after it accepted a message (simulator addresses have their own answers). */
export interface EventSpec {
  readonly result: SendResult;
  /** Milliseconds between acceptance and the first event. */
  readonly delayMs: number;
  /** Milliseconds between one event and the next. */
  readonly gapMs: number;
  /** Each event is posted this many more times, with the same ids. */
  readonly duplicates: number;
  readonly order: 'normal' | 'reversed';
  /** Forged posts that reach the callback before the genuine ones. */
  readonly forgedFirst: readonly Forgery[];
  /** SES's plain-text validation message is posted before the first event, as after a destination was attached. */
  readonly validationText: boolean;
  /** Text of `delivery.smtpResponse`. */
  readonly smtpResponse: string;
  /** Null: `General` for a permanent bounce, `MailboxFull` for a transient one. */
  readonly bounceSubType: string | null;
  /** Null: `Permanent` of a bounce, `Transient` of a soft one. */
  readonly bounceType: string | null;
  readonly delayType: string;
  /** Event type as it is spelt in the event → what is laid over its JSON, member by member; null takes one away. */
  readonly members: { readonly [type: string]: JsonObject };
  /** Of bounces and delays; null: what goes with the kind. */
  readonly status: string | null;
  readonly diagnostic: string | null;
  readonly complaintSubType: string | null;
  /** Type of the feedback report of a complaint. */
  readonly feedbackType: string;
  /** `other`: the events name another message id than the send gave. */
  readonly messageId: 'own' | 'other';
}

/**
 * An answer other than the usual one; `error` may also be hang, reset or reset-after (done, then cut). With `body` something else
 * answers with these very octets; with `members` AWS answers as usual but for what is said here.
 */
export interface FaultSpec {
  /** ses, sns, sts, iam, kms; null for any. */
  readonly service: string | null;
  /** Operation name as AWS spells it; null for any. */
  readonly operation: string | null;
  readonly error: string;
  readonly status: number;
  readonly message: string;
  /** Null for every time. */
  readonly times: number | null;
  /** Sent with `status`, in place of AWS's answer; null: AWS answers. */
  readonly body?: string | null;
  readonly contentType?: string;
  /** Laid over the JSON answer, member by member; null takes one away. */
  readonly members?: JsonObject | null;
}

export interface ThrottleSpec {
  readonly service: string;
  readonly perSecond: number;
  readonly burst: number;
  readonly error: string;
  readonly status: number;
}

export interface ExpectedFinding {
  readonly check: string;
  readonly status: string;
  readonly reason: string | null;
}

export interface Expectation {
  /** As `--json` spells it. */
  readonly outcome: string;
  readonly exitCode: number;
  readonly findings: readonly ExpectedFinding[];
}

export interface SquareosSpec {
  /** False: the stand-in takes orders and never sends. */
  readonly sends: boolean;
  /** Null: it attaches no configuration set. */
  readonly configurationSet: string | null;
  readonly from: string | null;
  /** False: the attempt is never registered with the ledger. */
  readonly registers: boolean;
  /** What its webhook forgets to check. */
  readonly webhook: WebhookWeakness;
  /** It hands the message over a second time, under the same nonce, and registers only the first. */
  readonly sendsTwice: boolean;
  /** What its ledger tells of what came. */
  readonly ledger: LedgerSpec;
  /** What it answers of itself at `/squareos/state`, but for the time; null: it has no such endpoint. */
  readonly state: JsonValue;
  /** HTTP status of the order. */
  readonly status: number;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly provider: Provider;
  /** null: no AWS in this world. */
  readonly aws: AwsSpec | null;
  readonly dns: {
    readonly zones: { readonly [zone: string]: readonly string[] };
    readonly faults: readonly LabDnsFault[];
    /** Name servers at other loopback addresses. */
    readonly servers: FurtherServers;
  };
  readonly squareos: SquareosSpec;
  /** The relay of an SMTP world; read by src/lab/smtp. */
  readonly smtp: JsonObject | null;
  /** The host that takes the sender's own mail, with its MTA-STS policy; read by src/lab/inbound. */
  readonly mailHost: JsonObject | null;
  /** The mailbox that the live message arrives in; of this world alone, never inherited; read by src/lab/mailbox. */
  readonly mailbox: JsonObject | null;
  readonly events: EventSpec;
  readonly faults: readonly FaultSpec[];
  /** Milliseconds before each AWS answer. */
  readonly latencyMs: number;
  readonly throttle: ThrottleSpec | null;
  /** How long a run waits here, where nobody wants to wait as long as for AWS; null: as elsewhere. Seconds. */
  readonly pace: { readonly waitSeconds: number | null; readonly retrySeconds: number | null };
  /** Tenant profile with `{{placeholders}}` (src/lab/profile.ts names them). */
  readonly profile: JsonObject;
  readonly expect: Expectation;
}
