// Verifies one record by itself: readable, unchanged since it was sealed, rightly named, signed as trusted keys demand.
import type { KeyObject } from 'node:crypto';
import { UsageError } from '../core/errors.ts';
import { CERTIFICATION_DAYS } from '../core/lasting.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { isWhole } from './digest.ts';
import { parseWritten } from './parse.ts';
import { isDigest } from '../text/digest.ts';
import { chainOf, recordId, type ChainKey } from './seal.ts';
import { checkSignature, type SignatureState } from './sign.ts';
import { endOfValidity, validUntilOf } from './validity.ts';
import { textProblem } from './text-problem.ts';

export interface Break {
  /** Stable, kebab-case, such as `digest`, `missing-predecessor`, `truncated`. */
  readonly code: string;
  /** File, or chain, where it is. */
  readonly place: string;
  /** What was found, and the act that mends it where there is one. */
  readonly reason: string;
}

export interface Trust {
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** Digest that must be the head of the only chain, or `chain=digest` of one. From a place that who holds the files cannot write. */
  readonly expectHead?: string | undefined;
  /** The reader's clock; left out: validity is not looked at. */
  readonly now?: Date | undefined;
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
  readonly validUntil: string;
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
  for (const [code, reason] of [...sealProblems(record.seal), ...timeProblems(record.run), ...validityProblems(record)])
    add(code, reason);
  const id = record.evidence?.id ?? '';
  if (id !== recordId(record)) add('id', `The id ${id} is not the one that tenant, run and time give.`);
  if (`${id}.json` !== (path.split('/').at(-1) ?? ''))
    add('name', `The file is not named by its id ${id}: it was renamed or put in another's place. Call it ${id}.json again.`);
  const signature = signatureOf(record, trust, add);
  const { run, seal, decision } = record;
  const { startedAt, finishedAt } = run;
  const validUntil = isTime(finishedAt) ? validUntilOf(record) : finishedAt;
  return {
    verified: { path, id, key: chainOf(record), startedAt, finishedAt, validUntil, outcome: decision.outcome, seal, signature },
    breaks,
  };
};

type Problem = readonly [code: string, reason: string];

/** What certify never writes, whatever the digest says. */
const sealProblems = (seal: EvidenceRecord['seal']): readonly Problem[] => {
  if (!('signature' in seal) || !isDigest(seal.digest) || !(seal.previous === null || isDigest(seal.previous)))
    return [['seal', 'Its seal lacks the digest, the predecessor or the place of the signature: it was changed.']];
  if (!Number.isSafeInteger(seal.sequence) || seal.sequence < 1)
    return [['seal', `Its place in the chain, ${JSON.stringify(seal.sequence)}, is no number of a place.`]];
  if (seal.previous === null && seal.sequence !== 1)
    return [['sequence', `It is number ${seal.sequence} of its chain but names no predecessor.`]];
  return seal.previous !== null && seal.sequence === 1
    ? [['sequence', 'It is the first of its chain but names a predecessor.']]
    : [];
};

/** `2026-11-20T20:16:01.000Z`, of a day that there is. */
const isTime = (text: string): boolean => {
  const parsed = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) ? text : Number.NaN);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, 19));
};

const timeProblems = ({ startedAt, finishedAt }: EvidenceRecord['run']): readonly Problem[] => {
  if (!isTime(startedAt) || !isTime(finishedAt))
    return [['times', `It ran from ${startedAt} to ${finishedAt}, which are no times.`]];
  return startedAt > finishedAt ? [['times', `It ended at ${finishedAt}, before it began at ${startedAt}.`]] : [];
};

/** Whoever seals anew may not make a certification last longer than certify lets it. */
const validityProblems = ({ run, validUntil }: EvidenceRecord): readonly Problem[] => {
  if (validUntil === undefined || !isTime(run.finishedAt)) return [];
  if (!isTime(validUntil) || validUntil < run.finishedAt)
    return [['valid-until', `It holds until ${validUntil}, which is no time after its end.`]];
  const latest = endOfValidity(run.finishedAt, CERTIFICATION_DAYS);
  return validUntil <= latest
    ? []
    : [['valid-until', `It holds until ${validUntil}, longer than the ${CERTIFICATION_DAYS} days that certify allows.`]];
};

const signatureOf = (record: EvidenceRecord, trust: Trust, add: (code: string, reason: string) => void): SignatureState => {
  const signature = record.seal.signature ?? null;
  const state = checkSignature(record.seal.digest, signature, trust.keys);
  const problem = signatureProblem(state, signature, trust, 'record');
  if (problem !== null) add(...problem);
  return state;
};

/** Also of a head, which carries the signature of its record. */
export const signatureProblem = (
  state: SignatureState,
  signature: EvidenceRecord['seal']['signature'],
  trust: Trust,
  of: 'record' | 'head',
): Problem | null => {
  const by = typeof signature?.keyId === 'string' ? signature.keyId : 'nobody';
  if (state === 'wrong') return ['signature', `The signature by ${by} is not over this ${of}, or was damaged.`];
  if (trust.keys.size === 0) return null;
  if (state === 'unsigned') return ['unsigned', `The ${of} is not signed, but a trusted signature is demanded.`];
  return state === 'unknown-key' ? ['unknown-key', `The ${of} is signed by ${by}, which is not trusted.`] : null;
};
