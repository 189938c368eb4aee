// Public keys that are the same in every run and that nobody can sign with: their numbers come from a digest, and no key material stands in the
// repository.
import { createPublicKey, generateKeyPairSync, hash } from 'node:crypto';

/** Octets of a name, as many as are asked for. */
const octets = (name: string, count: number): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(count / 32) }, (_, at) => hash('sha256', `${name} ${at}`, 'buffer'))).subarray(
    0,
    count,
  );

const rsa = (bits: number): string => {
  const modulus = octets(`rsa ${bits}`, bits / 8);
  // As long as it says, and odd.
  modulus.writeUInt8(modulus.readUInt8(0) | 0x80, 0);
  modulus.writeUInt8(modulus.readUInt8(modulus.length - 1) | 1, modulus.length - 1);
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' } });
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
};

export const RSA_512 = rsa(512);
export const RSA_1024 = rsa(1024);
export const RSA_2048 = rsa(2048);
/** Made anew in each process. */
export const PRIVATE = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs1', format: 'der' })
  .toString('base64');
export const ED25519 = octets('ed25519', 32).toString('base64');

export const KEY = `v=DKIM1; k=rsa; p=${RSA_2048}`;
