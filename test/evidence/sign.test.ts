// Keys: only Ed25519, read from a reference, and never quoted.
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import { checkSignature, createSigner, trustedKeys } from '../../src/evidence/sign.ts';
import { signingKeyOf } from '../../src/world/files/sign-key.ts';

const pair = generateKeyPairSync('ed25519');
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const DIGEST = `sha256:${'1'.repeat(64)}`;

describe('a signature', () => {
  const signer = createSigner(signingKeyOf(new Secret('file:evidence.key', pem)));
  const trusted = trustedKeys([{ name: 'evidence.pub', pem: signer.publicKey }]);

  it('is proven by its own key over its own digest alone', () => {
    const signature = signer.sign(DIGEST);
    expect(checkSignature(DIGEST, signature, trusted)).toBe('proven');
    expect(checkSignature(DIGEST.replace('1', '2'), signature, trusted)).toBe('wrong');
    expect(checkSignature(DIGEST, { ...signature, value: 'AAAA' }, trusted)).toBe('wrong');
    expect(checkSignature(DIGEST, { ...signature, value: 7 as unknown as string }, trusted)).toBe('wrong');
    expect(checkSignature(DIGEST, signature, new Map())).toBe('unknown-key');
    expect(checkSignature(DIGEST, null, trusted)).toBe('unsigned');
  });
});

describe('a key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
  it.each([
    ['no key', 'hello c4n4ry', 'key-unreadable'],
    ['of another type', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'key-type'],
  ])('to sign with that is %s is refused without being quoted', (_what, text, code) => {
    try {
      signingKeyOf(new Secret('env:CERTIFY_KEY', text));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code });
      expect(inspect(error, { depth: 9 })).not.toContain(text.slice(0, 12));
      expect((error as UsageError).message).toContain('env:CERTIFY_KEY');
    }
  });

  it.each([
    [pem, 'key-private'],
    ['x', 'key-unreadable'],
    [rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'key-type'],
  ])('to trust must be a public Ed25519 key', (text, code) => {
    expect(() => trustedKeys([{ name: 'k.pub', pem: text }])).toThrow(expect.objectContaining({ code }) as Error);
  });
});
