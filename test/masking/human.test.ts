// Text typed by people: refused when it has the shape of a credential.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { refuseSecrets, screenHumanText } from '../../src/masking/human.ts';

describe('human text', () => {
  it.each([
    ['the key is AKIAIOSFODNN7EXAMPLE', 'AWS access key id'],
    ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'secret key of 40 or 44 characters'],
    ['BM+Sxd3n0fTk9zYwQ1rVhPa7LmCe5uJgXo8iKb2Ns4Wd', 'secret key of 40 or 44 characters'],
    ['-----BEGIN CERTIFICATE-----\nMIID', 'private key (PEM)'],
    ['see https://x.test/hook?token=abcdef', 'named token or password'],
    ['"password": "hunter22"', 'named token or password'],
    ['https://me:pass@x.test', 'user and password inside a URL'],
  ])('is refused: %s', (text, shape) => {
    expect(screenHumanText(text)).toBe(shape);
    expect(() => refuseSecrets(text, 'The answer')).toThrow(UsageError);
  });

  it('does not repeat what it refuses', () => {
    try {
      refuseSecrets('token=Sup3rS3cret', 'The answer');
      expect.unreachable();
    } catch (error) {
      expect(String(error) + (error as UsageError).fix).not.toContain('Sup3rS3cret');
    }
  });

  it.each([
    'Approved in GYM-1042 by J. Doe; key ends MPLE (AKIA…MPLE).',
    'Stored as env:CERTIFY_SES_SECRET; password=env:CERTIFY_SMTP_PASSWORD',
    'https://support.example/tickets/42?tab=history#note-3',
    'arn:aws:sns:ap-south-1:111122223333:squareos-email',
    'The token was rotated on 2026-11-20; token=[masked]',
  ])('is kept: %s', (text) => expect(screenHumanText(text)).toBeNull());
});
