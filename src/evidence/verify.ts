// Verifies records offline: each by itself, and each directory as chains without gaps.
import { didYouMeanFile } from '../text/nearest.ts';
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import { aloneNote, verifyChain } from './chain.ts';
import { groupBy } from './group.ts';
import { HEADS } from './head.ts';
import { takeInventory, type Inventory, type PassedOver } from './inventory.ts';
import { meaning, type Standing } from './meaning.ts';
import { chainName } from './seal.ts';
import { checkSignature } from './sign.ts';
import {
  NO_TRUST,
  signatureProblem,
  verifyRecord,
  type Break,
  type Trust,
  type VerifiedChain,
  type VerifiedRecord,
} from './verify-record.ts';

export interface Verification {
  readonly ok: boolean;
  readonly breaks: readonly Break[];
  /** What a reader should know although nothing is broken. */
  readonly notes: readonly Break[];
  /** Files and folders of others: not read as evidence, not called broken. */
  readonly passedOver: readonly PassedOver[];
  readonly records: readonly VerifiedRecord[];
  readonly chains: readonly VerifiedChain[];
  /** `proven`: every record carries a valid signature of a trusted key. Unsigned is never called proven. */
  readonly standing: Standing;
  /** Sentences: what follows from what was found, and what does not. */
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
}

/** Every record of a directory, as chains; `onRecord` hears of each before it is judged. `directory` may hold records of many tenants, and files of others: these are passed over. */
export const verifyDirectory = async (
  files: Files,
  directory: string,
  trust: Trust = NO_TRUST,
  onRecord: (nth: number) => void = () => undefined,
): Promise<Verification> => {
  let nth = 0;
  const found = await takeInventory(files, directory, (text, path) => {
    onRecord((nth += 1));
    return verifyRecord(text, path, trust);
  });
  const records = found.reads.flatMap(({ verified }) => (verified === null ? [] : [verified]));
  const byChain = groupBy(records, ({ key }) => chainName(key));
  const results = [...new Set([...byChain.keys(), ...found.pins.keys()])]
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => {
      const ofChain = byChain.get(name) ?? [];
      return verifyChain(name, ofChain, {
        pin: found.pins.get(name) ?? (found.unpinned ? { path: directory, head: null, told: true } : null),
        alone: !found.isStore && ofChain.length === 1 && ofChain[0]?.seal.previous !== null,
        headPath: `${directory}/${HEADS}/${name}.json`,
      });
    });
  const chains = results.flatMap(({ chain }) => (chain === null ? [] : [chain]));
  return conclude({
    breaks: [
      ...found.breaks,
      ...found.reads.flatMap((read) => read.breaks),
      ...results.flatMap((result) => result.breaks),
      ...strayHeads(found, records, trust),
      ...headBreaks(chains, trust.expectHead, directory),
    ],
    notes: [
      ...results.flatMap(({ notes }) => notes),
      ...newestOf(byChain.values()).flatMap((one) => validityNotes(one, trust.now)),
    ],
    passedOver: found.passedOver,
    records,
    chains,
    pinned: trust.expectHead !== undefined,
  });
};

/** One file: by itself alone, its place in the chain is not looked at. */
export const verifyFile = async (files: Files, path: string, trust: Trust = NO_TRUST): Promise<Verification> => {
  const text = await files.readText(path);
  if (text === null) {
    throw new UsageError({
      code: 'evidence-not-found',
      message: `There is no file ${path}.`,
      fix: `${await didYouMeanFile(files, path)}Name an evidence record, or the directory that holds them.`,
    });
  }
  const { verified, breaks } = verifyRecord(text, path, trust);
  const records = verified === null ? [] : [verified];
  const ends = records.map(({ id, key, seal }) => ({
    name: chainName(key),
    head: { id, digest: seal.digest, sequence: seal.sequence },
  }));
  return conclude({
    breaks: [...breaks, ...(verified === null ? [] : headBreaks(ends, trust.expectHead, path))],
    notes: records.flatMap((one) => [aloneNote(one), ...validityNotes(one, trust.now)]),
    passedOver: [],
    records,
    chains: [],
    pinned: trust.expectHead !== undefined,
  });
};

const conclude = ({
  pinned,
  ...found
}: Omit<Verification, 'ok' | 'standing' | 'proves' | 'doesNotProve'> & { readonly pinned: boolean }): Verification => {
  const standing = standingOf(found.breaks, found.records);
  const alone = found.notes.some(({ code }) => code === 'part-of-chain');
  return { ok: found.breaks.length === 0, ...found, standing, ...meaning({ standing, alone, pinned }) };
};

const newestOf = (chains: Iterable<readonly VerifiedRecord[]>): readonly VerifiedRecord[] =>
  [...chains].map((records) => records.reduce((newest, one) => (one.finishedAt > newest.finishedAt ? one : newest)));

/** What time alone has done to it, by the reader's clock. */
const validityNotes = ({ path, finishedAt, validUntil }: VerifiedRecord, now: Date | undefined): readonly Break[] => {
  if (now === undefined) return [];
  const [at, clock] = [now.getTime(), now.toISOString()];
  if (at < Date.parse(finishedAt))
    return [
      {
        code: 'ahead',
        place: path,
        reason: `It ended ${finishedAt}, but the clock here says ${clock}: one of the two is wrong, and until that is known it counts as not valid.`,
      },
    ];
  return at <= Date.parse(validUntil)
    ? []
    : [{ code: 'over', place: path, reason: `It held until ${validUntil}: what it proved is to be proven again.` }];
};

/** The signature on a head whose record is not here; with its record, the two are compared. */
const strayHeads = ({ pins }: Inventory, records: readonly VerifiedRecord[], trust: Trust): readonly Break[] => {
  const here = new Set(records.map(({ seal }) => seal.digest));
  return [...pins.values()].flatMap(({ path, head }): readonly Break[] => {
    if (head === null || here.has(head.digest)) return [];
    const problem = signatureProblem(checkSignature(head.digest, head.signature, trust.keys), head.signature, trust, 'head');
    return problem === null ? [] : [{ code: 'head-signature', place: path, reason: problem[1] }];
  });
};

const standingOf = (breaks: readonly Break[], records: readonly VerifiedRecord[]): Standing => {
  if (breaks.length > 0) return 'broken';
  if (records.every(({ signature }) => signature === 'unsigned')) return 'consistent-unsigned';
  return records.every(({ signature }) => signature === 'proven') ? 'proven' : 'consistent-unproven';
};

const headBreaks = (
  chains: readonly Pick<VerifiedChain, 'name' | 'head'>[],
  expected: string | undefined,
  place: string,
): readonly Break[] => {
  if (expected === undefined) return [];
  const [left = '', right] = expected.split('=', 2);
  const among = right === undefined ? chains : chains.filter(({ name }) => name === left);
  const wanted = right ?? left;
  if (among.some(({ head }) => head?.digest === wanted)) return [];
  const found = among.map(({ name, head }) => `${name} ends at ${head?.digest ?? 'nothing'}`).join('; ');
  return [
    {
      code: 'head',
      place: right === undefined ? place : left,
      reason: `No chain ends at ${wanted}: ${found || 'there is no such chain'}. Records were removed, or others were put in their place.`,
    },
  ];
};
