// What a signature of a received message comes to (RFC 6376 §6.1, RFC 8301): the cause that stays, before what follows from it.
import { describe, expect, it } from 'vitest';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
import type { VerifiedSignature } from '../../../src/core/ports/message.ts';
import { parseDkimKey } from '../../../src/mail/dkim/key.ts';
import { signatureState, WORST_FIRST } from '../../../src/mail/message/signature.ts';
import { KEY, RSA_1024, RSA_2048, RSA_512 } from '../../fakes/dkim-keys.ts';

const VALID: VerifiedSignature = {
  domain: 'example.com',
  selector: 's1',
  algorithm: 'rsa-sha256',
  canonicalization: 'relaxed/relaxed',
  result: 'pass',
  comment: null,
  bodyIntact: true,
  unsigned: 0,
  bodyLimit: null,
  signedAt: null,
  expiresAt: null,
  covers: ['from', 'subject'],
  identityDomain: null,
  malformed: null,
};

const stateOf = (change: Partial<VerifiedSignature>, record: string | null = KEY, outcome: DnsOutcome = 'found') =>
  signatureState({ ...VALID, ...change }, { outcome, key: record === null ? null : parseDkimKey(record) });

describe('a signature', () => {
  it.each<readonly [string, Partial<VerifiedSignature>, string]>([
    ['that verifies', {}, 'valid'],
    ['that does not', { result: 'fail' }, 'header-altered'],
    ['of which nothing is known', { result: 'neutral' }, 'header-altered'],
    ['whose key was not answered in time', { result: 'temperror' }, 'key-unseen'],
    ['over another body', { result: 'fail', bodyIntact: false }, 'body-altered'],
    ['past its x=', { result: 'fail', comment: 'expired' }, 'expired'],
    ['with an x= before its t=', { result: 'fail', comment: 'invalid expiration' }, 'expired'],
    ['that broke for another reason', { result: 'fail', comment: 'bad signature' }, 'header-altered'],
    // §5.4: From must be signed.
    ['without From', { covers: ['subject'] }, 'from-unsigned'],
    // RFC 8301 §3.1, §3.2.
    ['with SHA-1', { algorithm: 'rsa-sha1' }, 'too-weak'],
    ['that policy refuses', { result: 'policy' }, 'too-weak'],
    ['with Ed25519', { algorithm: 'ed25519-sha256' }, 'valid'],
    // §3.5: i= lies in d=.
    ['of its own domain', { identityDomain: 'example.com' }, 'valid'],
    ['of a subdomain', { identityDomain: 'mail.example.com' }, 'valid'],
    ['of the domain above', { domain: 'mail.example.com', identityDomain: 'example.com' }, 'malformed'],
    ['of another domain', { identityDomain: 'notexample.com' }, 'malformed'],
    ['that is none by its syntax', { malformed: 'no b=' }, 'malformed'],
  ])('%s', (_, change, state) => {
    expect(stateOf(change)).toBe(state);
  });

  // §3.6.1: t=s in the key allows no subdomain.
  it.each([
    ['example.com', 'valid'],
    ['mail.example.com', 'malformed'],
  ])('under a key of t=s is of d= itself: %s', (identityDomain, state) => {
    expect(stateOf({ identityDomain }, `${KEY}; t=s`)).toBe(state);
  });

  it.each<readonly [string, string | null, DnsOutcome, string]>([
    ['is gone', null, 'nxdomain', 'key-missing'],
    ['is not there', null, 'nodata', 'key-missing'],
    ['goes round', null, 'loop', 'key-missing'],
    ['was not answered for', null, 'timeout', 'key-unseen'],
    ['was refused', null, 'servfail', 'key-unseen'],
    ['was withdrawn', 'v=DKIM1; p=', 'found', 'key-revoked'],
    ['has 512 bits', `p=${RSA_512}`, 'found', 'too-weak'],
    ['has 1024 bits', `p=${RSA_1024}`, 'found', 'valid'],
    ['is none', 'v=spf1 -all', 'found', 'key-unusable'],
    ['is for other hashes', `v=DKIM1; h=sha1; p=${RSA_2048}`, 'found', 'key-unusable'],
  ])('whose key %s', (_, record, outcome, state) => {
    expect(stateOf({}, record, outcome)).toBe(state);
  });

  it.each<readonly [string, string | null, DnsOutcome, string]>([
    ['gone', null, 'nxdomain', 'key-missing'],
    ['withdrawn', 'v=DKIM1; p=', 'found', 'key-revoked'],
    ['unusable', 'v=spf1 -all', 'found', 'body-altered'],
    ['too weak', `p=${RSA_512}`, 'found', 'body-altered'],
    ['unseen', null, 'timeout', 'body-altered'],
  ])('over another body whose key is %s', (_, record, outcome, state) => {
    expect(stateOf({ bodyIntact: false, result: 'fail' }, record, outcome)).toBe(state);
  });

  it('is called by what cannot change first: its syntax, what it covers, its algorithm', () => {
    const wrong = { result: 'fail', bodyIntact: false, algorithm: 'rsa-sha1', covers: [], malformed: 'no b=' } as const;
    expect(stateOf(wrong, null, 'nxdomain')).toBe('malformed');
    expect(stateOf({ ...wrong, malformed: null }, null, 'nxdomain')).toBe('from-unsigned');
    expect(stateOf({ ...wrong, malformed: null, covers: ['from'] }, null, 'nxdomain')).toBe('too-weak');
  });

  it('of several the one is told that somebody can mend', () => {
    expect(WORST_FIRST).not.toContain('valid');
    expect(new Set(WORST_FIRST).size).toBe(10);
    expect(WORST_FIRST.indexOf('key-missing')).toBeLessThan(WORST_FIRST.indexOf('body-altered'));
    expect(WORST_FIRST.at(-1)).toBe('key-unseen');
  });
});
