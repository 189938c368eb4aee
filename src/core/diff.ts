// What changed between two records of one tenant.
import type { Outcome } from './decision.ts';
import type { Severity, Status } from './finding.ts';
import type { JsonValue } from './json.ts';
import type { Owner } from './owner.ts';
import type { Act } from './remedy.ts';

export type Direction = 'worse' | 'better' | 'changed';

export interface Judged {
  readonly status: Status;
  readonly reason: string;
  readonly severity: Severity;
  /** What the reason says. */
  readonly says?: string;
}

export interface FindingChange {
  readonly check: string;
  readonly step: string;
  readonly title: string;
  readonly direction: Direction;
  /** Null: the check was not judged in that record. */
  readonly before: Judged | null;
  readonly after: Judged | null;
  /** The first record in the history, without a break up to the newer one, that judged as the newer one does. */
  readonly since: { readonly id: string; readonly at: string } | null;
  /** What to do now, as data and as printed; of the newer finding. */
  readonly remedy: readonly Act[];
  readonly fix: string | null;
  /** The check that the newer finding follows from. */
  readonly cause: string | null;
  readonly owner: Owner | null;
}

export interface FactChange {
  readonly key: string;
  /** JSON pointer inside the value; empty for the observation's state itself. */
  readonly path: string;
  /** By what the items of lists on the way are known, the outermost first: the name of a record, the host of a server. */
  readonly items: readonly string[];
  readonly before: JsonValue;
  readonly after: JsonValue;
}

export interface RecordDiff {
  readonly schema: 'certify.diff/1';
  readonly before: { readonly id: string | null; readonly at: string; readonly outcome: Outcome };
  readonly after: { readonly id: string | null; readonly at: string; readonly outcome: Outcome };
  readonly direction: Direction | 'same';
  /** Worse first. */
  readonly findings: readonly FindingChange[];
  readonly facts: readonly FactChange[];
  /** What makes the two hard to compare: another runbook, profile or version. One sentence each. */
  readonly context: readonly string[];
}
