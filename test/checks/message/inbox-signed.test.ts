import { describe, expect, it } from 'vitest';
import { inboxSigned } from '../../../src/checks/message/inbox-signed.ts';
import { RSA, RSA_1024, RSA_512, signed, type SignOptions } from '../../fakes/dkim-signer.ts';
import { BARE, RECEIVED, received } from '../../fakes/messages.ts';
import { type Given, judged, ZONE } from './judge.ts';

const NAME = 's1._domainkey.example.com';
const withKey = (record: string): Given => ({ zone: { ...ZONE, [NAME]: { TXT: [record] } } });
/** As SES signs: the tenant's own signature, and one of amazonses.com above it. */
const beside = (options: SignOptions): string =>
  RECEIVED + signed(signed(BARE, options), { domain: 'amazonses.com', selector: 'a' });
const WITH_PROVIDER = { ...ZONE, 'a._domainkey.amazonses.com': { TXT: [RSA.record] } };
const before = Date.parse('2026-11-26T08:00:00Z') / 1000;

describe('inbox-signed', () => {
  it.each<[string, string, string, Given?]>([
    ['ok', 'pass', received()],
    ['expired-since', 'pass', received({ signedAt: before, expiresAt: before + 7200 })],
    ['not-signed', 'fail', RECEIVED + BARE],
    ['body-altered', 'fail', received().replace('Dear', 'Hello')],
    ['header-altered', 'fail', received().replace('Your invoice', 'An invoice')],
    ['key-missing', 'fail', received(), { zone: {} }],
    ['key-revoked', 'fail', received(), withKey('v=DKIM1; p=')],
    ['key-unusable', 'fail', received(), withKey(RSA.record.slice(0, 200))],
    ['too-weak', 'fail', received({ key: RSA_512 }), withKey(RSA_512.record)],
    ['expired', 'fail', received({ signedAt: before, expiresAt: before + 60 })],
    ['from-unsigned', 'fail', received({ fields: ['to', 'subject', 'date'] })],
    ['malformed', 'fail', received({ tags: 'i=@other.example' })],
    ['partly-observed', 'inconclusive', received(), { zone: { ...ZONE, [NAME]: 'timeout' } }],
    ['another-broken', 'warn', RECEIVED + signed(signed(BARE), { domain: 'relay.example' })],
    ['body-partly-signed', 'warn', received({ limit: 10 })],
    ['short-key', 'warn', received({ key: RSA_1024 }), withKey(RSA_1024.record)],
    ['testing-key', 'warn', received(), withKey(RSA.record.replace('k=rsa', 'k=rsa; t=y'))],
    ['header-partly-signed', 'warn', received({ fields: ['from', 'to', 'date'] })],
    ['ok', 'pass', beside({}), { zone: WITH_PROVIDER }],
    ['body-partly-signed', 'warn', beside({ limit: 10 }), { zone: WITH_PROVIDER }],
    ['header-partly-signed', 'warn', beside({ fields: ['from', 'to', 'date'] }), { zone: WITH_PROVIDER }],
    ['short-key', 'warn', beside({ key: RSA_1024 }), { zone: { ...WITH_PROVIDER, [NAME]: { TXT: [RSA_1024.record] } } }],
    [
      'testing-key',
      'warn',
      beside({}),
      { zone: { ...WITH_PROVIDER, [NAME]: { TXT: [RSA.record.replace('k=rsa', 'k=rsa; t=y')] } } },
    ],
    ['ok', 'pass', `\ufeff${signed(BARE)}`],
    ['cannot-judge', 'inconclusive', `X-Padding: ${'x'.repeat(2_000_000)}\r\n${received()}`],
  ])('%s: %s', async (reason, status, message, given) => {
    expect(await judged(inboxSigned, message, given)).toMatchObject({ status, reason });
  });

  it('gives each finding that needs work an act', async () => {
    const options: readonly SignOptions[] = [
      {},
      { limit: 10 },
      { fields: ['to'] },
      { fields: ['from'] },
      { tags: 'i=@other.example' },
    ];
    for (const one of options) {
      for (const given of [{ zone: {} }, {}, withKey('v=DKIM1; p=')]) {
        const finding = await judged(inboxSigned, received(one), given);
        expect(finding.status === 'pass' || finding.remedy.length > 0).toBe(true);
      }
    }
  });

  it('names where the key belongs', async () => {
    expect((await judged(inboxSigned, received(), { zone: {} })).fix).toContain('s1._domainkey.example.com');
  });
});
