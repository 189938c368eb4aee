import { describe, expect, test } from 'vitest';
import { smtpTlsPolicy } from '../../../src/checks/smtp/smtp-tls-policy.ts';
import { toldBy } from '../told-by.ts';
import { observed, session } from './builders.ts';

const judge = (accepted: readonly string[], host = 'smtp.relay.example', untried: readonly string[] = []) =>
  toldBy(
    smtpTlsPolicy,
    smtpTlsPolicy.evaluate({
      'smtp.session': observed(session({ host })),
      'smtp.tlsOffers': observed({
        offers: ['TLSv1', 'TLSv1.1', 'TLSv1.2'].map((offer) => ({
          offer,
          accepted: untried.includes(offer) ? null : accepted.includes(offer),
          detail: '',
        })),
      }),
    }),
  );

describe('smtp-tls-policy', () => {
  test('passes when old versions are refused', () => {
    expect(judge(['TLSv1.2'])).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  test('claims no refusal that was not seen', () => {
    expect(judge(['TLSv1.2'], undefined, ['TLSv1'])).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
    expect(judge([])).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judge([]).fix).toContain('let none of the further connections come so far');
    expect(judge(['TLSv1.1', 'TLSv1.2'], undefined, ['TLSv1'])).toMatchObject({ status: 'fail' });
  });

  test('fails on a relay of one’s own that takes them, and says which', () => {
    const judgement = judge(['TLSv1', 'TLSv1.2']);
    expect(judgement).toMatchObject({ status: 'fail', reason: 'old-versions-offered' });
    expect(judgement.fix).toContain('Have TLSv1 switched off');
  });

  test('is silent about a mail service whose policy the tenant cannot change', () => {
    expect(judge(['TLSv1', 'TLSv1.2'], 'smtp.gmail.com')).toMatchObject({ status: 'pass', reason: 'providers-policy' });
  });
});
