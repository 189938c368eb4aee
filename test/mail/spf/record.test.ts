import { describe, expect, it } from 'vitest';
import { isSpf, parseSpf } from '../../../src/mail/spf/record.ts';
import { selectSpf } from '../../../src/mail/spf/select.ts';

const firstError = (terms: string): string | null => {
  const parsed = parseSpf(`v=spf1 ${terms}`);
  return parsed.ok ? null : (parsed.errors[0]?.term ?? null);
};

describe('selecting the record', () => {
  it.each(['v=spf1', 'v=spf1 -all', 'V=SpF1 -all', 'v=spf1 '])('takes %j', (text) => {
    expect(isSpf(text)).toBe(true);
  });

  it.each(['v=spf10', 'v=spf1mx', ' v=spf1 -all', '"v=spf1 -all"', 'v=spf1\t-all', 'v=spf1;', 'spf2.0/pra -all'])(
    'discards %j',
    (text) => {
      expect(isSpf(text)).toBe(false);
    },
  );

  it('counts two records even when they are equal, and keeps what was meant as one', () => {
    expect(selectSpf(['v=spf1 -all', 'v=spf1 -all'])).toMatchObject({ kind: 'several' });
    expect(selectSpf(['other', 'v=spf1; -all', 'spf2.0/pra -all'])).toEqual({
      kind: 'none',
      lookalikes: ['v=spf1; -all', 'spf2.0/pra -all'],
    });
    expect(selectSpf(['v=spf10 -all', 'v=spf1 -all'])).toMatchObject({ kind: 'one', text: 'v=spf1 -all' });
  });
});

describe('the syntax of a record', () => {
  it.each([
    'all',
    '-ALL',
    'a',
    'a/24',
    'a//64',
    'a/24//64',
    'a:example.com/0//0',
    'a:foo:bar/baz.example.com',
    'a:foo.example.xn--zckzah',
    'a:%{i}._spf.%{d2}',
    'a:macro%%percent%_%_space%-url-space.example.com',
    'mx:example.com.',
    'ptr',
    'ptr:example.com',
    'ip4:192.0.2.0/24',
    'ip4:192.0.2.1',
    'ip6:2001:db8::/32',
    'ip6:::192.0.2.1/0',
    'include:%{ir}.%{v}._spf.example.com',
    'exists:%{l1r-}.%{O}',
    'redirect=_spf.example.com',
    'exp=explain._spf.%{d}',
    'moo.cow-far_out=man:dog/cat',
    'include=not.a.mechanism.example',
    'default=',
    ' a  -all ',
  ])('takes %j', (terms) => {
    expect(firstError(terms)).toBeNull();
  });

  it.each([
    'moo',
    'all.',
    'all:foo',
    'all/8',
    'a:',
    'a:museum',
    'a:museum.',
    'a:192.0.2.1',
    'a:abc.123',
    'a:example.-com',
    'a:example.com:8080',
    'a:example.com/33',
    'a//129',
    'a/24/64',
    'a/024',
    'a:foo\u0000.example.com',
    'a:\u00ef\u00bb\u00bfgarbage.example.com',
    'a:ctrl.example.com\rptr',
    'mx/33',
    'mx.',
    'ptr/0',
    'ptr:',
    'ip4',
    'ip4:192.0.2',
    'ip4:192.0.2.01',
    'ip4:192.0.2.256',
    'ip4:192.0.2.1:25',
    'ip4:192.0.2.1/33',
    'ip4:192.0.2.1/032',
    'ip4:192.0.2.1//32',
    'ip4:2001:db8::1',
    'ip6',
    'ip6:192.0.2.1',
    'ip6::cafe::babe',
    'ip6:2001:db8::1/129',
    'ip6:2001:db8::1//33',
    'ipv4:192.0.2.1',
    'include',
    'include:',
    'include:example.com/24',
    'include:example.com,',
    'include:https://example.com/',
    'exists',
    'exists:example.com/8',
    'redirect:example.com',
    'redirect=',
    'redirect=-all',
    'exp=',
    'exp=-all',
    'exp=%{r}.example.com',
    '1up=foo',
    '=all',
    'moo/cow=1',
    'foo=%abc',
    'exists:%(ir).example.com',
    'exists:foo%.example.com',
    'a:%{a}.example.com',
    'a:%{d0}.example.com',
    '“all”',
  ])('refuses %j', (term) => {
    expect(firstError(`${term} -all`)).toBe(term);
  });

  it('refuses redirect and exp that stand there twice', () => {
    expect(firstError('redirect=a.example redirect=b.example')).toBe('redirect=b.example');
    expect(firstError('exp=a.example exp=b.example')).toBe('exp=b.example');
  });

  it('reports every wrong term', () => {
    expect(parseSpf('v=spf1 moo ip4:1 -all')).toMatchObject({ ok: false, errors: [{ term: 'moo' }, { term: 'ip4:1' }] });
  });

  it('ends in time for a long hostile text', () => {
    const text = `v=spf1 ${'a:'.repeat(20_000)} ${'%{'.repeat(10_000)} ${'-a.'.repeat(10_000)}`;
    expect(parseSpf(text).ok).toBe(false);
  });
});
