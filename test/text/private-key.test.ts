import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { maskText, NO_MASK_CONTEXT } from '../../src/masking/mask.ts';
import { holdsPrivateKey, PRIVATE_KEY, withoutPrivateKeys } from '../../src/text/private-key.ts';
import { recordOf } from '../../src/world/dns/presentation.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const edwards = generateKeyPairSync('ed25519');

const der = (key: (typeof rsa)['privateKey'], type: 'pkcs1' | 'pkcs8' | 'sec1'): string =>
  key.export({ type, format: 'der' }).toString('base64');

const SECRETS: readonly (readonly [string, string])[] = [
  ['PKCS #8', der(rsa.privateKey, 'pkcs8')],
  ['PKCS #1', der(rsa.privateKey, 'pkcs1')],
  ['SEC 1', der(ec.privateKey, 'sec1')],
  ['PKCS #8 of Ed25519', der(edwards.privateKey, 'pkcs8')],
  ['PKCS #8 cut off at 255 characters', der(rsa.privateKey, 'pkcs8').slice(0, 240)],
  ['PKCS #1 with blanks', der(rsa.privateKey, 'pkcs1').replaceAll(/(.{60})/g, '$1 ')],
  ['PEM', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()],
  ['PEM without line breaks', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().replaceAll('\n', '')],
  ['PEM in lower case', '-----begin private key-----abcdefgh'],
];

describe('a private key', () => {
  it.each(SECRETS)('as %s is taken out, and still known to have been there', (_, secret) => {
    const text = withoutPrivateKeys(`v=DKIM1; k=rsa; p=${secret}`);
    expect(text).toBe(`v=DKIM1; k=rsa; p=${PRIVATE_KEY}`);
    expect(holdsPrivateKey(text)).toBe(true);
  });

  it.each(SECRETS)('as %s is masked in any text', (_, secret) => {
    expect(maskText(`The record says p=${secret}`, NO_MASK_CONTEXT)).not.toContain(secret.slice(-30));
  });

  it.each(SECRETS)('as %s leaves the wire in no form of a TXT record', (_, secret) => {
    const strings = [`v=DKIM1; p=${secret}`.slice(0, 100), `v=DKIM1; p=${secret}`.slice(100)];
    const record = recordOf({
      name: 's1._domainkey.example.com',
      type: 'TXT',
      ttl: 60,
      data: strings.map((part) => Buffer.from(part)),
    });
    expect(record?.data).toBe(`v=DKIM1; p=${PRIVATE_KEY}`);
    expect(record?.strings).toEqual([`v=DKIM1; p=${PRIVATE_KEY}`]);
  });

  it.each([
    ['an RSA key', rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    ['an RSA key as PKCS #1', rsa.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')],
    ['an elliptic key', ec.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    ['a token', 'MS=ms12345678 google-site-verification=Mabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH'],
  ])('is not seen in %s that is public', (_, text) => expect(withoutPrivateKeys(text)).toBe(text));
});
