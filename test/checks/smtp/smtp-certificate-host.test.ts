import { describe, expect, test } from 'vitest';
import { smtpCertificateHost } from '../../../src/checks/smtp/smtp-certificate-host.ts';
import { observed, session, withCertificate } from './builders.ts';

const judge = (one = session()) => smtpCertificateHost.evaluate({ 'smtp.session': observed(one) });

describe('smtp-certificate-host', () => {
  test('passes when a subject alternative name is the host', () => {
    expect(judge().status).toBe('pass');
  });

  test('fails on another host and names those the certificate is for', () => {
    const judgement = judge(
      withCertificate({ hostMatches: false, subjectAltNames: ['DNS:mail.other.example', 'DNS:mx.other.example'] }),
    );
    expect(judgement).toMatchObject({ status: 'fail', reason: 'other-host' });
    expect(judgement.fix).toContain('mail.other.example, mx.other.example');
  });

  test('says that an address stands where a name belongs', () => {
    const one = { ...withCertificate({ hostMatches: false }), host: '192.0.2.25' };
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'address-instead-of-name' });
  });

  test('warns of a certificate that names the host in its common name alone', () => {
    expect(judge(withCertificate({ commonNameOnly: true, subjectAltNames: [] }))).toMatchObject({
      status: 'warn',
      reason: 'common-name-only',
    });
  });
});
