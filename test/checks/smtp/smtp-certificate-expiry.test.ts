import { describe, expect, test } from 'vitest';
import { smtpCertificateExpiry } from '../../../src/checks/smtp/smtp-certificate-expiry.ts';
import { toldBy } from '../told-by.ts';
import { certificate, clock, observed, withCertificate, withOnPath } from './builders.ts';

const judgeSession = (one: ReturnType<typeof withCertificate>) =>
  toldBy(smtpCertificateExpiry, smtpCertificateExpiry.evaluate({ 'smtp.session': observed(one), 'run.clock': clock }));

const judge = (validFrom: string, validTo: string, at = 0) =>
  judgeSession(withOnPath(at, { validFrom, validTo }, Date.parse(validTo) > Date.parse(clock.value.now)));

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

  test.each([
    ['2026-11-20T10:40:00Z', 'less than an hour'],
    ['2026-11-20T11:00:00Z', '1 hour,'],
    ['2026-11-21T12:30:00Z', '26 hours'],
    ['2026-11-23T10:00:00Z', '3 days'],
  ])('tells what is left until %s as %s', (to, left) => {
    expect(judge('2026-09-01T00:00:00Z', to).fix).toContain(`expires in ${left}`);
  });

  test.each([
    [1, 'the intermediate certificate R11'],
    [2, 'the root certificate Root X1'],
  ])('names the certificate at %i that has expired or soon will', (at, which) => {
    const expired = judge('2020-01-01T00:00:00Z', '2026-11-19T00:00:00Z', at);
    expect(expired).toMatchObject({ status: 'fail', reason: 'expired', observed: { at } });
    expect(expired.fix).toContain(`${which} expired on 2026-11-19`);
    const soon = judge('2020-01-01T00:00:00Z', '2026-11-25T00:00:00Z', at);
    expect(soon).toMatchObject({ status: 'warn', reason: 'expires-soon', observed: { at } });
    expect(soon.fix).toContain(which);
  });

  test('does not mind an old certificate above the leaf when TLS found another way', () => {
    expect(judgeSession(withOnPath(1, { validTo: '2024-09-30T00:00:00Z' }, true)).status).toBe('pass');
  });

  test('follows the trust of a chain that nobody vouches for', () => {
    const [leaf] = certificate.path;
    const path = [{ ...leaf!, selfSigned: true, validTo: '2026-11-01T00:00:00Z' }];
    const judgement = smtpCertificateExpiry.evaluate({
      'smtp.session': observed(withCertificate({ chainTrusted: false, rootTrusted: false, path })),
      'run.clock': clock,
    });
    expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge', follows: ['smtp-certificate'] });
  });
});
