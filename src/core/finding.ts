// What a check concludes, and what the engine makes of it.
import type { JsonObject } from './json.ts';

export type Status = 'pass' | 'warn' | 'fail' | 'pending' | 'inconclusive' | 'not-applicable';
export type Severity = 'blocker' | 'warning' | 'info';
export type Owner =
  | 'DNS admin'
  | 'AWS admin'
  | 'SquareOS admin'
  | 'mail provider admin'
  | 'implementation engineer'
  | 'gym owner'
  | 'support'
  | 'network admin';

/** A check's answer before the runbook's severity is applied. */
export interface Judgement {
  readonly status: Status;
  /** Stable, kebab-case, such as `one-missing`; `ok` for a plain pass. */
  readonly reason: string;
  /** What was seen, in values a person can compare. Never a secret. */
  readonly observed?: JsonObject;
  /** One sentence, what would have been right. */
  readonly expected?: string;
  /** Imperative, can be pasted into a ticket: the exact record, policy or field. */
  readonly fix?: string;
  /** When it differs from the check's own. */
  readonly owner?: Owner;
  /** ISO 8601, for `pending`: no sooner than this will it have changed. */
  readonly retryAt?: string;
}

export interface Finding extends Judgement {
  readonly check: string;
  readonly step: string;
  readonly title: string;
  /** After the runbook's override and `--fail-on`. `warn` is always `warning`. */
  readonly severity: Severity;
  readonly owner: Owner;
  readonly references: readonly string[];
  /** Keys of the observations it rests on. */
  readonly observations: readonly string[];
  /** Id of the limitation that accepts it, when one does. */
  readonly limitation?: string;
}
