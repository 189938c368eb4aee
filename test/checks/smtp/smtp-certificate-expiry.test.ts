import { describe, expect, test } from 'vitest';
import { smtpCertificateExpiry } from '../../../src/checks/smtp/smtp-certificate-expiry.ts';
import { observed, withCertificate } from './builders.ts';

const judge = (validFrom: string, validTo: string) =>
  smtpCertificateExpiry.evaluate({
    'smtp.session': observed(withCertificate({ validFrom, validTo })),
    'run.clock': observed({ now: '2026-11-20T10:00:00.000Z' }),
  });

describe('smtp-certificate-expiry', () => {
  test.each([
    ['2026-10-01T00:00:00Z', '2026-12-30T00:00:00Z', 'pass', 'ok'],
    ['2025-12-01T00:00:00Z', '2026-12-01T00:00:00Z', 'warn', 'expires-soon'],
    ['2026-01-01T00:00:00Z', '2026-11-20T09:59:59Z', 'fail', 'expired'],
    ['2026-11-21T00:00:00Z', '2027-11-20T00:00:00Z', 'fail', 'not-yet-valid'],
  ])('from %s to %s is %s: %s', (from, to, status, reason) => {
    expect(judge(from, to)).toMatchObject({ status, reason });
  });

  test('asks less notice of a certificate that lives for six days', () => {
    expect(judge('2026-11-18T00:00:00Z', '2026-11-24T00:00:00Z').status).toBe('pass');
    expect(judge('2026-11-15T00:00:00Z', '2026-11-21T12:00:00Z').status).toBe('warn');
  });
});
