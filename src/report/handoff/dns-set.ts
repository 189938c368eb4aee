// A change of one record set (name and type) in DNS: what to add, what to remove, what stays beside it.

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'TXT';

export interface RecordChange {
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: RecordType;
  /** Seconds; of what is added. */
  readonly ttl: number;
  /** TXT as text, MX as `10 host`, names without the final dot. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** What else stands at the name and must stay; null when that is not known. */
  readonly keep: readonly string[] | null;
  /** Seconds, as the name servers give it; null when they were not asked. */
  readonly currentTtl: number | null;
  /** Checks that ask for it. */
  readonly checks: readonly string[];
}

export const TTL = 3600;

export interface SetChange {
  readonly name: string;
  readonly type: RecordType;
  /** Values of this purpose that stand there now, and those that are to stand there. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** All values at the name and type; null when they are not known. */
  readonly all: readonly string[] | null;
  readonly check: string;
}

/** Null when nothing has to change. */
export const changeOf = ({ name, type, before, after, all, check }: SetChange): RecordChange | null => {
  const add = after.filter((value) => !before.includes(value));
  // A value that stands there twice is one record; of what is the same, nothing is removed.
  const remove = [...new Set(before)].filter((value) => !after.includes(value));
  if (add.length + remove.length === 0) return null;
  const stays = [...new Set([...(all ?? before), ...before])].filter((value) => !remove.includes(value) && !add.includes(value));
  return { name, type, ttl: TTL, add, remove, keep: all === null ? null : stays, currentTtl: null, checks: [check] };
};

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

/** One change for each name and type, in the order in which they first appear. */
export const mergeChanges = (changes: readonly RecordChange[]): readonly RecordChange[] => {
  const byKey = new Map<string, RecordChange>();
  for (const change of changes) {
    const key = `${change.name} ${change.type}`;
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? change : joined(before, change));
  }
  return [...byKey.values()];
};
