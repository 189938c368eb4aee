// The head of a chain: which record is its newest, so that cutting off the end is noticed and fleets need not read it all.
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { isDigest } from '../text/digest.ts';
import { isObject, parsedJson, textOr, withoutMark } from '../text/unknown-json.ts';
import { chainName, chainOf, type ChainKey } from './seal.ts';
import type { Signature } from './sign.ts';
import { textProblem } from './text-problem.ts';
import { whyUnread } from './why-unread.ts';

/** Its signature is the record's own: both cover digest, place and predecessor. */
export interface Head {
  readonly schema: 'certify.head/1';
  readonly tenant: string;
  readonly provider: string | null;
  readonly mode: string;
  readonly id: string;
  readonly sequence: number;
  readonly digest: string;
  readonly signature: Signature | null;
}

export const HEADS = '.heads';

export const headPath = (directory: string, key: ChainKey): string => `${directory}/${HEADS}/${chainName(key)}.json`;

/** The chain that a head is of, by its content. */
export const chainOfHead = ({ tenant, provider, mode }: Head): string =>
  chainName({
    tenant,
    provider: provider as EvidenceRecord['provider'],
    mode: mode as EvidenceRecord['run']['mode'],
  });

const isHead = (value: unknown): value is Head =>
  isObject(value) &&
  value['schema'] === 'certify.head/1' &&
  typeof value['tenant'] === 'string' &&
  ['string', 'object'].includes(typeof value['provider']) &&
  typeof value['mode'] === 'string' &&
  // It becomes a part of a path.
  /^[\w.-]+$/.test(textOr(value['id']) ?? '') &&
  Number.isSafeInteger(value['sequence']) &&
  isDigest(value['digest']);

export type ReadHead =
  | { readonly state: 'read'; readonly head: Head }
  | { readonly state: 'absent' }
  /** `why`: one clause. */
  | { readonly state: 'unreadable'; readonly why: string };

/** What stands there; no head, and a head that cannot be read, are two things. */
export const lookAtHead = async (files: Files, path: string): Promise<ReadHead> => {
  let text: string | null;
  try {
    text = await files.readText(path);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { state: 'unreadable', why: whyUnread(error, path).replace(/^cannot be read: /, '') };
  }
  if (text === null) return { state: 'absent' };
  const value = parsedJson(withoutMark(text));
  if (value === undefined) return { state: 'unreadable', why: 'it is no JSON: it was cut, or is something else' };
  if (!isHead(value)) return { state: 'unreadable', why: 'it does not say what a head says' };
  return textProblem(text, (read) => JSON.stringify(read)) === null
    ? { state: 'read', head: value }
    : { state: 'unreadable', why: 'another program wrote it, or it holds a key twice' };
};

/** Null when there is none or it cannot be read: a head is an aid, the records are the evidence. */
export const readHead = async (files: Files, path: string): Promise<Head | null> => {
  const found = await lookAtHead(files, path);
  return found.state === 'read' ? found.head : null;
};

export const writeHead = async (files: Files, directory: string, record: EvidenceRecord): Promise<void> => {
  const key = chainOf(record);
  const head: Head = {
    schema: 'certify.head/1',
    ...key,
    id: record.evidence?.id ?? '',
    sequence: record.seal.sequence,
    digest: record.seal.digest,
    signature: record.seal.signature,
  };
  await files.writeAtomic(headPath(directory, key), `${JSON.stringify(head, null, 2)}\n`);
};
