// The one way to write a probe: the fact it returns must be plain JSON, or it does not compile.
import type { Probe } from '../core/probe.ts';
import type { AbsentKey, FactKey, Facts } from '../facts/index.ts';

export type AnyProbe = Probe<Facts, AbsentKey>;

export const defineProbe = <const K extends FactKey, const N extends FactKey = never, const U extends FactKey = never>(
  probe: Probe<Facts, AbsentKey, K, N, U>,
): Probe<Facts, AbsentKey, K, N, U> => probe;
