import { describe, expect, test } from 'vitest';
import { smtpCertificateKey } from '../../../src/checks/smtp/smtp-certificate-key.ts';
import { toldBy } from '../told-by.ts';
import { clock, observed, withOnPath } from './builders.ts';

const judge = (...given: Parameters<typeof withOnPath>) =>
  toldBy(smtpCertificateKey, smtpCertificateKey.evaluate({ 'smtp.session': observed(withOnPath(...given)), 'run.clock': clock }));

describe('smtp-certificate-key', () => {
  test.each([
    ['rsa', 2048, 'pass'],
    ['rsa', 1024, 'fail'],
    ['ec', 256, 'pass'],
    ['ec', 192, 'fail'],
    ['dsa', 3072, 'fail'],
    ['ed25519', null, 'pass'],
    [null, null, 'pass'],
  ])('%s with %s bits: %s', (keyType, keyBits, status) => {
    expect(judge(0, { keyType, keyBits }, true).status).toBe(status);
  });

  test.each([
    [1, { keyBits: 1024 }, 'weak-key', 'the intermediate certificate R11 holds a key of 1024 bits (RSA)'],
    [2, { keyBits: 1024 }, 'weak-key', 'the root certificate Root X1'],
    [0, { signatureDigest: 'sha1' }, 'weak-signature', 'is signed with SHA-1'],
    [1, { signatureDigest: 'md5' }, 'weak-signature', 'the intermediate certificate R11 is signed with MD5'],
  ])('names the certificate at %i with %j, verified or not', (at, more, reason, words) => {
    for (const verified of [true, false]) {
      const finding = judge(at, more, verified);
      expect(finding).toMatchObject({ status: 'fail', reason, observed: { at } });
      expect(finding.fix).toContain(words);
    }
  });

  test('takes the signature of a root on itself as it is', () => {
    expect(judge(2, { signatureDigest: 'sha1' }, true).status).toBe('pass');
  });
});
