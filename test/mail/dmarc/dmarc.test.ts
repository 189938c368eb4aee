import { describe, expect, it } from 'vitest';
import { dmarcPolicy } from '../../../src/mail/dmarc/policy.ts';
import { isDmarc, parseDmarc } from '../../../src/mail/dmarc/record.ts';
import { parseDmarcUris } from '../../../src/mail/dmarc/uri.ts';
import { organizationalDomain, walkDomains, type WalkStep, walkStep } from '../../../src/mail/dmarc/walk.ts';

/** The walk of `domain`, with the records given by domain; an outcome instead of a record is that outcome. */
const walk = (domain: string, records: { readonly [domain: string]: string | readonly string[] }): readonly WalkStep[] =>
  walkDomains(domain).map((one) => {
    const given = records[one];
    if (given === 'timeout') return walkStep({ domain: one, outcome: 'timeout', texts: [] });
    const texts = given === undefined ? [] : typeof given === 'string' ? [given] : given;
    return walkStep({ domain: one, outcome: texts.length > 0 ? 'found' : 'nxdomain', texts });
  });

describe('a DMARC record', () => {
  it.each(['v=DMARC1', 'v=DMARC1;', 'v = DMARC1 ; p=none', 'V=DMARC1; p=none'])('is %j', (text) => {
    expect(isDmarc(text)).toBe(true);
  });

  it.each(['v=dmarc1; p=none', 'v=DMARC2; p=none', ' v=DMARC1; p=none', 'p=none; v=DMARC1', 'v=DMARC10', 'v=DMARC1 p=none'])(
    'is not %j',
    (text) => {
      expect(isDmarc(text)).toBe(false);
    },
  );

  it('has defaults for everything but the policy', () => {
    expect(parseDmarc('v=DMARC1; p=quarantine')).toMatchObject({
      usable: true,
      p: 'quarantine',
      sp: null,
      np: null,
      adkim: 'r',
      aspf: 'r',
      psd: 'u',
      testing: false,
      fo: ['0'],
      rua: [],
      pct: null,
      problems: [],
    });
  });

  it('reads every tag, in any case of its value', () => {
    const text =
      'v=DMARC1; p=Reject; sp=none; np=REJECT; adkim=s; aspf=S; psd=n; t=y; fo=1:d; rua=mailto:a@example.com; ruf=mailto:b@example.org; pct=20';
    expect(parseDmarc(text)).toMatchObject({
      p: 'reject',
      sp: 'none',
      np: 'reject',
      adkim: 's',
      aspf: 's',
      psd: 'n',
      testing: true,
      fo: ['1', 'd'],
      pct: 20,
    });
  });

  it.each<[string, boolean, string]>([
    ['v=DMARC1', false, 'none'],
    ['v=DMARC1; p=', false, 'none'],
    ['v=DMARC1; p=rejected', false, 'none'],
    ['v=DMARC1; p=rejected; rua=mailto:a@example.com', true, 'none'],
    ['v=DMARC1; rua=mailto:a@example.com', true, 'none'],
    ['v=DMARC1; p=reject; sp=all', false, 'none'],
    ['v=DMARC1; p=reject; np=all; rua=mailto:a@example.com', true, 'none'],
    ['v=DMARC1; p=reject; rua=nonsense', true, 'reject'],
  ])('%s is usable: %s, with p=%s', (text, usable, p) => {
    expect(parseDmarc(text)).toMatchObject({ usable, p });
  });

  it('drops a wrong tag and keeps the others', () => {
    const record = parseDmarc('v=DMARC1; p=reject; adkim=x; nonsense; ri=3600; xnew=1; sp=none; sp=reject');
    expect(record).toMatchObject({ p: 'reject', sp: 'none', adkim: 'r' });
    expect(record.problems.map(({ problem }) => problem)).toEqual([
      'adkim-invalid',
      'malformed-tag',
      'duplicate-tag',
      'removed-tag',
      'unknown-tag',
    ]);
  });

  it('reads report addresses, with size suffix and percent-encoding', () => {
    expect(
      parseDmarcUris('mailto:a@Example.com!10m, mailto:b%2Cc@example.org, https://r.example/x, ftp://no, d@example.com'),
    ).toEqual({
      uris: [
        { uri: 'mailto:a@Example.com', host: 'example.com' },
        { uri: 'https://r.example/x', host: 'r.example' },
      ],
      invalid: ['mailto:b%2Cc@example.org', 'ftp://no', 'd@example.com'],
    });
  });
});

describe('the tree walk', () => {
  it('asks for every parent down to the top-level domain, eight names at most', () => {
    expect(walkDomains('a.mail.example.com')).toEqual(['a.mail.example.com', 'mail.example.com', 'example.com', 'com']);
    expect(walkDomains('a.b.c.d.e.f.g.example.com')).toEqual([
      'a.b.c.d.e.f.g.example.com',
      'c.d.e.f.g.example.com',
      'd.e.f.g.example.com',
      'e.f.g.example.com',
      'f.g.example.com',
      'g.example.com',
      'example.com',
      'com',
    ]);
    expect(walkDomains('1.2.3.4.5.6.7.8.9.example.com')).toHaveLength(8);
  });

  it.each<[string, { readonly [domain: string]: string | readonly string[] }, string | null]>([
    ['a.mail.example.com', {}, 'a.mail.example.com'],
    ['a.mail.example.com', { 'example.com': 'v=DMARC1; p=none' }, 'example.com'],
    ['a.mail.example.com', { 'mail.example.com': 'v=DMARC1; p=none', 'example.com': 'v=DMARC1; p=none' }, 'example.com'],
    [
      'a.mail.example.com',
      { 'mail.example.com': 'v=DMARC1; p=none; psd=n', 'example.com': 'v=DMARC1; p=none' },
      'mail.example.com',
    ],
    ['a.mail.example.com', { 'mail.example.com': 'v=DMARC1; p=none', com: 'v=DMARC1; p=none; psd=y' }, 'example.com'],
    ['example.com', { 'example.com': 'v=DMARC1; p=none; psd=y' }, 'example.com'],
    ['a.example.com', { 'example.com': ['v=DMARC1; p=none', 'v=DMARC1; p=none'] }, 'a.example.com'],
    ['a.mail.example.com', { 'mail.example.com': 'timeout', 'example.com': 'v=DMARC1; p=none' }, null],
    ['a.mail.example.com', { 'mail.example.com': 'v=DMARC1; p=none; psd=n', 'example.com': 'timeout' }, 'mail.example.com'],
  ])('of %s with %j finds the organisation %s', (domain, records, organization) => {
    expect(organizationalDomain(walk(domain, records))).toBe(organization);
  });
});

describe('the policy that applies', () => {
  const policyOf = (domain: string, records: Parameters<typeof walk>[1], exists = true): string => {
    const result = dmarcPolicy(walk(domain, records), exists);
    return result.kind === 'applied'
      ? `${result.applied.policy} from ${result.applied.domain} (${result.applied.source})`
      : result.kind;
  };

  it.each<[string, Parameters<typeof walk>[1], boolean, string]>([
    [
      'a.example.com',
      { 'a.example.com': 'v=DMARC1; p=none; sp=reject', 'example.com': 'v=DMARC1; p=reject' },
      true,
      'none from a.example.com (author)',
    ],
    [
      'a.example.com',
      { 'example.com': 'v=DMARC1; p=reject; sp=quarantine; np=none' },
      true,
      'quarantine from example.com (organizational)',
    ],
    [
      'a.example.com',
      { 'example.com': 'v=DMARC1; p=reject; sp=quarantine; np=none' },
      false,
      'none from example.com (organizational)',
    ],
    ['a.example.com', { 'example.com': 'v=DMARC1; p=reject' }, false, 'reject from example.com (organizational)'],
    ['a.example.com', { 'example.com': 'v=DMARC1; p=reject; t=y' }, true, 'quarantine from example.com (organizational)'],
    ['example.com', { 'example.com': 'v=DMARC1; p=quarantine; t=y' }, true, 'none from example.com (author)'],
    [
      'a.b.example.com',
      { 'b.example.com': 'v=DMARC1; p=reject', 'example.com': 'v=DMARC1; p=none' },
      true,
      'none from example.com (organizational)',
    ],
    ['example.com', { com: 'v=DMARC1; p=none; np=reject; psd=y' }, false, 'reject from com (public-suffix)'],
    ['example.com', {}, true, 'none'],
    ['example.com', { 'example.com': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }, true, 'several'],
    ['a.example.com', { 'example.com': 'timeout' }, true, 'unseen'],
    ['a.example.com', { com: 'timeout' }, true, 'unseen'],
    ['a.example.com', { 'example.com': 'v=DMARC1; p=reject', com: 'timeout' }, true, 'reject from example.com (organizational)'],
    [
      'a.example.com',
      { 'a.example.com': 'v=DMARC1; p=reject', 'example.com': 'timeout' },
      true,
      'reject from a.example.com (author)',
    ],
  ])('to %s with %j, exists: %s, is %s', (domain, records, exists, policy) => {
    expect(policyOf(domain, records, exists)).toBe(policy);
  });
});
