// --sign-key: a reference to a key, refused before anything runs when it is none.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { signerOf } from '../../src/app/signer.ts';
import { checkSignature, trustedKeys } from '../../src/evidence/sign.ts';

const sign = (signKey: string | null) => signerOf(signKey, process.env);

it('signs nothing when it is not given', async () => expect(await sign(null)).toBeUndefined());

it('reads the key that a file holds', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'certify-key-'));
  const path = join(dir, 'evidence.key');
  await writeFile(path, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const signer = await sign(`file:${path}`);
  const trusted = trustedKeys([{ name: 'evidence.pub', pem: signer?.publicKey ?? '' }]);
  expect(checkSignature('sha256:1', signer?.sign('sha256:1') ?? null, trusted)).toBe('proven');
  await rm(dir, { recursive: true });
});

it('is refused when it is the key itself, without saying it again', async () => {
  const text = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const refused = await sign(text).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'sign-key-literal' });
  expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toContain(text.split('\n')[1]);
});

it.each([
  ['env:CERTIFY_THERE_IS_NO_SUCH_KEY', {}, /variable CERTIFY_THERE_IS_NO_SUCH_KEY, .* is not set/, /^Set it/],
  ['env:CERTIFY_EMPTY', { CERTIFY_EMPTY: '' }, /variable CERTIFY_EMPTY, .* is empty/, /^Set it/],
  ['file:/nonexistent/evidence.key', {}, /file \/nonexistent\/evidence\.key, .* does not exist/, /^Make one/],
])('is refused when nothing is there (%s)', async (reference, env, message, fix) => {
  await expect(signerOf(reference, env)).rejects.toMatchObject({
    code: 'sign-key-missing',
    message: expect.stringMatching(message),
    fix: expect.stringMatching(fix),
  });
});
