import { describe, expect, test } from 'vitest';
import { smtpCertificateKey } from '../../../src/checks/smtp/smtp-certificate-key.ts';
import { observed, withCertificate } from './builders.ts';

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
    const seen = observed(withCertificate({ keyType, keyBits }));
    expect(smtpCertificateKey.evaluate({ 'smtp.session': seen }).status).toBe(status);
  });
});
