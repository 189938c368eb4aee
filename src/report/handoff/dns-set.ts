// The changes of record sets that the DNS admin is asked for: one a name and type, with who asks and what caches hold now.
import type { RecordSetChange } from '../../core/remedy.ts';

export interface RecordChange extends RecordSetChange {
  /** Seconds, as the name servers give it; null when they were not asked. */
  readonly currentTtl: number | null;
  /** Checks that ask for it. */
  readonly checks: readonly string[];
}

/** A change, and the check whose remedy it is. */
export interface Asked {
  readonly check: string;
  readonly change: RecordSetChange;
}

const union = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])];

const joined = (one: RecordChange, other: RecordChange): RecordChange => {
  const add = union(one.add, other.add);
  const remove = union(one.remove, other.remove).filter((value) => !add.includes(value));
  const keep = one.keep === null || other.keep === null ? null : union(one.keep, other.keep);
  return {
    ...one,
    add,
    remove,
    keep: keep?.filter((value) => !remove.includes(value) && !add.includes(value)) ?? null,
    checks: union(one.checks, other.checks),
  };
};

/** One change for each name and type, in the order in which they first appear. `ttlOf`: seconds at the name servers. */
export const mergeChanges = (asked: readonly Asked[], ttlOf: (name: string) => number | null): readonly RecordChange[] => {
  const byKey = new Map<string, RecordChange>();
  for (const { check, change } of asked) {
    const key = `${change.name} ${change.type}`;
    const made = { ...change, currentTtl: ttlOf(change.name), checks: [check] };
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? made : joined(before, made));
  }
  return [...byKey.values()];
};
