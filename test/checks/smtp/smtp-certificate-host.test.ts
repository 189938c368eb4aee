import { describe, expect, test } from 'vitest';
import { smtpCertificateHost } from '../../../src/checks/smtp/smtp-certificate-host.ts';
import { toldBy } from '../told-by.ts';
import { clock, observed, session, withCertificate } from './builders.ts';

const judge = (one = session()) =>
  toldBy(smtpCertificateHost, smtpCertificateHost.evaluate({ 'smtp.session': observed(one), 'run.clock': clock }));

const named = (...names: readonly string[]) =>
  judge(withCertificate({ hostMatches: false, subjectAltNames: names.map((name) => `DNS:${name}`) }));

describe('smtp-certificate-host', () => {
  test('passes when a subject alternative name is the host', () => {
    expect(judge().status).toBe('pass');
  });

  test('fails on another host and names those the certificate is for', () => {
    const finding = named('mail.other.example', 'mx.other.example');
    expect(finding).toMatchObject({ status: 'fail', reason: 'other-host' });
    expect(finding.fix).toContain('mail.other.example, or mx.other.example');
  });

  test('never names a wildcard as a host', () => {
    const finding = named('*.other.example');
    expect(finding.fix).toContain('a host directly below other.example');
    expect(finding.fix).not.toContain('*');
    expect(finding.remedy[0]?.field).toMatchObject({ name: 'smtp.host', value: null });
  });

  test('gives the only name of the certificate as the value of the field', () => {
    expect(named('mail.other.example').remedy[0]?.field).toEqual({
      in: 'profile',
      name: 'smtp.host',
      value: 'mail.other.example',
    });
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
