// Verifies records offline: each by itself, and each directory as chains without gaps.
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { verifyChain } from './chain.ts';
import { groupBy } from './group.ts';
import { HEADS, readHead, type Head } from './head.ts';
import { chainName } from './seal.ts';
import { idOfFile } from './store.ts';
import {
  NO_TRUST,
  verifyRecord,
  type Break,
  type ReadRecord,
  type Trust,
  type VerifiedChain,
  type VerifiedRecord,
} from './verify-record.ts';

export interface Verification {
  readonly ok: boolean;
  readonly breaks: readonly Break[];
  /** What a reader should know although nothing is broken. */
  readonly notes: readonly Break[];
  readonly records: readonly VerifiedRecord[];
  readonly chains: readonly VerifiedChain[];
  /** `proven`: every record carries a valid signature of a trusted key. Unsigned is never called proven. */
  readonly standing: 'proven' | 'consistent-unsigned' | 'consistent-unproven' | 'broken';
}

/** Every record below a directory, as chains. `directory` may hold records of many tenants. */
export const verifyDirectory = async (files: Files, directory: string, trust: Trust = NO_TRUST): Promise<Verification> => {
  const reads: ReadRecord[] = [];
  for (const name of await files.list(directory)) {
    if (idOfFile(name) === null) continue;
    const text = await files.readText(`${directory}/${name}`);
    if (text !== null) reads.push(verifyRecord(text, `${directory}/${name}`, trust));
  }
  return verification(reads, await readHeads(files, directory), trust);
};

/** One file: by itself alone, its place in the chain is not looked at. */
export const verifyFile = async (files: Files, path: string, trust: Trust = NO_TRUST): Promise<Verification> => {
  const text = await files.readText(path);
  if (text === null) {
    throw new UsageError({
      code: 'evidence-not-found',
      message: `There is no file ${path}.`,
      fix: 'Name an evidence record, or the directory that holds them.',
    });
  }
  const { verified, breaks } = verifyRecord(text, path, trust);
  return {
    ok: breaks.length === 0,
    breaks,
    notes: [],
    records: verified === null ? [] : [verified],
    chains: [],
    standing: standingOf(breaks, verified === null ? [] : [verified]),
  };
};

const readHeads = async (files: Files, directory: string): Promise<readonly Head[]> => {
  const heads: Head[] = [];
  for (const name of await files.list(`${directory}/${HEADS}`)) {
    const head = name.endsWith('.json') ? await readHead(files, `${directory}/${HEADS}/${name}`) : null;
    if (head !== null) heads.push(head);
  }
  return heads;
};

const verification = (reads: readonly ReadRecord[], heads: readonly Head[], trust: Trust): Verification => {
  const records = reads.flatMap(({ verified }) => (verified === null ? [] : [verified]));
  const byChain = groupBy(records, ({ key }) => chainName(key));
  const names = new Set([...byChain.keys(), ...heads.map(headChain)]);
  const results = Array.from(names)
    .toSorted((a, b) => a.localeCompare(b))
    .map((name) => verifyChain(name, byChain.get(name) ?? [], heads.find((head) => headChain(head) === name) ?? null));
  const chains = results.flatMap(({ chain }) => (chain === null ? [] : [chain]));
  const breaks = [
    ...reads.flatMap((read) => read.breaks),
    ...results.flatMap((result) => result.breaks),
    ...headBreaks(chains, trust.expectHead),
  ];
  return {
    ok: breaks.length === 0,
    breaks,
    notes: results.flatMap(({ notes }) => notes),
    records,
    chains,
    standing: standingOf(breaks, records),
  };
};

const headChain = (head: Head): string =>
  chainName({
    tenant: head.tenant,
    provider: head.provider as EvidenceRecord['provider'],
    mode: head.mode as EvidenceRecord['run']['mode'],
  });

const standingOf = (breaks: readonly Break[], records: readonly VerifiedRecord[]): Verification['standing'] => {
  if (breaks.length > 0) return 'broken';
  if (records.every(({ signature }) => signature === 'unsigned')) return 'consistent-unsigned';
  return records.every(({ signature }) => signature === 'proven') ? 'proven' : 'consistent-unproven';
};

const headBreaks = (chains: readonly VerifiedChain[], expected: string | undefined): readonly Break[] => {
  if (expected === undefined) return [];
  const [left = '', right] = expected.split('=', 2);
  const among = right === undefined ? chains : chains.filter(({ name }) => name === left);
  const wanted = right ?? left;
  if (among.some(({ head }) => head?.digest === wanted)) return [];
  const found = among.map(({ name, head }) => `${name} ends at ${head?.digest ?? 'nothing'}`).join('; ');
  return [
    {
      code: 'head',
      place: right === undefined ? 'the directory' : left,
      reason: `No chain ends at ${wanted}: ${found || 'there is no such chain'}. Records were removed, or others were put in their place.`,
    },
  ];
};
