import { describe, expect, it } from 'vitest';
import {
  doubledNames,
  isSubdomainOf,
  isWithin,
  parentOf,
  parseDnsName,
  sameName,
  toDnsName,
  lookAlikeOf,
} from '../../src/text/domain-name.ts';

describe('a domain name', () => {
  it.each([
    ['Example.COM', 'example.com'],
    ['example.com.', 'example.com'],
    ['_dmarc.münchen.de', '_dmarc.xn--mnchen-3ya.de'],
    ['MÜNCHEN。de', 'xn--mnchen-3ya.de'],
    ['*.example.com', '*.example.com'],
    ['1.2.0.192.in-addr.arpa', '1.2.0.192.in-addr.arpa'],
    ['a'.repeat(63), 'a'.repeat(63)],
  ])('reads case %# of the right names', (text, name) => {
    expect(toDnsName(text)).toBe(name);
  });

  it.each([
    ['', 'empty'],
    ['.', 'empty'],
    ['a..b', 'empty-label'],
    ['a'.repeat(64), 'label-too-long'],
    [`${'a.'.repeat(126)}ab`, 'name-too-long'],
    ['exa mple.com', 'blank'],
    ['https://example.com', 'bad-character'],
    ['-bad.com', 'bad-character'],
    ['bad-.com', 'bad-character'],
    ['mün/chen.de', 'not-idna'],
    ['mün\u0000chen.de', 'not-idna'],
  ])('refuses case %# of the wrong names', (text, problem) => {
    expect(parseDnsName(text)).toEqual({ ok: false, problem });
  });

  it('takes 253 octets and not one more', () => {
    const longest = `${'a.'.repeat(126)}a`;
    expect(longest).toHaveLength(253);
    expect(toDnsName(longest)).toBe(longest);
  });
});

describe('a name that only looks like another', () => {
  it.each([
    ['example．com', 'example.com'],
    ['billing@example。com', 'billing@example.com'],
    ['ｅxample.com', 'example.com'],
    ['example.ⓒom', 'example.com'],
    ['bücher．example', 'xn--bcher-kva.example'],
    ['\u212aelvin.example', 'kelvin.example'],
  ])('%s is told with what is meant', (text, meant) => {
    expect(lookAlikeOf(text)).toBe(meant);
  });

  it.each([
    'example.com',
    'EXAMPLE.com.',
    'bücher.example',
    'bu\u0308cher.example',
    'straße.example',
    'xn--bcher-kva.example',
    '',
  ])('%s is what it looks like', (text) => {
    expect(lookAlikeOf(text)).toBeNull();
  });
});

describe('comparing names', () => {
  it('ignores case, the final dot and the form of an internationalised label', () => {
    expect(sameName('Bücher.Example.', 'xn--bcher-kva.example')).toBe(true);
    expect(sameName('example.com', 'example.org')).toBe(false);
  });

  it('tells below from beside and from the same', () => {
    expect(isSubdomainOf('a.example.com', 'EXAMPLE.com.')).toBe(true);
    expect(isSubdomainOf('badexample.com', 'example.com')).toBe(false);
    expect(isSubdomainOf('example.com', 'example.com')).toBe(false);
    expect(isWithin('example.com', 'example.com')).toBe(true);
  });

  it('has no parent above a single label', () => {
    expect(parentOf('a.b.c')).toBe('b.c');
    expect(parentOf('com')).toBeNull();
  });

  it('lists the doubled names for the domain and its parents, and none that is too long', () => {
    expect(doubledNames('x.sub.example.com', 'sub.example.com')).toEqual([
      'x.sub.example.com.sub.example.com',
      'x.sub.example.com.example.com',
    ]);
    expect(doubledNames('a.'.repeat(121) + 'example.com', 'example.com')).toEqual([]);
  });
});
