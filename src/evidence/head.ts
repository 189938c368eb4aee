// The head of a chain: which record is its newest, so that cutting off the end is noticed and fleets need not read it all.
import type { Files } from '../core/ports/files.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { chainName, chainOf, type ChainKey } from './seal.ts';
import type { Signature } from './sign.ts';
import { parsedJson } from '../text/unknown-json.ts';

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

/** Null when there is none or it cannot be read: a head is an aid, the records are the evidence. */
export const readHead = async (files: Files, path: string): Promise<Head | null> => {
  const text = await files.readText(path);
  if (text === null) return null;
  const value = parsedJson(text) as Partial<Head> | null | undefined;
  const whole = value?.schema === 'certify.head/1' && typeof value.id === 'string' && typeof value.digest === 'string';
  return whole && typeof value.sequence === 'number' && /^[\w.-]+$/.test(value.id ?? '') ? (value as Head) : null;
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
