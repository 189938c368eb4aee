// Verifies one record by itself: readable, unchanged since it was sealed, rightly named, signed as trusted keys demand.
import type { KeyObject } from 'node:crypto';
import { UsageError } from '../core/errors.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { isWhole } from './digest.ts';
import { parseWritten } from './parse.ts';
import { chainOf, recordId, type ChainKey } from './seal.ts';
import { checkSignature, type SignatureState } from './sign.ts';
import { textProblem } from './text-problem.ts';

export interface Break {
  /** Stable, kebab-case, such as `digest`, `missing-predecessor`, `truncated`. */
  readonly code: string;
  /** File, or chain, where it is. */
  readonly place: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Trust {
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Digest that must be the head of the only chain, or `chain=digest` of one. From a place that who holds the files cannot write. */
  readonly expectHead?: string | undefined;
}

export interface VerifiedChain {
  readonly name: string;
  readonly tenant: string;
  readonly provider: string | null;
  readonly mode: string;
  readonly records: number;
  readonly head: { readonly id: string; readonly digest: string; readonly sequence: number } | null;
  /** Records of runs that overlapped in time and so continue the same predecessor. Not tampering. */
  readonly parallel: readonly string[];
}

/** What is kept of a record once it is verified: a directory may hold many thousands. */
export interface VerifiedRecord {
  readonly path: string;
  readonly id: string;
  readonly key: ChainKey;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: string;
  readonly seal: EvidenceRecord['seal'];
  readonly signature: SignatureState;
}

export interface ReadRecord {
  readonly verified: VerifiedRecord | null;
  readonly breaks: readonly Break[];
}

export const NO_TRUST: Trust = { keys: new Map() };

/** One file's text by itself: readable, unchanged, rightly named, signed as trusted keys demand. */
export const verifyRecord = (text: string, path: string, trust: Trust = NO_TRUST): ReadRecord => {
  const breaks: Break[] = [];
  const add = (code: string, reason: string): void => void breaks.push({ code, place: path, reason });
  let read: ReturnType<typeof parseWritten>;
  try {
    read = parseWritten(text, path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    add(error.code, error.message);
    return { verified: null, breaks };
  }
  const { record, written } = read;
  const rewritten = textProblem(text);
  if (rewritten !== null) add('text-rewritten', rewritten);
  if (!isWhole(written))
    add('digest', `The content does not match its digest ${record.seal.digest}: it was edited after it was sealed.`);
  const id = record.evidence?.id ?? '';
  if (id !== recordId(record)) add('id', `The id ${id} is not the one that tenant, run and time give.`);
  if (`${id}.json` !== (path.split('/').at(-1) ?? ''))
    add('name', `The file is not named by its id ${id}: it was renamed or put in another's place.`);
  const signature = signatureOf(record, trust, add);
  const { run, seal, decision } = record;
  const { startedAt, finishedAt } = run;
  return {
    verified: { path, id, key: chainOf(record), startedAt, finishedAt, outcome: decision.outcome, seal, signature },
    breaks,
  };
};

const signatureOf = (record: EvidenceRecord, trust: Trust, add: (code: string, reason: string) => void): SignatureState => {
  const signature = record.seal.signature ?? null;
  const state = checkSignature(record.seal.digest, signature, trust.keys);
  if (state === 'wrong') add('signature', `The signature by ${signature?.keyId ?? 'nobody'} is not over this record.`);
  if (trust.keys.size > 0 && state === 'unsigned')
    add('unsigned', 'The record is not signed, but a trusted signature is demanded.');
  if (trust.keys.size > 0 && state === 'unknown-key')
    add('unknown-key', `The record is signed by ${signature?.keyId ?? 'nobody'}, which is not trusted.`);
  return state;
};
