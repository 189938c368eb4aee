import { describe, expect, it } from 'vitest';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfOf } from '../../fakes/spf.ts';

const policy = (record: string, more: Zone = {}): Zone => ({ 'example.com': { TXT: [record], A: ['198.51.100.1'] }, ...more });

const many = (count: number, make: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => make(at)).join(' ');

describe('the limits of a check', () => {
  it('allows ten terms that cause DNS questions, and no eleventh', async () => {
    expect(await spfOf(policy(`v=spf1 ${many(10, () => 'a')} ip4:192.0.2.1 -all`), {})).toMatchObject({
      result: 'pass',
      lookups: 10,
    });
    expect(await spfOf(policy(`v=spf1 ${many(11, () => 'a')} ip4:192.0.2.1 -all`), {})).toMatchObject({ result: 'permerror' });
  });

  it('counts over includes and redirects, the include itself too', async () => {
    const inner: Zone = { 'inner.example.com': { TXT: [`v=spf1 ${many(8, () => 'a')}`], A: ['198.51.100.2'] } };
    expect(await spfOf(policy('v=spf1 a include:inner.example.com ip4:192.0.2.1 a -all', inner), {})).toMatchObject({
      result: 'pass',
    });
    expect(await spfOf(policy('v=spf1 a include:inner.example.com a ip4:192.0.2.1 -all', inner), {})).toMatchObject({
      result: 'permerror',
    });
    expect(await spfOf(policy('v=spf1 a a redirect=inner.example.com', inner), {})).toMatchObject({ result: 'permerror' });
  });

  it('ends a loop of includes and one of redirects', async () => {
    expect(await spfOf(policy('v=spf1 include:example.com'), {})).toMatchObject({ result: 'permerror' });
    expect(await spfOf(policy('v=spf1 redirect=example.com'), {})).toMatchObject({ result: 'permerror' });
  });

  it('allows two terms that find nothing, and no third', async () => {
    expect(await spfOf(policy('v=spf1 a:n1.example.com exists:n2.example.com ?all'), {})).toMatchObject({
      result: 'neutral',
      voids: 2,
    });
    expect(await spfOf(policy('v=spf1 a:n1.example.com mx exists:n2.example.com ?all'), {})).toMatchObject({
      result: 'permerror',
    });
  });

  it('counts a name without the client’s address family as finding nothing', async () => {
    expect(await spfOf(policy('v=spf1 a ?all'), { ip: '2001:db8::1' })).toMatchObject({ voids: 1 });
  });

  it('does not count the addresses of MX hosts, nor the explanation', async () => {
    const zone: Zone = {
      'example.com': {
        TXT: ['v=spf1 a:n1.example.com a:n2.example.com mx exp=n3.example.com -all'],
        MX: ['1 n4.example.com', '2 n5.example.com'],
      },
    };
    expect(await spfOf(zone, {})).toMatchObject({ result: 'fail', lookups: 3, voids: 2 });
  });

  it('is permerror for more than ten MX hosts', async () => {
    const hosts = (count: number): Zone => ({
      'example.com': { TXT: ['v=spf1 mx -all'], MX: Array.from({ length: count }, (_, at) => `${at} h${at}.example.com`) },
    });
    expect(await spfOf(hosts(10), {})).toMatchObject({ result: 'fail' });
    expect(await spfOf(hosts(11), {})).toMatchObject({ result: 'permerror' });
  });

  it('validates ten names of a client and ignores the rest', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `wrong${at}.example.com`);
    const zone = (ptr: readonly string[]): Zone =>
      policy('v=spf1 ptr ?all', { '1.2.0.192.in-addr.arpa': { PTR: ptr }, 'right.example.com': { A: ['192.0.2.1'] } });
    expect(await spfOf(zone([...names, 'right.example.com']), {})).toMatchObject({ result: 'neutral' });
    expect(await spfOf(zone(['right.example.com', ...names]), {})).toMatchObject({ result: 'pass' });
  });

  it('has no limit on the addresses of one name', async () => {
    const zone: Zone = {
      'example.com': { TXT: ['v=spf1 a -all'], A: Array.from({ length: 40 }, (_, at) => `192.0.2.${40 - at}`) },
    };
    expect(await spfOf(zone, {})).toMatchObject({ result: 'pass' });
  });
});

describe('macros', () => {
  const passes = async (spec: string, name: string, question: Parameters<typeof spfOf>[1] = {}): Promise<boolean> =>
    (await spfOf(policy(`v=spf1 exists:${spec} -all`, { [name]: { A: ['127.0.0.2'] } }), question)).result === 'pass';

  it.each([
    ['%{i}.%{l2r-}.user.%{d2}', '192.0.2.1.gladstone.philip.user.example.com', 'philip-gladstone-test@example.com'],
    ['%{l2r+-}.user.%{d2}', 'bar.foo.user.example.com', 'foo-bar+zip+quux@example.com'],
    ['%{ir}.%{v}.example.com', '1.2.0.192.in-addr.example.com', 'a@example.com'],
    ['%{h}.%{o1}.x.example', 'mail.example.com.com.x.example', 'a@example.com'],
    ['%{S}.x.example', 'a%2bb%40example.com.x.example', 'a+b@example.com'],
    ['a%%b%_c%-d.example.com', 'a%b c%20d.example.com', 'a@example.com'],
    ['%{p}.x.example', 'unknown.x.example', 'a@example.com'],
  ])('expands %s to %s', async (spec, name, from) => {
    expect(await passes(spec, name, { from })).toBe(true);
  });

  it('expands an IPv6 address to nibbles', async () => {
    const nibbles = `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.example.com`;
    expect(await passes('%{ir}.%{v}.example.com', nibbles, { ip: '2001:db8::1' })).toBe(true);
  });

  it('prefers the domain itself, then a name below it, for p', async () => {
    const zone = policy('v=spf1 exists:%{p}.x.example -all', {
      '1.2.0.192.in-addr.arpa': { PTR: ['a.other.example', 'b.example.com'] },
      'a.other.example': { A: ['192.0.2.1'] },
      'b.example.com': { A: ['192.0.2.1'] },
      'b.example.com.x.example': { A: ['127.0.0.2'] },
    });
    expect(await spfOf(zone, {})).toMatchObject({ result: 'pass' });
  });

  it('drops labels from the left of a name that is too long', async () => {
    const long = 'a'.repeat(60);
    const zone: Zone = {
      [`${long}.${long}.example`]: { TXT: ['v=spf1 exists:first.%{d}.%{d}.example -all'] },
      [`${long}.example.${long}.${long}.example.example`]: { A: ['127.0.0.2'] },
    };
    expect(await spfOf(zone, { from: `a@${long}.${long}.example` })).toMatchObject({ result: 'pass' });
  });

  it('takes a HELO name that is none as one that does not exist', async () => {
    expect(await spfOf(policy('v=spf1 a:%{H} -all'), { helo: "JUMPIN' JUPITER" })).toMatchObject({ result: 'fail' });
  });
});

describe('the explanation', () => {
  const explained = (text: string | readonly string[], more: Zone = {}): Promise<{ readonly explanation: string | null }> =>
    spfOf(
      policy('v=spf1 -all exp=why.example.com', {
        'why.example.com': { TXT: typeof text === 'string' ? [text] : text },
        ...more,
      }),
      {
        from: '~jack&jill=up-a_b3.c@example.com',
        timestamp: 1_700_000_000,
      },
    );

  it('expands its own macros, and keeps spaces and the final dot', async () => {
    expect((await explained('%{c} is not allowed at %{r}, %{t}.')).explanation).toBe(
      '192.0.2.1 is not allowed at mx.receiver.example, 1700000000.',
    );
    expect((await explained('https://example.com/why?l=%{L}')).explanation).toBe(
      'https://example.com/why?l=~jack%26jill%3Dup-a_b3.c',
    );
  });

  it.each<[string, string | readonly string[]]>([
    ['there are two', ['one', 'two']],
    ['there is none', []],
    ['it has a macro that does not exist', 'The %{x}-files.'],
    ['it is not ASCII', '\u00ef\u00bb\u00bfWhy'],
  ])('is left out when %s', async (_, text) => {
    expect((await explained(text)).explanation).toBeNull();
  });

  it('comes from the redirect’s target and never from an include', async () => {
    const inner: Zone = {
      'inner.example.com': { TXT: ['v=spf1 -all exp=inner-why.example.com'] },
      'inner-why.example.com': { TXT: ['inner'] },
      'why.example.com': { TXT: ['outer'] },
    };
    expect(await spfOf(policy('v=spf1 exp=why.example.com redirect=inner.example.com', inner), {})).toMatchObject({
      explanation: 'inner',
    });
    expect(await spfOf(policy('v=spf1 include:inner.example.com -all exp=why.example.com', inner), {})).toMatchObject({
      explanation: 'outer',
    });
  });
});
