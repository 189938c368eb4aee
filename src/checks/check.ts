// The one way to write a check: typed over the fact map, so that `evaluate` can read what it declared and nothing else.
import type { Check } from '../core/check.ts';
import type { AbsentKey, FactKey, Facts } from '../facts/index.ts';

export type AnyCheck = Check<Facts, AbsentKey>;

export const defineCheck = <const N extends FactKey, const U extends FactKey = never>(
  check: Check<Facts, AbsentKey, N, U>,
): Check<Facts, AbsentKey, N, U> => check;
