// The outcome of a run and its exit code (product.md section 8).
import type { Owner } from './owner.ts';
import type { Act } from './remedy.ts';

export type Outcome =
  | 'CERTIFIED'
  | 'CERTIFIED_WITH_LIMITATIONS'
  | 'LAB_ONLY'
  | 'READY'
  /** A part of the checks was observed again: no go-ahead for the whole. */
  | 'LOOKED'
  | 'INCONCLUSIVE'
  | 'NOT_CERTIFIED';

/** As people read it. */
export const outcomeWord = (outcome: string): string => outcome.replaceAll('_', ' ');

export type Mode = 'live' | 'lab';

export const EXIT = {
  CERTIFIED: 0,
  CERTIFIED_WITH_LIMITATIONS: 0,
  LAB_ONLY: 0,
  READY: 0,
  LOOKED: 0,
  NOT_CERTIFIED: 1,
  USAGE: 2,
  INCONCLUSIVE: 3,
  FAULT: 4,
  INTERRUPTED: 130,
} as const;

const WORST: readonly number[] = [EXIT.INTERRUPTED, EXIT.FAULT, EXIT.USAGE, EXIT.NOT_CERTIFIED, EXIT.INCONCLUSIVE, EXIT.READY];

/** Of several subjects the worst: 130, 4, 2, 1, 3, 0 in that order. */
export const worstExit = (codes: readonly number[]): number => WORST.find((code) => codes.includes(code)) ?? EXIT.READY;

export interface NextAction {
  /** As printed. */
  readonly action: string;
  /** The same as data, where it is an act of a finding. */
  readonly act: Act | null;
  readonly owner: Owner;
  /** The owner's name, where the profile names one. */
  readonly who?: string;
  /** ISO 8601, or null when it need not wait. */
  readonly retryAt: string | null;
}

export interface Decision {
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** Check ids that decide against certifying. */
  readonly blockers: readonly string[];
  /** One sentence a person can repeat. */
  readonly why: string;
  readonly next: NextAction;
}
