// TLS reporting addresses and TLSA records, as published.
import { describe, expect, it } from 'vitest';
import { isUsable, matchesChain, parseTlsa } from '../../../src/mail/dns/dane.ts';
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
  const chain = [
    { certificate: 'aa', key: 'ab' },
    { certificate: 'ba', key: 'bb' },
  ];
  it.each([
    ['3 1 1 ab', true],
    ['3 0 1 aa', true],
    ['3 1 1 bb', false],
    ['2 1 1 bb', true],
    ['2 0 1 ba', true],
    ['2 1 1 ab', false],
    ['3 1 2 ab', null],
  ])('%s matches the chain: %s', (text, matches) => {
    const tlsa = parseTlsa(text);
    expect(tlsa === null ? 'none' : matchesChain(tlsa, chain)).toBe(matches);
  });

  it.each([
    ['3 1 1 ab', true],
    ['1 1 1 ab', false],
    ['0 0 1 ab', false],
    ['3 2 1 ab', false],
  ])('%s means something for SMTP: %s', (text, usable) => {
    const tlsa = parseTlsa(text);
    expect(tlsa !== null && isUsable(tlsa)).toBe(usable);
  });

  it('that is no record is none', () => {
    expect(parseTlsa('3 1 1 ')).toBeNull();
  });
});
