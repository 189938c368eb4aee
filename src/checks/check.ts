// The one way to write a check: typed over the fact map, so that `evaluate` can read what it declared and nothing else.
import type { Check } from '../core/check.ts';
import type { FactKey, Facts } from '../facts/index.ts';

export type AnyCheck = Check<Facts>;

export const defineCheck = <const N extends FactKey, const U extends FactKey = never>(
  check: Check<Facts, N, U>,
): Check<Facts, N, U> => check;
