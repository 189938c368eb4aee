// A probe: asks one party one question and returns one fact; it never judges.
import type { Observation } from './observation.ts';
import type { Reads } from './ports/reads.ts';

/** One statement of a least-privilege policy that lets the probe see. */
export interface Permission {
  /** Such as `ses:GetEmailIdentity`. */
  readonly action: string;
  /** What the action is granted on; `account` means `*`, because AWS offers no resource for it. */
  readonly on: 'account' | 'identity' | 'configuration-set' | 'topic' | 'user' | 'key' | 'queue';
}

/** What is known about the needs when a probe starts: every one is settled, and observed or absent unless it is in `uses`. */
export type ProbeFacts<F, N extends keyof F> = { readonly [K in N]: Observation<F[K]> };

/** A fact, or the statement that the question does not arise (`not-applicable`) with the reason. */
export type Told<T> = T | NotAsked;

export class NotAsked {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

export interface Probe<F, K extends keyof F = keyof F, N extends keyof F = keyof F> {
  readonly key: K;
  /** Must be observed or absent before it can start; else it is `skipped` with the root cause. */
  readonly needs: readonly N[];
  /** Must be settled, whatever came. */
  readonly uses?: readonly N[];
  readonly permissions: readonly Permission[];
  /** Throws ObservationError when the party did not answer; every other throw is a bug. */
  ask(reads: Reads, facts: ProbeFacts<F, N>, signal: AbortSignal): Promise<Told<F[K]>>;
}
