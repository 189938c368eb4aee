import { describe, expect, it } from 'vitest';
import { mailHostSecurity } from '../../../src/checks/dns/mail-host-security.ts';
import type { MailHost } from '../../../src/facts/dns-deep.ts';
import { toldBy } from '../told-by.ts';

const CERTIFICATE = {
  trusted: true,
  error: null,
  namesHost: true,
  validTo: '2027-01-01T00:00:00.000Z',
  issuer: 'CN=Public CA',
  protocol: 'TLSv1.3',
};
const host = (change: Partial<MailHost> = {}): MailHost => ({
  host: 'mx1.example.com',
  unreachable: null,
  startTls: true,
  tlsError: null,
  certificate: CERTIFICATE,
  dane: null,
  ...change,
});

const judge = (...hosts: readonly MailHost[]) =>
  toldBy(
    mailHostSecurity,
    mailHostSecurity.evaluate({
      'dns.mailHosts': { state: 'observed', value: { domain: 'example.com', dnssec: 'unsigned', hosts } },
    }),
  );

const dane = (validated: boolean, ...matches: readonly (boolean | null)[]) => ({
  validated,
  records: matches.map((one) => ({ text: '3 1 1 ab', usable: true, matches: one })),
});
const expired = { ...CERTIFICATE, trusted: false, error: 'CERT_HAS_EXPIRED' };

describe('the mail hosts', () => {
  it.each<[string, MailHost, string]>([
    ['in order', host(), 'ok'],
    ['without STARTTLS', host({ startTls: false, certificate: null }), 'no-starttls'],
    ['whose handshake fails', host({ tlsError: 'ECONNRESET', certificate: null }), 'tls-fails'],
    ['with an expired certificate', host({ certificate: expired }), 'certificate'],
    ['of another name', host({ certificate: { ...CERTIFICATE, namesHost: false } }), 'certificate'],
    ['that DANE does not know', host({ dane: dane(true, false) }), 'dane-mismatch'],
    ['one of whose records matches, as during a roll-over', host({ dane: dane(true, false, true) }), 'ok'],
    ['whose record could not be compared', host({ dane: dane(true, null) }), 'ok'],
    [
      'whose only record is of a kind that mail does not know',
      host({ dane: { validated: true, records: [{ text: '1 1 1 ab', usable: false, why: 'its usage is 1', matches: null }] } }),
      'dane-unusable',
    ],
    ['whose records nobody vouches for', host({ dane: dane(false, false) }), 'ok'],
    ['expired, and named by DANE', host({ certificate: expired, dane: dane(true, true) }), 'ok'],
    ['not reached', host({ unreachable: 'TIMEOUT', startTls: null, certificate: null }), 'cannot-judge'],
  ])('%s', (_, one, reason) => {
    expect(judge(one)).toMatchObject({ reason });
  });

  it('are each told, the worst first; one that is not reached keeps the others from passing', () => {
    const judged = judge(host({ certificate: expired }), host({ host: 'mx2.example.com', startTls: false, certificate: null }));
    expect(judged).toMatchObject({ status: 'warn', reason: 'no-starttls' });
    expect(judged.remedy?.map(({ say }) => say)).toEqual([
      expect.stringContaining('mx2.example.com'),
      expect.stringContaining('mx1.example.com'),
    ]);
    const away = host({ host: 'mx2.example.com', unreachable: 'ECONNREFUSED', startTls: null, certificate: null });
    expect(judge(host(), away)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });
});
