// The one way to write a probe: the fact it returns must be plain JSON, or it does not compile.
import type { Probe } from '../core/probe.ts';
import type { FactKey, Facts } from '../facts/index.ts';

export type AnyProbe = Probe<Facts>;

export const defineProbe = <const K extends FactKey, const N extends FactKey = never>(
  probe: Probe<Facts, K, N>,
): Probe<Facts, K, N> => probe;
