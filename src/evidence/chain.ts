// One chain of records: every predecessor there, every place counted, parallel runs told from tampering.
import { groupBy } from './group.ts';
import type { Head } from './head.ts';
import type { Pin } from './inventory.ts';
import type { Break, VerifiedChain, VerifiedRecord } from './verify-record.ts';
import { listed } from '../text/listed.ts';

const basename = (path: string): string => path.split('/').at(-1) ?? path;

export interface ChainResult {
  readonly chain: VerifiedChain | null;
  readonly breaks: readonly Break[];
  readonly notes: readonly Break[];
}

export interface ChainOptions {
  /** Null: no file says which record is the newest. */
  readonly pin: Pin | null;
  /** One record that came by itself: what was before it is not expected here. */
  readonly alone: boolean;
  /** Where the chain's head stands, or should. */
  readonly headPath: string;
}

/** `records` are those of one chain in any order; each was verified by itself already. */
export const verifyChain = (name: string, records: readonly VerifiedRecord[], options: ChainOptions): ChainResult => {
  const head = options.pin?.head ?? null;
  const byDigest = new Map(records.map((one) => [one.seal.digest, one]));
  const breaks = [...(options.alone ? [] : records.flatMap((one) => predecessorBreaks(one, byDigest))), ...repeated(records)];
  const branches = branchesOf(records);
  const apart = branches.flatMap((branch) => strangers(branch));
  const newest = records.toSorted(newestFirst)[0] ?? null;
  const first = records[0];
  const chain: VerifiedChain | null =
    first === undefined
      ? null
      : {
          name,
          ...first.key,
          records: records.length,
          head: newest === null ? null : { id: newest.id, digest: newest.seal.digest, sequence: newest.seal.sequence },
          parallel: branches.filter((branch) => strangers(branch).length === 0).flatMap((branch) => branch.map(({ id }) => id)),
        };
  const notes = branches
    .filter((branch) => strangers(branch).length === 0)
    .map((branch) => ({
      code: 'parallel-runs',
      place: name,
      reason: `${listed(branch.map(({ path }) => basename(path)))} ran at the same time and both continue the same record. Nothing is missing.`,
    }));
  return {
    chain,
    breaks: [...breaks, ...apart, ...(head === null ? [] : headBreaks(options.headPath, head, byDigest, newest))],
    notes: [
      ...notes,
      ...(options.alone ? records.map(aloneNote) : options.pin?.told === true ? [] : headNote(options.headPath, head, newest)),
    ],
  };
};

const newestFirst = (a: VerifiedRecord, b: VerifiedRecord): number =>
  b.seal.sequence - a.seal.sequence || b.finishedAt.localeCompare(a.finishedAt);

const predecessorBreaks = (one: VerifiedRecord, byDigest: ReadonlyMap<string, VerifiedRecord>): readonly Break[] => {
  const { previous, sequence } = one.seal;
  const at = (code: string, reason: string): readonly Break[] => [{ code, place: one.path, reason }];
  if (previous === null) return [];
  const before = byDigest.get(previous);
  if (before === undefined) {
    return at(
      'missing-predecessor',
      `Its predecessor, number ${sequence - 1} (${previous}), is not here: a record was removed, changed, or this one belongs elsewhere.`,
    );
  }
  if (before.seal.sequence !== sequence - 1)
    return at('sequence', `It is number ${sequence}, but its predecessor is number ${before.seal.sequence}.`);
  // A resumed run may have begun before its predecessor did, but it cannot have been sealed before it.
  return before.startedAt > one.finishedAt
    ? at('order', `It ended before its predecessor ${basename(before.path)} began: the order was changed.`)
    : [];
};

/** The same record under two names. */
const repeated = (records: readonly VerifiedRecord[]): readonly Break[] =>
  [...groupBy(records, (one) => one.seal.digest).values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      code: 'repeated',
      place: same[1]?.path ?? '',
      reason: `It is a copy of ${basename(same[0]?.path ?? '')}.`,
    }));

/** Groups of different records that name the same predecessor (or none). */
const branchesOf = (records: readonly VerifiedRecord[]): readonly (readonly VerifiedRecord[])[] =>
  [...groupBy(records, (one) => one.seal.previous).values()]
    .map((branch) => [...new Map(branch.map((one) => [one.seal.digest, one])).values()])
    .filter((branch) => branch.length > 1)
    .map((branch) => branch.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)));

const overlap = (a: VerifiedRecord, b: VerifiedRecord): boolean => a.startedAt <= b.finishedAt && b.startedAt <= a.finishedAt;

/** Of one branch, the records that ran beside none of the others: something between was removed, or they are foreign. */
const strangers = (branch: readonly VerifiedRecord[]): readonly Break[] =>
  branch
    .filter((one) => !branch.some((other) => other !== one && overlap(one, other)))
    .map((one) => ({
      code: 'branch',
      place: one.path,
      reason: `Another record continues the same predecessor, but the two did not run at the same time: a record was removed or replaced, or one of them comes from another place.`,
    }));

const headBreaks = (
  place: string,
  head: Head,
  byDigest: ReadonlyMap<string, VerifiedRecord>,
  newest: VerifiedRecord | null,
): readonly Break[] => {
  const at = (code: string, reason: string): readonly Break[] => [{ code, place, reason }];
  const record = byDigest.get(head.digest);
  if (record === undefined) {
    const last = newest === null ? 'none is here' : `the newest here is number ${newest.seal.sequence}`;
    return at(
      'truncated',
      `The chain went on to number ${head.sequence} (${head.id}), but ${last}: its end was cut off or changed. Put the records back from where you keep copies.`,
    );
  }
  const { id, seal } = record;
  if (head.id !== id || head.sequence !== seal.sequence)
    return at(
      'head-mismatch',
      `It names ${head.id} as number ${head.sequence}, but the record of its digest is ${id}, number ${seal.sequence}.`,
    );
  return sameSignature(head.signature, seal.signature)
    ? []
    : at(
        'head-signature',
        `It does not carry the signature of its record ${id}: one of the two was taken off or put in another’s place.`,
      );
};

const sameSignature = (a: Head['signature'] | undefined, b: Head['signature'] | undefined): boolean =>
  a?.algorithm === b?.algorithm && a?.keyId === b?.keyId && a?.value === b?.value;

/** A record that came without its chain, by mail or as an attachment. */
export const aloneNote = ({ path, seal }: VerifiedRecord): Break => {
  const before = seal.sequence === 2 ? 'The one before it and any' : `The ${seal.sequence - 1} before it and any`;
  const what =
    seal.sequence === 1
      ? 'It is the first record of a chain. Any after it are not here'
      : `It is one record out of a longer chain, number ${seal.sequence}. ${before} after it are not here`;
  return { code: 'part-of-chain', place: path, reason: `${what}; that says nothing of the place where the chain is kept.` };
};

/** A run that died between its record and the head, or a head that was removed: nothing is lost, but the end is not pinned. */
const headNote = (place: string, head: Head | null, newest: VerifiedRecord | null): readonly Break[] => {
  if (newest === null || head?.digest === newest.seal.digest) return [];
  if (head !== null && head.sequence >= newest.seal.sequence) return [];
  const reason =
    head === null
      ? 'The chain has no head file, so a missing end could not be noticed.'
      : `The head stops at number ${head.sequence} of ${newest.seal.sequence}: a run ended between its record and the head, or an older copy of the head was put back.`;
  return [{ code: 'head-behind', place, reason: `${reason} The next run of this chain writes it anew.` }];
};
