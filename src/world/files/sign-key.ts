// Reveals the signing key once, and keeps it as an opaque key object that cannot be printed.
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { UsageError } from '../../core/errors.ts';
import type { Secret } from '../../core/secret.ts';

const FIX =
  'Make one with `openssl genpkey -algorithm ed25519 -out evidence.key`, and name it as file:evidence.key or env:CERTIFY_….';

/** An Ed25519 private key (PEM, PKCS#8). UsageError names the reference, never the text; the cause is dropped, since it may quote it. */
export const signingKeyOf = (secret: Secret): KeyObject => {
  let key: KeyObject;
  try {
    key = createPrivateKey(secret.reveal());
  } catch {
    throw new UsageError({
      code: 'key-unreadable',
      message: `The signing key ${secret.name} is no readable private key.`,
      fix: FIX,
    });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  const type = key.asymmetricKeyType ?? 'unknown';
  throw new UsageError({
    code: 'key-type',
    message: `The signing key ${secret.name} is of type ${type}; evidence is signed with Ed25519.`,
    fix: FIX,
  });
};
