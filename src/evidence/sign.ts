// Ed25519 signatures over a record's digest, framed as DSSE does, so that a signature can be used for nothing else.
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { UsageError } from '../core/errors.ts';
import type { EvidenceRecord } from '../core/record.ts';

export type Signature = NonNullable<EvidenceRecord['seal']['signature']>;

export interface Signer {
  readonly keyId: string;
  /** Public half, PEM (SPKI). */
  readonly publicKey: string;
  sign(digest: string): Signature;
}

const PAYLOAD_TYPE = 'application/vnd.certify.evidence-digest';

/** Pre-authentication encoding of DSSE v1. */
const framed = (digest: string): Buffer =>
  Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${Buffer.byteLength(digest)} ${digest}`, 'utf8');

/** `sha256:…` of the public key's SPKI form. */
export const keyIdOf = (key: KeyObject): string =>
  `sha256:${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')}`;

const ADVICE =
  'Make one with `openssl genpkey -algorithm ed25519 -out evidence.key` and `openssl pkey -in evidence.key -pubout -out evidence.pub`.';

const read = (make: () => KeyObject, what: string): KeyObject => {
  let key: KeyObject;
  try {
    key = make();
  } catch {
    // The cause is dropped on purpose: it may quote the key.
    throw new UsageError({ code: 'key-unreadable', message: `The ${what} is no readable PEM key.`, fix: ADVICE });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError({
    code: 'key-type',
    message: `The ${what} is of type ${key.asymmetricKeyType ?? 'unknown'}; evidence is signed with Ed25519.`,
    fix: ADVICE,
  });
};

/** From a PEM private key (PKCS#8). `world` makes it, because the key is a secret; nothing of it is kept but the key object. */
export const createSigner = (privateKeyPem: string): Signer => {
  const privateKey = read(() => createPrivateKey(privateKeyPem), 'signing key');
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (digest) => ({ algorithm: 'Ed25519', keyId, value: sign(null, framed(digest), privateKey).toString('base64') }),
  };
};

/** Trusted public keys by id, from the texts of PEM files. */
export const trustedKeys = (pems: readonly string[]): ReadonlyMap<string, KeyObject> =>
  new Map(
    pems.map((pem) => {
      const key = read(() => createPublicKey(pem), 'trusted key');
      return [keyIdOf(key), key];
    }),
  );

export type SignatureState = 'unsigned' | 'proven' | 'unknown-key' | 'wrong';

/** `proven` only when a trusted key made it over exactly this digest. */
export const checkSignature = (
  digest: string,
  signature: Signature | null,
  trusted: ReadonlyMap<string, KeyObject>,
): SignatureState => {
  if (signature === null) return 'unsigned';
  const key = trusted.get(signature.keyId);
  if (key === undefined) return 'unknown-key';
  if (typeof signature.value !== 'string') return 'wrong';
  return signature.algorithm === 'Ed25519' && verify(null, framed(digest), key, Buffer.from(signature.value, 'base64'))
    ? 'proven'
    : 'wrong';
};
