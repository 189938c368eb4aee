// What a receiver is started with: accounts, tokens, store, and its doors to the outside as ports.
import type { Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import type { SuppressionRules } from './ledger/suppression-rules.ts';
import type { StoreChoice } from '../store/store.ts';

/** One tenant's callback, as SquareOS's Channel Account holds it. */
export interface ChannelAccount {
  /** Stands in rows and logs, such as `main-gym`. */
  readonly id: string;
  readonly provider: 'SES' | 'SMTP';
  /** `webhookVerifyToken`; several while one is being replaced. */
  readonly verifyTokens: readonly Secret[];
  /** SES: the topics that may post. Compared with the signed body, never with a header. */
  readonly topicArns: readonly string[];
  /** SES: false keeps token and topic enforced, and fetches nothing for what is unsigned. */
  readonly requireSnsSignature: boolean;
}

/**
 * Fetches the PEM of a SigningCertURL that has already passed the host and path rule.
 * No redirect, 16 KiB and 5 seconds at most, TLS verified. `absent`: the SNS host says that there is no such certificate.
 * `unreachable`: no answer, or 5xx; the message is then answered 503, so that SNS tries again.
 */
export type CertificateFetch = (
  url: string,
) => Promise<
  | { readonly kind: 'pem'; readonly pem: string }
  | { readonly kind: 'absent'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string }
>;

/** GETs a SubscribeURL that has passed every rule. True when SNS confirmed. */
type SubscribeConfirm = (url: string) => Promise<boolean>;

/** Compares in constant time. Given by the caller, since only `world` and `lab` may reveal a Secret. */
export type TokenComparer = (secret: Secret, presented: string) => boolean;

export interface ReceiverLimits {
  /** Bytes of a body; 256 KiB is what SNS sends at most. */
  readonly bodyBytes: number;
  /** Milliseconds for a whole request, so that slow clients do not hold a socket. */
  readonly requestMs: number;
  /** Requests without a right token that one address may make in a minute before it is answered 429. */
  readonly refusalsPerMinute: number;
  /** Callbacks that may wait for the store before further ones are answered 503. */
  readonly pending: number;
  /** Callbacks in one transaction at most: bounds how long one commit holds the others. */
  readonly group: number;
}

export const DEFAULT_LIMITS: ReceiverLimits = {
  bodyBytes: 262_144,
  requestMs: 15_000,
  refusalsPerMinute: 600,
  pending: 10_000,
  group: 500,
};

export interface ReceiverOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly accounts: readonly ChannelAccount[];
  readonly readTokens: readonly Secret[];
  readonly writeTokens: readonly Secret[];
  readonly tokenMatches: TokenComparer;
  readonly store: StoreChoice;
  readonly fetchPem: CertificateFetch;
  readonly confirm: SubscribeConfirm;
  readonly clock: Clock;
  /** PEM roots that a signing certificate may chain to; Node's own when left out. */
  readonly authorities?: readonly string[];
  readonly suppression?: SuppressionRules;
  readonly limits?: Partial<ReceiverLimits>;
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: readonly string[];
  /** JSON lines; nothing is logged without it. */
  readonly logStream?: { write(line: string): void };
}
