import { describe, expect, test } from 'vitest';
import { smtpTlsVersion } from '../../../src/checks/smtp/smtp-tls-version.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, session, withCertificate } from './builders.ts';

type Given = Parameters<typeof smtpTlsVersion.evaluate>[0];
const judge = (one = session(), offers: Given['smtp.tlsOffers'] = notAsked) =>
  toldBy(smtpTlsVersion, smtpTlsVersion.evaluate({ 'smtp.session': observed(one), 'smtp.tlsOffers': offers }));
const offers = (accepted: readonly string[]): Given['smtp.tlsOffers'] =>
  observed({
    offers: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'].map((offer) => ({
      offer,
      accepted: accepted.includes(offer),
      detail: '',
    })),
  });

describe('smtp-tls-version', () => {
  test('passes on TLS 1.3', () => {
    expect(judge()).toMatchObject({ status: 'pass', observed: { protocol: 'TLSv1.3' } });
  });

  test('fails on a relay that takes old versions only', () => {
    const one = endedAt('tls', { error: 'ERR_SSL_UNSUPPORTED_PROTOCOL' });
    expect(judge(one, offers(['TLSv1', 'TLSv1.1']))).toMatchObject({
      status: 'fail',
      reason: 'too-old',
      observed: { accepts: ['TLSv1', 'TLSv1.1'] },
    });
  });

  test('cannot judge when no session came about for another reason', () => {
    expect(judge(endedAt('tls', { error: 'ECONNRESET' }), offers([])).status).toBe('inconclusive');
  });

  test('fails on a broken cipher and warns where forward secrecy is missing', () => {
    expect(judge(withCertificate({ protocol: 'TLSv1.2', cipher: 'DES-CBC3-SHA', forwardSecrecy: false }))).toMatchObject({
      reason: 'broken-cipher',
    });
    expect(judge(withCertificate({ protocol: 'TLSv1.2', cipher: 'AES256-GCM-SHA384', forwardSecrecy: false }))).toMatchObject({
      status: 'warn',
      reason: 'no-forward-secrecy',
    });
  });
});
