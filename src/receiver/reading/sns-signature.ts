// RSASSA-PKCS1-v1_5 over the canonical string: SHA-1 for SignatureVersion 1, SHA-256 for 2, nothing else.
import { verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SnsEnvelope } from './sns-envelope.ts';
import { stringToSign } from './sns-string-to-sign.ts';
import { together } from '../together.ts';

const HASH: { readonly [version: string]: string } = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' };

/** Canonical base64 only, so that exactly one text stands for a signature. */
const decode = (text: string): Buffer | null => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
};

export const isSupportedVersion = (version: string | null): version is '1' | '2' => version === '1' || version === '2';

/**
 * True only for a signature of this key over this envelope, under the algorithm that the envelope names. Checked by the threads of libuv's
 * pool, so that the one that runs JavaScript reads the next callback meanwhile.
 */
export const verifySignature = (envelope: SnsEnvelope, key: KeyObject): Promise<boolean> => {
  const { signature, signatureVersion } = envelope;
  if (signature === null || !isSupportedVersion(signatureVersion)) return Promise.resolve(false);
  const bytes = decode(signature);
  const hash = HASH[signatureVersion];
  if (bytes === null || hash === undefined) return Promise.resolve(false);
  const text = Buffer.from(stringToSign(envelope), 'utf8');
  return together((done) => verify(hash, text, key, bytes, done));
};
