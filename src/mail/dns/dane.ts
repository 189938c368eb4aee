// TLSA records of a mail host against the certificates it showed (RFC 6698, for SMTP RFC 7672 §3).
import { createHash } from 'node:crypto';

interface Digests {
  readonly sha256: string;
  /** null: left out by records from before it was kept. */
  readonly sha512: string | null;
}

/** One certificate of the chain: digests of it and of its public key, hex. */
export interface ChainDigest {
  readonly certificate: Digests;
  readonly key: Digests;
}

export interface Tlsa {
  readonly usage: number;
  readonly selector: number;
  readonly matching: number;
  /** Hex, lower case. */
  readonly data: string;
}

/** `3 1 1 hex`; null when it is none. */
export const parseTlsa = (text: string): Tlsa | null => {
  const [, usage = '', selector = '', matching = '', data = ''] = /^(\d{1,3}) (\d{1,3}) (\d{1,3}) ([0-9a-f]*)$/i.exec(text) ?? [];
  if (data === '') return null;
  return { usage: Number(usage), selector: Number(selector), matching: Number(matching), data: data.toLowerCase() };
};

/** Hex digits of a digest, by matching type: 0 is the certificate or key itself, of any length. */
const LENGTHS: { readonly [matching: number]: number } = { 1: 64, 2: 128 };

/** Why a record means nothing to a sending server; null where it means something (RFC 7672 §3.1.3, RFC 6698 §2.1). */
export const whyUnusable = ({ usage, selector, matching, data }: Tlsa): string | null => {
  if (usage === 0 || usage === 1) return `its usage is ${usage}, which means nothing for mail`;
  if (usage > 3) return `its usage ${usage} does not exist`;
  if (selector > 1) return `its selector ${selector} does not exist`;
  if (matching > 2) return `its matching type ${matching} does not exist`;
  const length = LENGTHS[matching];
  return length === undefined || data.length === length
    ? null
    : `its digest has ${data.length} hexadecimal digits instead of ${length}`;
};

/** Of the whole certificate or key in the record, the digest by which it is compared. */
const digestOf = (data: string): string => createHash('sha256').update(Buffer.from(data, 'hex')).digest('hex');

/**
 * Whether the chain (leaf first) holds the certificate; null where that cannot be told. The authority that usage 2 names whole need not
 * be sent by the server (RFC 7671 §5.2.2), so that it is not among them says nothing.
 */
export const matchesChain = ({ usage, selector, matching, data }: Tlsa, chain: readonly ChainDigest[]): boolean | null => {
  if (chain.length === 0) return null;
  const wanted = matching === 0 ? digestOf(data) : data;
  const candidates = (usage === 3 ? chain.slice(0, 1) : chain.slice(1)).map((one) =>
    selector === 0 ? one.certificate : one.key,
  );
  const found = candidates.some(({ sha256, sha512 }) => (matching === 2 ? sha512 : sha256) === wanted);
  if (found) return true;
  if (matching === 2 && candidates.some(({ sha512 }) => sha512 === null)) return null;
  return usage === 2 && matching === 0 ? null : false;
};
