import { describe, expect, test } from 'vitest';
import { smtpCertificate } from '../../../src/checks/smtp/smtp-certificate.ts';
import { endedAt, observed, session, withCertificate } from './builders.ts';

const judge = (one = session()) => smtpCertificate.evaluate({ 'smtp.session': observed(one) });
const untrusted = { chainTrusted: false, rootTrusted: false };

describe('smtp-certificate', () => {
  test('passes on a trusted chain', () => {
    expect(judge()).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  test.each([
    [{ chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned: true }, 'self-signed'],
    [{ chainError: 'CERT_HAS_EXPIRED', selfSigned: true }, 'self-signed'],
    [{ chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', chain: ['CN=a'] }, 'intermediate-missing'],
    [{ chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', chain: ['CN=a'], namesIssuer: false }, 'unknown-authority'],
    [{ chainError: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'unknown-authority'],
    [{ chainError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 'unknown-authority'],
    [{ chainError: 'CERT_REVOKED' }, 'revoked'],
    [{ chainError: 'INVALID_PURPOSE' }, 'not-trusted'],
  ])('fails on %j as %s', (more, reason) => {
    const judgement = judge(withCertificate({ ...untrusted, ...more }));
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.fix).toContain('smtp.relay.example');
  });

  test('leaves an expired certificate that is vouched for to the expiry check', () => {
    expect(judge(withCertificate({ chainTrusted: false, chainError: 'CERT_HAS_EXPIRED', rootTrusted: true })).status).toBe(
      'pass',
    );
  });

  test('cannot judge without a TLS session', () => {
    expect(judge(endedAt('connect', { error: 'ECONNREFUSED' })).status).toBe('inconclusive');
  });
});
