import { describe, expect, it } from 'vitest';
import { callbackUrl } from '../../../src/checks/squareos/callback-url.ts';
import { ses, smtp, staging } from './tenant.ts';
import { toldBy } from '../told-by.ts';

const RIGHT = 'https://api.squareos.example/engagement/email/ses/webhook';
const url = (to: string) => [RIGHT, `"${to}"`] as const;
const lab = ['lab: null', 'lab: {scenario: healthy-ses}'] as const;

describe('callback-url', () => {
  it('passes for https, a name, and the platform’s path', () => {
    expect(toldBy(callbackUrl, callbackUrl.evaluate(ses()))).toMatchObject({ status: 'pass', observed: { url: RIGHT } });
    expect(toldBy(callbackUrl, callbackUrl.evaluate(smtp()))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['http://api.squareos.example/engagement/email/ses/webhook', 'not-https'],
    ['https://localhost/engagement/email/ses/webhook', 'loopback'],
    ['https://127.0.0.1:8025/engagement/email/ses/webhook', 'loopback'],
    ['https://[::1]/engagement/email/ses/webhook', 'loopback'],
    ['https://10.1.2.3/engagement/email/ses/webhook', 'host-is-address'],
    ['https://api.squareos.example/engagement/email/ses/webhook/', 'trailing-slash'],
    ['https://api.squareos.example/engagement/email/smtp/webhook', 'wrong-path'],
    ['https://api.squareos.example/', 'wrong-path'],
  ])('fails for %s', (given, reason) => {
    for (const environment of [[], [staging]]) {
      const judged = toldBy(callbackUrl, callbackUrl.evaluate(ses(url(given), ...environment)));
      expect(judged).toMatchObject({ status: 'fail', reason });
      expect(judged.fix).toContain('/engagement/email/ses/webhook');
    }
  });

  it('warns for a path with something before it, which a gateway may take off', () => {
    const judged = toldBy(
      callbackUrl,
      callbackUrl.evaluate(ses(url('https://api.squareos.example/v1/engagement/email/ses/webhook'))),
    );
    expect(judged).toMatchObject({ status: 'warn', reason: 'prefixed-path' });
  });

  it('wants the SES path from SES behind its SMTP interface', () => {
    const judged = toldBy(callbackUrl, callbackUrl.evaluate(smtp(['  ses: null', '  ses: {region: ap-south-1}'])));
    expect(judged).toMatchObject({ status: 'fail', reason: 'wrong-path' });
    expect(judged.fix).toContain('callback.url: https://api.squareos.example/engagement/email/ses/webhook');
    expect(judged.fix).toContain('the SNS subscription');
  });

  it('lets the lab be on loopback, at the same path', () => {
    const there = url('https://127.0.0.1:8025/engagement/email/ses/webhook');
    const plain = url('http://127.0.0.1:8025/engagement/email/ses/webhook');
    expect(toldBy(callbackUrl, callbackUrl.evaluate(ses(lab, plain)))).toMatchObject({ status: 'fail', reason: 'not-https' });
    expect(toldBy(callbackUrl, callbackUrl.evaluate(ses(lab, there)))).toMatchObject({ status: 'pass' });
    expect(toldBy(callbackUrl, callbackUrl.evaluate(ses(lab, url('https://127.0.0.1:8025/other'))))).toMatchObject({
      status: 'fail',
      reason: 'wrong-path',
    });
  });
});
