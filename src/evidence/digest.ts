// The digest of a record: SHA-256 over its RFC 8785 form, without the seal's own digest and signature.
import canonicalize from 'canonicalize';
import type { JsonValue } from '../core/json.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { digestOf } from '../text/digest.ts';

/** RFC 8785. Takes plain JSON; throws for lone surrogates and numbers that JSON cannot hold. */
const canonical = (value: JsonValue): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('A value that is no JSON cannot be canonicalised.');
  return text;
};

type Sealed = Omit<EvidenceRecord, 'seal'> & { readonly seal: Partial<EvidenceRecord['seal']> };

/** `record` as parsed from its file, or about to be written; members that are undefined do not exist. */
export const recordDigest = (record: Sealed): string => {
  const { digest: _digest, signature: _signature, ...seal } = record.seal;
  return digestOf(canonical(plain({ ...record, seal })));
};

/** What JSON keeps of a value: canonical and written form must agree on what is left out. */
const plain = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

/** Whether the content still has the digest it was sealed with. */
export const isWhole = (record: EvidenceRecord): boolean => {
  try {
    return recordDigest(record) === record.seal.digest;
  } catch {
    // What cannot be canonicalised was never sealed by certify.
    return false;
  }
};
