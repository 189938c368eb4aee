// The one way to write a check: typed over the fact map, so that `evaluate` can read what it declared and nothing else.
import type { Check } from '../core/check.ts';
import type { Reasons } from '../core/reason.ts';
import type { AbsentKey, FactKey, Facts } from '../facts/index.ts';

export type AnyCheck = Check<Facts, AbsentKey>;

/** With `reasons`, a finding's reason is one of them or the engine's: another one does not compile. */
export const defineCheck = <const N extends FactKey, const U extends FactKey = never, const R extends Reasons = Reasons>(
  check: Check<Facts, AbsentKey, N, U, R>,
): Check<Facts, AbsentKey, N, U, R> => check;
