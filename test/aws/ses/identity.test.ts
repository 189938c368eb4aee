import { describe, expect, it } from 'vitest';
import { appliedSet } from '../../../src/aws/ses/configuration-set.ts';
import {
  coveringDomain,
  governingIdentity,
  identityAddresses,
  identityDomains,
  similarIdentities,
} from '../../../src/aws/ses/identity.ts';

const absent = { state: 'absent', code: 'NotFoundException', message: 'no' } as const;
const denied = { state: 'denied', code: 'AccessDeniedException', message: 'no' } as const;
const seen = (configurationSet: string | null) => ({ state: 'observed', value: { configurationSet } }) as const;
type Answer = typeof absent | typeof denied | ReturnType<typeof seen>;
const candidates = (address: Answer, domain: Answer) => [
  { name: 'a@example.com', level: 'address' as const, answer: address },
  { name: 'example.com', level: 'domain' as const, answer: domain },
];

describe('identityDomains', () => {
  it.each([
    ['example.com', ['example.com']],
    ['Mail.Example.com', ['mail.example.com', 'example.com']],
    ['gym.co.uk', ['gym.co.uk']],
    ['a.gym.com.au', ['a.gym.com.au', 'gym.com.au']],
    ['gym.co', ['gym.co']],
    ['a.gym.co', ['a.gym.co', 'gym.co']],
    ['com.gym.info', ['com.gym.info', 'gym.info']],
    ['example', ['example']],
  ])('walks %s down to the registrable domain', (domain, walk) => {
    expect(identityDomains(domain)).toEqual(walk);
  });
});

describe('identityAddresses', () => {
  it.each([
    ['billing@example.com', ['billing@example.com']],
    ['billing+de@example.com', ['billing+de@example.com', 'billing@example.com']],
    ['billing+de+at@example.com', ['billing+de+at@example.com', 'billing@example.com']],
    ['+de@example.com', ['+de@example.com']],
  ])('%s is covered by %j', (address, covering) => {
    expect(identityAddresses(address)).toEqual(covering);
  });
});

describe('similarIdentities', () => {
  it('finds slips of the pen and other domains of the same label, and nothing else', () => {
    const names = ['exmaple.com', 'mail.example.com', 'example.net', 'ops@example.com', 'gym.org'];
    expect(similarIdentities('billing@example.com', names)).toEqual([
      'exmaple.com',
      'mail.example.com',
      'example.net',
      'ops@example.com',
    ]);
  });
});

describe('governingIdentity', () => {
  it('takes the most granular that exists', () => {
    expect(governingIdentity(candidates(seen(null), seen(null)))).toMatchObject({ kind: 'known', name: 'a@example.com' });
    expect(governingIdentity(candidates(absent, seen(null)))).toMatchObject({ kind: 'known', name: 'example.com' });
    expect(governingIdentity(candidates(absent, absent))).toEqual({ kind: 'none' });
  });

  it('is uncertain when a more granular one could not be seen', () => {
    expect(governingIdentity(candidates(denied, seen(null)))).toMatchObject({ kind: 'uncertain', name: 'a@example.com' });
    expect(coveringDomain(candidates(denied, seen(null)))).toMatchObject({ kind: 'known', name: 'example.com' });
  });
});

describe('appliedSet', () => {
  it.each([
    ['an explicit one wins', 'main', candidates(seen('x'), seen('y')), { kind: 'known', name: 'main', source: 'explicit' }],
    ['the address’s default comes next', null, candidates(seen('x'), seen('y')), { name: 'x', source: 'address-default' }],
    [
      'the domain’s default counts only without an address',
      null,
      candidates(absent, seen('y')),
      { name: 'y', source: 'domain-default' },
    ],
    ['an address without a default has none, whatever the domain has', null, candidates(seen(null), seen('y')), { kind: 'none' }],
    ['an identity that may not be seen decides', null, candidates(denied, seen('y')), { kind: 'unseen' }],
  ])('%s', (_, explicit, given, expected) => {
    expect(appliedSet(explicit, given, null)).toMatchObject(expected);
  });

  it('does not call it none when the identities could not be seen', () => {
    expect(appliedSet(null, null, denied)).toMatchObject({ kind: 'unseen' });
    expect(appliedSet('main', null, denied)).toMatchObject({ kind: 'known' });
    expect(appliedSet(null, null, null)).toEqual({ kind: 'none' });
  });
});
