// A fact with how it was obtained. Absent, denied, unreachable and failed are four different answers.

/** Which credential was refused: the one certify looks with, or the one SquareOS sends with. */
export type CredentialRole = 'probe' | 'send' | 'provision';

/** The party answered: there is nothing (NXDOMAIN, NODATA, NotFoundException). */
interface Absent {
  readonly state: 'absent';
  /** The party's own word, such as `NXDOMAIN`, `NODATA`, `NotFoundException`. */
  readonly code: string;
  readonly message: string;
}

/** The party refused to say. */
export interface Denied {
  readonly state: 'denied';
  readonly code: string;
  readonly message: string;
  readonly credential?: CredentialRole;
  /** The IAM action that is missing, such as `ses:GetAccount`. */
  readonly action?: string;
  /** The ARN the action was tried on, where the party named it. */
  readonly resource?: string;
}

/**
 * Who can mend a failure, where the code alone does not say it: the party itself · something between that is not the party ·
 * a credential · a session that ended · the clock of this machine · waiting, after too many questions · the question · the account,
 * which has not switched the region or the service on · the account, which AWS has shut.
 */
export type FailureKind =
  | 'party'
  | 'between'
  | 'credential'
  | 'session-ended'
  | 'clock'
  | 'throttled'
  | 'question'
  | 'opt-in'
  | 'account';

/** No answer came: DNS, TCP, TLS or time-out. */
interface Unreachable {
  readonly state: 'unreachable';
  readonly code: string;
  readonly message: string;
  /** Host, or host:port, that did not answer. */
  readonly host?: string;
  /**
   * `alone`: it answered other questions · `between`: TLS ended at something that is not the party · `proxy`: the proxy gave no way ·
   * `tls`: the host of the platform is there, and its certificate or its TLS was refused.
   */
  readonly kind?: 'alone' | 'between' | 'proxy' | 'tls';
}

/** The party answered with an error: throttled, SERVFAIL, 5xx, garbage, bad credential. */
interface Failed {
  readonly state: 'failed';
  readonly code: string;
  readonly message: string;
  readonly credential?: CredentialRole;
  readonly host?: string;
  readonly kind?: FailureKind;
  /** A shell line that mends it. */
  readonly command?: string;
}

export type Unseen = Absent | Denied | Unreachable | Failed;

/** One answer inside a fact that fans out (three DKIM tokens, n subscriptions). */
export type Answer<T> = { readonly state: 'observed'; readonly value: T } | Unseen;

/** A need of the probe was not met; `root` names the first observation that was not seen. */
export interface Skipped {
  readonly state: 'skipped';
  readonly code: 'need-not-met' | 'not-applicable' | 'not-asked' | 'not-given';
  readonly message: string;
  readonly root?: { readonly key: string; readonly state: Unseen['state']; readonly code: string; readonly message: string };
}

interface Timed {
  /** ISO 8601, when the answer was there. */
  readonly at: string;
  /** Milliseconds from asking to answer. */
  readonly durationMs: number;
}

export type Observation<T> = (Answer<T> | Skipped) & Timed;

/**
 * What a check or a probe gets for its needs: the value, or, of the facts `A` that can be absent, the observed absence.
 * Anything else never reaches it.
 */
export type SeenFacts<F, A extends keyof F, N extends keyof F> = {
  readonly [K in N]: { readonly state: 'observed'; readonly value: F[K] } | (K extends A ? Absent : never);
};

/** For what a check can do without: the value, or null whatever else came. */
export const seenOrNull = <T>(observation: Observation<T>): T | null =>
  observation.state === 'observed' ? observation.value : null;
