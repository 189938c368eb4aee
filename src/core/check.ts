// A check: metadata, then one pure function from facts to a judgement.
import type { Judgement, Owner, Severity } from './finding.ts';
import type { EngineReason, Reasons } from './reason.ts';
import type { Observation, SeenFacts } from './observation.ts';

/** Only what the check declared: its needs as seen (`A`: the facts that can be absent), its uses as they came. */
export type CheckFacts<F, A extends keyof F, N extends keyof F, U extends keyof F> = SeenFacts<F, A, N> & {
  readonly [K in U]: Observation<F[K]>;
};

/** Clause → the reasons that rest on it, such as `RFC 7208 §4.6.4`. */
export interface Clauses<R extends string = string> {
  readonly [clause: string]: readonly R[];
}

export interface Check<
  F,
  A extends keyof F,
  N extends keyof F = keyof F,
  U extends keyof F = keyof F,
  R extends Reasons = Reasons,
> {
  /** Equals the file's name and the export's name in camelCase. */
  readonly id: string;
  /** In the words of the passing state. */
  readonly title: string;
  /** Default severity of a `fail`. */
  readonly severity: Severity;
  /** What goes wrong for the gym when it does not hold. */
  readonly why: string;
  readonly owner: Owner;
  /** Official pages or RFC clauses. */
  readonly references: readonly string[];
  /** Why its findings are as they are, besides the engine’s own reasons. */
  readonly reasons: R;
  /** The clause of a standard, or the page of a party, that a reason rests on: first among the references of its findings. */
  readonly clauses?: Clauses<NoInfer<keyof R & string>>;
  /** Facts without which it cannot judge: not observed → the engine writes `inconclusive` with the root cause. */
  readonly needs: readonly N[];
  /** Facts it looks at when they are there. */
  readonly uses?: readonly U[];
  /** Support may accept it as a limitation unless this is false. */
  readonly waivable?: false;
  /** Part of the core: omitting or lowering it means CERTIFIED_WITH_LIMITATIONS at best. */
  readonly core?: true;
  evaluate(facts: CheckFacts<F, A, N, U>): Judgement<NoInfer<keyof R & string> | EngineReason>;
}
