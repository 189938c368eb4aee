import { createHash } from 'node:crypto';
// TLS reporting addresses and TLSA records, as published.
import { describe, expect, it } from 'vitest';
import { matchesChain, parseTlsa, whyUnusable } from '../../../src/mail/dns/dane.ts';
import { mailPolicyState } from '../../../src/mail/dns/mail-policies.ts';

describe('a TLS-RPT record', () => {
  it.each([
    ['v=TLSRPTv1; rua=mailto:tls@example.com', 'published'],
    ['v=TLSRPTv1;rua=mailto:tls@example.com;', 'published'],
    ['v=TLSRPTv1; rua=https://reports.example/v1/tls', 'published'],
    ['v=TLSRPTv1; rua=mailto:a@example.com , https://reports.example/tls', 'published'],
    ['v=TLSRPTv1; rua=mailto:tls%2Breports@example.com', 'published'],
    ['v=TLSRPTv1; rua=tls@example.com', 'malformed'],
    ['v=TLSRPTv1; rua=mailto:tls', 'malformed'],
    ['v=TLSRPTv1; rua=http://reports.example/tls', 'malformed'],
    ['v=TLSRPTv1; rua=mailto:a@example.com,b@example.com', 'malformed'],
    ['v=TLSRPTv1; rua=mailto:a@example.com,', 'malformed'],
    ['v=TLSRPTv1; rua=', 'malformed'],
    ['v=TLSRPTv1; rua=mailto:%ZZ@example.com', 'malformed'],
    ['v=TLSRPTv1', 'malformed'],
    ['v=TLSRPTv2; rua=mailto:a@example.com', 'malformed'],
  ] as const)('%s is %s', (record, state) => {
    expect(mailPolicyState('tlsRpt', { outcome: 'found', values: [record] })).toBe(state);
  });
});

describe('a TLSA record', () => {
  const hash = (algorithm: string, hex: string): string => createHash(algorithm).update(Buffer.from(hex, 'hex')).digest('hex');
  const of = (hex: string) => ({ sha256: hash('sha256', hex), sha512: hash('sha512', hex) });
  // Leaf and issuer: the octets of certificate and key.
  const chain = [
    { certificate: of('aa'), key: of('ab') },
    { certificate: of('ba'), key: of('bb') },
  ];
  const [leafKey, leaf, issuerKey, issuer] = ['ab', 'aa', 'bb', 'ba'].map((hex) => hash('sha256', hex));
  it.each([
    [`3 1 1 ${leafKey}`, true],
    [`3 0 1 ${leaf}`, true],
    [`3 0 1 ${leafKey}`, false],
    [`3 1 1 ${issuerKey}`, false],
    [`2 1 1 ${issuerKey}`, true],
    [`2 0 1 ${issuer}`, true],
    [`2 1 1 ${leafKey}`, false],
    [`3 1 2 ${hash('sha512', 'ab')}`, true],
    [`3 0 2 ${hash('sha512', 'aa')}`, true],
    [`3 1 2 ${hash('sha512', 'bb')}`, false],
    [`2 1 2 ${hash('sha512', 'bb')}`, true],
    ['3 1 0 ab', true],
    ['3 0 0 AA', true],
    ['3 1 0 aa', false],
    ['2 0 0 ba', true],
    // The authority itself need not be sent.
    ['2 0 0 cc', null],
  ])('%s matches the chain: %s', (text, matches) => {
    const tlsa = parseTlsa(text);
    expect(tlsa === null ? 'none' : matchesChain(tlsa, chain)).toBe(matches);
  });

  it('of SHA-512 is not compared with a chain of which only SHA-256 was kept', () => {
    const older = chain.map(({ certificate, key }) => ({
      certificate: { ...certificate, sha512: null },
      key: { ...key, sha512: null },
    }));
    expect(matchesChain({ usage: 3, selector: 1, matching: 2, data: hash('sha512', 'ab') }, older)).toBeNull();
    expect(matchesChain({ usage: 3, selector: 1, matching: 1, data: leafKey ?? '' }, [])).toBeNull();
  });

  it.each<[string, string | null]>([
    [`3 1 1 ${leafKey}`, null],
    ['3 0 0 aabb', null],
    ['1 1 1 ab', 'usage is 1'],
    ['0 0 1 ab', 'usage is 0'],
    ['4 0 1 ab', 'usage 4 does not exist'],
    ['3 2 1 ab', 'selector 2 does not exist'],
    ['3 1 3 ab', 'matching type 3 does not exist'],
    ['3 1 1 abcd', '4 hexadecimal digits instead of 64'],
    [`3 1 2 ${leafKey}`, '64 hexadecimal digits instead of 128'],
  ])('%s is of no use for mail: %s', (text, why) => {
    const tlsa = parseTlsa(text);
    expect(tlsa === null ? 'none' : whyUnusable(tlsa)).toEqual(why === null ? null : expect.stringContaining(why));
  });

  it('that is no record is none', () => {
    expect(parseTlsa('3 1 1 ')).toBeNull();
  });
});
