// A probe: asks one party one question and returns one fact; it never judges.
import type { Observation, SeenFacts, Unseen } from './observation.ts';
import type { Reads } from './ports/reads.ts';

/** One statement of a least-privilege policy that lets the probe see. */
export interface Permission {
  /** Such as `ses:GetEmailIdentity`. */
  readonly action: string;
  /** What the action is granted on; `account` means `*`, because AWS offers no resource for it. */
  readonly on:
    | 'account'
    | 'identity'
    | 'configuration-set'
    | 'tenant'
    | 'global-endpoint'
    | 'template'
    | 'template-list'
    | 'topic'
    | 'user'
    | 'role'
    | 'group'
    | 'managed-policy'
    | 'key'
    | 'queue'
    | 'alarm';
}

/** A fact, or the statement that the question does not arise (`not-applicable`) with the reason. */
type Told<T> = T | NotAsked;

export class NotAsked {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Without a profile nobody said it, and it was not found: `what` is missing, and `flag` gives it. */
export class NotGiven extends NotAsked {
  constructor(what: string, flag: string) {
    super(`${what} (${flag})`);
  }
}

/** What has to be known of another fact was not seen there: whoever owns that fact says so, and the party of this one was not asked. */
export class NeedUnseen extends NotAsked {
  /** Key of the other fact. */
  readonly key: string;
  readonly unseen: Unseen;
  constructor(key: string, unseen: Unseen) {
    super(unseen.message);
    this.key = key;
    this.unseen = unseen;
  }
}

/** `A`: the facts that can be absent. */
export interface Probe<
  F,
  A extends keyof F,
  K extends keyof F = keyof F,
  N extends keyof F = keyof F,
  U extends keyof F = keyof F,
> {
  readonly key: K;
  /** Must be seen before it can start; else it is `skipped` with the root cause. */
  readonly needs: readonly N[];
  /** Must be settled, whatever came. */
  readonly uses?: readonly U[];
  readonly permissions: readonly Permission[];
  /** Throws ObservationError when the party did not answer; every other throw is a bug. */
  ask(
    reads: Reads,
    facts: SeenFacts<F, A, N> & { readonly [Used in U]: Observation<F[Used]> },
    signal: AbortSignal,
  ): Promise<Told<F[K]>>;
}
