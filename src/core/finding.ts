// What a check concludes, and what the engine makes of it.
import type { JsonObject } from './json.ts';
import type { Owner } from './owner.ts';
import type { Act, DraftAct } from './remedy.ts';

export type { Owner } from './owner.ts';
export type Status = 'pass' | 'warn' | 'fail' | 'pending' | 'inconclusive' | 'not-applicable';
export type Severity = 'blocker' | 'warning' | 'info';

/** A finding of another check that this one follows from, when it stands with one of these reasons (any, when left out). */
export interface Follow {
  readonly check: string;
  readonly reasons?: readonly string[];
  /** When it stands with one of these statuses; left out: any that is open. */
  readonly status?: readonly Status[];
}

/** An act of a judgement. */
export interface JudgedAct extends DraftAct {
  /** Findings of which it follows, where they stand: then it is left out, and a judgement without any other act follows as a whole. */
  readonly follows?: readonly Follow[];
}

/** A check's answer before the runbook's severity is applied. `R`: the reasons that the check declares. */
export interface Judgement<R extends string = string> {
  readonly status: Status;
  /** Stable, kebab-case, such as `one-missing`; `ok` for a plain pass. */
  readonly reason: R;
  /** What was seen, in values a person can compare. Never a secret. */
  readonly observed?: JsonObject;
  /** One sentence, what would have been right. */
  readonly expected?: string;
  /** The clause it rests on, where only the observation tells which; others are declared with the check. */
  readonly clause?: string;
  /** What mends it, the first act first. */
  readonly remedy?: readonly JudgedAct[];
  /** Checks that it follows from, where only the observation tells which; others are declared with the reason. */
  readonly follows?: readonly (string | Follow)[];
  /** The fact that was not seen; set by the engine. */
  readonly unseen?: string;
  /** What kept it from being seen, where one act mends it for all that it kept from being seen: the first of them is told as the cause. */
  readonly trouble?: string;
  /** Names that DNS did not answer for. */
  readonly unanswered?: readonly string[];
  /** Names of which, and of everything below them, this is why DNS does not answer, whoever asked. */
  readonly hides?: readonly string[];
  /** When it differs from the check's own. */
  readonly owner?: Owner;
  /** Only a message that was received can answer it, or somebody who knows: until one is sent it decides nothing. */
  readonly openUntilSent?: true;
  /** ISO 8601, for `pending`: no sooner than this will it have changed. */
  readonly retryAt?: string;
}

export interface Finding extends Omit<Judgement, 'remedy' | 'follows' | 'clause' | 'trouble' | 'unanswered' | 'hides'> {
  readonly check: string;
  readonly step: string;
  readonly title: string;
  /** What its reason says of the world, one sentence; left out for a plain pass, and in records of an older certify. */
  readonly says?: string;
  /** After the runbook's override and `--fail-on`. `warn` is always `warning`. */
  readonly severity: Severity;
  readonly owner: Owner;
  /** The owner's name, where the profile names one. */
  readonly who?: string;
  /** The acts that mend it; empty for what passes or does not apply, and for what follows from another finding. */
  readonly remedy: readonly Act[];
  /** The check whose finding this one follows from; null for a finding of its own. */
  readonly cause: string | null;
  /** The remedy as printed. */
  readonly fix?: string;
  /** The clause that its reason rests on first, then what the check as a whole rests on. */
  readonly references: readonly string[];
  /** Keys of the observations it rests on. */
  readonly observations: readonly string[];
  /** Id of the limitation that accepts it, when one does. */
  readonly limitation?: string;
}
