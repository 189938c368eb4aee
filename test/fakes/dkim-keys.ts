// Keys made once per process, so that no key material stands in the repository.
import { generateKeyPairSync } from 'node:crypto';

const rsa = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

export const RSA_512 = rsa(512);
export const RSA_1024 = rsa(1024);
export const RSA_2048 = rsa(2048);
export const PRIVATE = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .privateKey.export({ type: 'pkcs1', format: 'der' })
  .toString('base64');
export const ED25519 = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'der' })
  .subarray(12)
  .toString('base64');

export const KEY = `v=DKIM1; k=rsa; p=${RSA_2048}`;
