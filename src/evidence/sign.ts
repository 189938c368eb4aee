// Ed25519 signatures over a record's digest, framed as DSSE does, so that a signature can be used for nothing else.
import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { UsageError } from '../core/errors.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { digestOf, isDigest } from '../text/digest.ts';
import { isObject } from '../text/unknown-json.ts';

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
const keyIdOf = (key: KeyObject): string => digestOf(key.export({ type: 'spki', format: 'der' }));

/** From an Ed25519 private key; `world` makes the key object, because its text is a secret. */
export const createSigner = (privateKey: KeyObject): Signer => {
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (digest) => ({ algorithm: 'Ed25519', keyId, value: sign(null, framed(digest), privateKey).toString('base64') }),
  };
};

/** A public key from PEM (SPKI). UsageError when it is none, or of another type. `name` is what the user called it. */
const publicKeyOf = (pem: string, name: string): KeyObject => {
  const fix = 'Name the public half as `openssl pkey -in evidence.key -pubout` writes it.';
  // A private key would be taken as well: whoever verifies has no business with one.
  if (pem.includes('PRIVATE KEY')) throw new UsageError({ code: 'key-private', message: `${name} is a private key.`, fix });
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw new UsageError({ code: 'key-unreadable', message: `${name} is no readable public key.`, fix, cause });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new UsageError({
    code: 'key-type',
    message: `${name} is a key of type ${key.asymmetricKeyType ?? 'unknown'}; evidence is signed with Ed25519.`,
    fix,
  });
};

/** Trusted public keys by their id; `name` is the file, for messages. */
export const trustedKeys = (given: readonly { readonly name: string; readonly pem: string }[]): ReadonlyMap<string, KeyObject> =>
  new Map(
    given.map(({ name, pem }) => {
      const key = publicKeyOf(pem, name);
      return [keyIdOf(key), key];
    }),
  );

/** What `Signer.sign` makes, and nothing beside it: the digest does not cover the signature. */
const isSignature = (value: unknown): value is Signature =>
  isObject(value) &&
  Object.keys(value).toSorted().join() === 'algorithm,keyId,value' &&
  value['algorithm'] === 'Ed25519' &&
  isDigest(value['keyId']) &&
  typeof value['value'] === 'string' &&
  Buffer.from(value['value'], 'base64').length === 64 &&
  Buffer.from(value['value'], 'base64').toString('base64') === value['value'];

export type SignatureState = 'unsigned' | 'proven' | 'unknown-key' | 'wrong';

/** `proven` only when a trusted key made it over exactly this digest; `wrong`, without any key, what no certify could have written. */
export const checkSignature = (digest: string, signature: unknown, trusted: ReadonlyMap<string, KeyObject>): SignatureState => {
  if (signature === null) return 'unsigned';
  if (!isSignature(signature)) return 'wrong';
  const key = trusted.get(signature.keyId);
  if (key === undefined) return 'unknown-key';
  return verify(null, framed(digest), key, Buffer.from(signature.value, 'base64')) ? 'proven' : 'wrong';
};
