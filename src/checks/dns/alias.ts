// A CNAME where records of another type must stand: nothing can stand beside it (RFC 1034 §3.6.2), so it goes.
import type { RecordSetChange } from '../../core/remedy.ts';
import { changeRecord } from '../remedy.ts';

/** The first alias of a chain taken out; none where there is none. */
export const aliasGone = (name: string, chain: readonly string[]): readonly RecordSetChange[] => {
  const before = chain.slice(0, 1);
  const change = changeRecord({ name, type: 'CNAME', before, after: [], all: before });
  return change === null ? [] : [change];
};
