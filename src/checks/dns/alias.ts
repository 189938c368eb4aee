// A CNAME where records of another type must stand: nothing can stand beside it (RFC 1034 §3.6.2), so it goes.
import type { RecordSetChange } from '../../core/remedy.ts';
import { nameAsMeant } from '../../text/name-as-meant.ts';
import { changeRecord } from '../remedy.ts';

/** The first alias of a chain taken out; none where there is none. */
export const aliasGone = (name: string, chain: readonly string[]): readonly RecordSetChange[] => {
  const before = chain.slice(0, 1);
  const change = changeRecord({ name, type: 'CNAME', before, after: [], all: before });
  return change === null ? [] : [change];
};

/** The first alias of a chain with another target. */
export const aliasTo = (name: string, chain: readonly string[], target: string): readonly RecordSetChange[] => {
  const before = chain.slice(0, 1);
  const change = changeRecord({ name, type: 'CNAME', before, after: [target], all: before });
  return change === null ? [] : [change];
};

/** The alias whose target is no name, with the one that was meant; null where it is one, or nobody can tell. */
export const retargeted = (
  name: string,
  chain: readonly string[],
): { readonly say: string; readonly records: readonly RecordSetChange[] } | null => {
  const [target = ''] = chain;
  const meant = nameAsMeant(target);
  if (meant === null) return null;
  const say = `Correct the target of the CNAME at ${name} to ${meant}: it says ${target}, which is no name of a host.`;
  return { say, records: aliasTo(name, chain, meant) };
};
