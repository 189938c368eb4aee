import { describe, expect, it } from 'vitest';
import { inboxAligned } from '../../../src/checks/message/inbox-aligned.ts';
import { signed } from '../../fakes/dkim-signer.ts';
import { BARE, RECEIVED, received } from '../../fakes/messages.ts';
import { type Given, judged, ZONE } from './judge.ts';

const policy = (text: string): Given => ({ zone: { ...ZONE, '_dmarc.example.com': { TXT: [text] } } });
const without = (...names: readonly string[]): Given => ({
  zone: Object.fromEntries(Object.entries(ZONE).filter(([name]) => !names.includes(name))),
});
const relay = { ...ZONE, 's1._domainkey.relay.example': ZONE['s1._domainkey.example.com']! };
const elsewhere = { 'mail.example.com': { TXT: ['v=spf1 -all'] } };
/** The client is nobody's whom SPF lets send. */
const forwarded = (message: string): string => message.replaceAll('198.51.100.7', '203.0.113.9');

describe('inbox-aligned', () => {
  it.each<[string, string, string, string, Given?]>([
    ['both count', 'ok', 'pass', received()],
    ['DKIM alone counts after a forwarding', 'dkim-only', 'pass', forwarded(received())],
    ['DKIM alone counts without a Received', 'dkim-only', 'pass', signed(BARE)],
    ['the null sender counts for nothing', 'dkim-only', 'pass', received().replace('<bounce@mail.example.com>', '<>')],
    ['SPF alone counts', 'spf-only', 'warn', RECEIVED + BARE],
    [
      'SPF alone counts, by the strict mode not',
      'signature-not-valid',
      'fail',
      RECEIVED + BARE,
      policy('v=DMARC1; p=reject; aspf=s'),
    ],
    ['the signature is broken', 'signature-not-valid', 'fail', forwarded(received().replace('Dear', 'Hello'))],
    ['signed as another domain', 'nothing-aligned', 'fail', forwarded(received({ domain: 'relay.example' })), { zone: relay }],
    [
      'signed as another domain, without a policy',
      'nothing-aligned',
      'warn',
      forwarded(received({ domain: 'relay.example' })),
      { zone: { ...relay, '_dmarc.example.com': 'nxdomain' } },
    ],
    [
      'the key was not answered',
      'partly-observed',
      'inconclusive',
      forwarded(received()),
      { zone: { ...ZONE, 's1._domainkey.example.com': 'timeout' } },
    ],
    [
      'SPF was not answered, and nothing is signed',
      'partly-observed',
      'inconclusive',
      RECEIVED + BARE,
      { zone: { ...ZONE, 'mail.example.com': 'servfail' } },
    ],
    ['nothing tells who delivered it, and nothing is signed', 'partly-observed', 'inconclusive', BARE],
    [
      'nothing tells who delivered it, and the signature is broken',
      'partly-observed',
      'inconclusive',
      signed(BARE).replace('Dear', 'Hello'),
    ],
    [
      'the null sender, and nothing is signed',
      'signature-not-valid',
      'fail',
      (RECEIVED + BARE).replace('<bounce@mail.example.com>', '<>'),
    ],
    [
      'a subdomain signs, relaxed',
      'ok',
      'pass',
      received({ domain: 'mail.example.com' }),
      { zone: { ...ZONE, 's1._domainkey.mail.example.com': ZONE['s1._domainkey.example.com']! } },
    ],
    [
      'a subdomain signs, strict',
      'nothing-aligned',
      'fail',
      forwarded(received({ domain: 'mail.example.com' })),
      {
        zone: {
          ...ZONE,
          ...elsewhere,
          '_dmarc.example.com': { TXT: ['v=DMARC1; p=reject; adkim=s'] },
          's1._domainkey.mail.example.com': ZONE['s1._domainkey.example.com']!,
        },
      },
    ],
    [
      'several From fields have no policy',
      'not-applicable',
      'not-applicable',
      received().replace('From: Main', 'From: <a@evil.example>\r\nFrom: Main'),
    ],
  ])('%s: %s, %s', async (_, reason, status, message, given) => {
    expect(await judged(inboxAligned, message, given)).toMatchObject({ status, reason });
  });

  it('tells d=, MAIL FROM and policy', async () => {
    expect((await judged(inboxAligned, received())).observed).toMatchObject({
      from: 'example.com',
      dmarc: 'pass',
      policy: 'reject',
      dkim: [{ domain: 'example.com', selector: 's1', aligned: true }],
      spf: { result: 'pass', domain: 'mail.example.com', aligned: true },
    });
  });

  it('is open where the policy itself was not answered and only the mode could decide', async () => {
    const finding = await judged(inboxAligned, received({ domain: 'mail.example.com' }), {
      zone: {
        ...without('_dmarc.example.com').zone,
        '_dmarc.example.com': 'timeout',
        's1._domainkey.mail.example.com': ZONE['s1._domainkey.example.com']!,
      },
    });
    expect(finding.status).not.toBe('fail');
  });
});
