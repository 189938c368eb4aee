// The key inside `p=`: base64 of a SubjectPublicKeyInfo (or a bare RSAPublicKey), raw 32 octets for ed25519 (RFC 8463 §4).
import { createPublicKey } from 'node:crypto';

export type MaterialProblem =
  /** Cut off, usually at 255 characters. */
  | 'truncated'
  | 'not-base64'
  | 'unreadable-key'
  /** RSA under 1024 bits: must not be accepted (RFC 8301 §3.2). */
  | 'weak-key'
  /** RSA under 2048 bits: verifies, not recommended. */
  | 'short-key'
  /** RSA over 4096 bits: verifiers need not read it (RFC 8301 §3.2). */
  | 'long-key';

export interface KeyMaterial {
  readonly bits: number | null;
  readonly problems: readonly MaterialProblem[];
}

const MINIMUM_RSA = 1024;
const RECOMMENDED_RSA = 2048;
const MAXIMUM_RSA = 4096;
/** One character-string of a TXT record. */
const ONE_STRING = 255;

/** Octets that the outermost DER value says it has; null when the header cannot be read. */
const derLength = (der: Buffer): number | null => {
  const first = der[1];
  if (der[0] !== 0x30 || first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  return count < 1 || count > 4 || der.length < 2 + count ? null : 2 + count + der.readUIntBE(2, count);
};

const rsaBits = (der: Buffer): number | null => {
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const key = createPublicKey({ key: der, format: 'der', type });
      if (key.asymmetricKeyType === 'rsa') return key.asymmetricKeyDetails?.modulusLength ?? null;
    } catch {
      // Not this form; the other one is tried, then the record is unreadable.
    }
  }
  return null;
};

const rsaMaterial = (der: Buffer, textLength: number): KeyMaterial => {
  const bits = rsaBits(der);
  if (bits !== null) {
    if (bits < MINIMUM_RSA) return { bits, problems: ['weak-key'] };
    if (bits > MAXIMUM_RSA) return { bits, problems: ['long-key'] };
    return { bits, problems: bits < RECOMMENDED_RSA ? ['short-key'] : [] };
  }
  const declared = derLength(der);
  const cut = textLength === ONE_STRING || (declared !== null && declared > der.length);
  return { bits: null, problems: [cut ? 'truncated' : 'unreadable-key'] };
};

/** `value` is `p=` without white space; `textLength` the length of the whole record. */
export const readKeyMaterial = (value: string, keyType: 'rsa' | 'ed25519', textLength: number): KeyMaterial => {
  const unpadded = value.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/]+$/.test(unpadded)) return { bits: null, problems: ['not-base64'] };
  const octets = Buffer.from(value, 'base64');
  if (keyType === 'ed25519') {
    return octets.length === 32 ? { bits: 256, problems: [] } : { bits: null, problems: ['unreadable-key'] };
  }
  return rsaMaterial(octets, textLength);
};
