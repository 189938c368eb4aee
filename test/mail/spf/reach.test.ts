// What a policy does for all addresses, beside what check_host() says for single ones.
import { describe, expect, it } from 'vitest';
import { evaluateSpf } from '../../../src/mail/spf/evaluate.ts';
import { type Standing, standing } from '../../../src/mail/spf/provider.ts';
import { addressText, contains, rangeOf } from '../../../src/mail/spf/ranges.ts';
import { decide, nobodySeenPasses, openness, policyOf } from '../../../src/mail/spf/reach.ts';
import { spfTree } from '../../../src/mail/spf/tree.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfLookup } from '../../fakes/spf.ts';

const WORLD: Zone = {
  'provider.example': { TXT: ['v=spf1 include:_a.provider.example ip6:2001:db8:a::/48 -all'] },
  '_a.provider.example': { TXT: ['v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all'] },
  'wide.example': { TXT: ['v=spf1 ip4:0.0.0.0/0 -all'] },
  'plus.example': { TXT: ['v=spf1 +all'] },
  'slow.example': 'timeout',
  'host.example': { A: ['198.51.100.7'], AAAA: ['2001:db8:b::7'] },
};

const treeOf = (text: string) => spfTree('example.com', spfLookup({ ...WORLD, 'example.com': { TXT: [text] } }));

const judge = async (text: string): Promise<Standing> =>
  standing(await treeOf(text), 'provider.example', await spfTree('provider.example', spfLookup(WORLD)));

describe('the provider', () => {
  it.each([
    ['v=spf1 include:provider.example -all', 'by-name'],
    ['v=spf1 redirect=provider.example', 'by-name'],
    ['v=spf1 -ip4:203.0.113.0/24 include:provider.example -all', 'by-name'],
    ['v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all', 'by-address'],
    ['v=spf1 ip4:192.0.2.0/26 ip4:192.0.2.64/26 ip4:192.0.2.128/25 ip6:2001:db8:a::/48 -all', 'by-address'],
    ['v=spf1 ip4:192.0.2.0/24 -all', 'no'],
    ['v=spf1 ip4:192.0.2.0/26 ip6:2001:db8::/32 -all', 'no'],
    ['v=spf1 ~include:provider.example ~all', 'qualified'],
    ['v=spf1 -all include:provider.example', 'after-all'],
    ['v=spf1 exists:%{i}.x.example -all', 'dynamic'],
    ['v=spf1 ?exists:%{i}.x.example include:provider.example -all', 'dynamic'],
    ['v=spf1 exists:%{i}.x.example include:provider.example -all', 'by-name'],
    ['v=spf1 -ip4:192.0.2.0/24 include:provider.example -all', 'blocked'],
    ['v=spf1 ~ip4:192.0.2.77 include:provider.example -all', 'blocked'],
    ['v=spf1 ?ip6:2001:db8::/32 include:provider.example -all', 'blocked'],
    ['v=spf1 -include:wide.example include:provider.example -all', 'blocked'],
  ])('under %s stands as %s', async (text, by) => expect((await judge(text)).by).toBe(by));

  it('is told which of its addresses do not pass, and by which term', async () =>
    expect(await judge('v=spf1 -ip4:192.0.2.64/28 include:provider.example -all')).toEqual({
      by: 'blocked',
      blocked: { first: '192.0.2.64', last: '192.0.2.79', term: '-ip4:192.0.2.64/28' },
    }));

  it('is told of its own addresses alone where the term reaches beyond them', async () =>
    expect((await judge('v=spf1 -ip4:192.0.0.0/14 include:provider.example -all')).blocked).toEqual({
      first: '192.0.2.0',
      last: '192.0.2.127',
      term: '-ip4:192.0.0.0/14',
    }));
});

describe('openness', () => {
  it.each([
    ['v=spf1 ip4:0.0.0.0/0 -all', 4, 100, ['ip4:0.0.0.0/0']],
    ['v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 -all', 4, 100, ['ip4:0.0.0.0/1', 'ip4:128.0.0.0/1']],
    ['v=spf1 ip4:64.0.0.0/4 -all', 4, 6, ['ip4:64.0.0.0/4']],
    ['v=spf1 a:host.example/0 -all', 4, 100, ['a:host.example/0']],
    ['v=spf1 a:host.example//0 -all', 6, 100, ['a:host.example//0']],
    ['v=spf1 ip6:2000::/3 -all', 6, 12, ['ip6:2000::/3']],
    ['v=spf1 exists:host.example -all', 4, 100, ['exists:host.example']],
    ['v=spf1 include:wide.example -all', 4, 100, ['include:wide.example']],
    ['v=spf1 include:plus.example -all', 4, 100, ['include:plus.example']],
    ['v=spf1 redirect=wide.example', 4, 100, ['redirect=wide.example']],
    ['v=spf1 -ip4:0.0.0.0/1 ip4:0.0.0.0/0 -all', 4, 50, ['ip4:0.0.0.0/0']],
    // Two IPv4 blocks of /8, or an IPv6 block of /16, nobody has alone; of several terms those that weigh are named, the widest first.
    ['v=spf1 ip4:20.0.0.0/8 ip4:30.0.0.0/8 -all', 4, 1, ['ip4:20.0.0.0/8', 'ip4:30.0.0.0/8']],
    ['v=spf1 ip4:20.0.0.0/9 ip4:64.0.0.0/7 ip4:192.0.2.1 -all', 4, 1, ['ip4:64.0.0.0/7', 'ip4:20.0.0.0/9']],
    ['v=spf1 ip4:20.0.0.0/10 ip4:64.0.0.0/7 -all', 4, 1, ['ip4:64.0.0.0/7']],
    ['v=spf1 ip6:2001::/16 -all', 6, 1, ['ip6:2001::/16']],
    ['v=spf1 ip4:10.0.0.0/8 ip4:20.0.0.0/8 ip4:30.0.0.0/8 -all', 4, 1, ['ip4:10.0.0.0/8', 'ip4:20.0.0.0/8', 'ip4:30.0.0.0/8']],
  ] as const)('of %s is seen', async (text, family, percent, terms) => {
    const open = openness(policyOf(await treeOf(text)));
    expect(open).toEqual({ family, percent, terms });
  });

  it.each([
    'v=spf1 include:provider.example ip4:198.51.100.0/24 -all',
    'v=spf1 ip4:10.0.0.0/8 ip6:2a01:4f8::/32 ~all',
    'v=spf1 ip4:20.0.0.0/8 -all',
    'v=spf1 ip4:20.0.0.0/8 ip4:10.0.0.0/8 -all',
    'v=spf1 ip4:20.0.0.0/8 ip4:30.0.0.0/9 ip4:31.0.0.0/10 -all',
    'v=spf1 ip6:2001::/17 -all',
    'v=spf1 ip6:fc00::/7 -all',
    'v=spf1 -ip4:0.0.0.0/0 ip4:0.0.0.0/0 -all',
    'v=spf1 ~ip4:0.0.0.0/0 -all',
    'v=spf1 -include:plus.example include:wide.example -all',
  ])('is none of %s', async (text) => expect(openness(policyOf(await treeOf(text)))).toBeNull());
});

it('of a policy with more ranges than anybody needs, the widest are looked at', async () => {
  const many = Array.from({ length: 1_001 }, (_, n) => `ip4:10.${n >> 8}.${n & 255}.0/24`).join(' ');
  expect(openness(policyOf(await treeOf(`v=spf1 ${many} ip4:0.0.0.0/0 -all`)))).toMatchObject({ percent: 100 });
  expect((await judge(`v=spf1 include:provider.example ${many} -all`)).by).toBe('by-name');
});

describe('the result for one address', () => {
  const ADDRESSES = [
    '192.0.2.0/32',
    '192.0.2.127/32',
    '198.51.100.7/32',
    '203.0.113.1/32',
    '2001:db8:a::1/128',
    '2001:db8:b::7/128',
  ];

  it.each([
    'v=spf1 include:provider.example ~all',
    'v=spf1 -ip4:192.0.2.0/26 include:provider.example ?all',
    'v=spf1 a:host.example -include:provider.example',
    'v=spf1 ?a:host.example/28 redirect=provider.example',
    'v=spf1 exists:none.example ~exists:host.example -all',
    'v=spf1 include:none.example -all',
  ])('of %s is that of check_host()', async (text) => {
    const policy = policyOf(await treeOf(text));
    const lookup = spfLookup({ ...WORLD, 'example.com': { TXT: [text] } });
    for (const address of ADDRESSES) {
      const range = rangeOf(address);
      if (range === null) throw new Error(address);
      const ip = addressText(range.family, range.first);
      const { result } = await evaluateSpf({ ip, sender: 'x@example.com', helo: 'example.com', lookup });
      expect([ip, decide(policy, 0, range.family, range.first).result]).toEqual([ip, result === 'permerror' ? 'error' : result]);
    }
  });
});

describe('a range', () => {
  it.each<readonly [string, string, string]>([
    ['192.0.2.77/24', '192.0.2.0', '192.0.2.255'],
    ['192.0.2.77/32', '192.0.2.77', '192.0.2.77'],
    ['192.0.2.77/31', '192.0.2.76', '192.0.2.77'],
    ['192.0.2.77/0', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::77/64', '2001:db8::', '2001:db8::ffff:ffff:ffff:ffff'],
    ['2001:db8::77/128', '2001:db8::77', '2001:db8::77'],
    ['2001:db8::77/0', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s begins and ends', (text, first, last) => {
    const range = rangeOf(text);
    expect([addressText(range?.family ?? 4, range?.first ?? 0n), addressText(range?.family ?? 4, range?.last ?? 0n)]).toEqual([
      first,
      last,
    ]);
  });

  it.each(['192.0.2.1', '192.0.2/24', '192.0.2.1/', '192.0.2.1/x', '192.0.2.1/1000', 'example.com/24', ''])(
    'is not “%s”',
    (text) => expect(rangeOf(text)).toBeNull(),
  );

  it('holds its first and its last address, and none of the other family', () => {
    const range = rangeOf('192.0.2.0/30');
    if (range === null) throw new Error('none');
    expect([-1n, 0n, 3n, 4n].map((by) => contains(range, 4, range.first + by))).toEqual([false, true, true, false]);
    expect(contains(range, 6, range.first)).toBe(false);
  });
});

/** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
const INSIDE =
  'ip4:10.0.0.0/8 ip4:172.16.0.0/12 ip4:192.168.0.0/16 ip4:100.64.0.0/10 ip4:169.254.0.0/16 ip6:fc00::/7 ip6:fe80::/10';

describe('whom a receiver can see', () => {
  it.each<readonly [string, 'nobody' | 'private' | null]>([
    ['v=spf1 -all', 'nobody'],
    ['v=spf1', 'nobody'],
    ['v=spf1 ?all', 'nobody'],
    ['v=spf1 ~ip4:192.0.2.1 -all', 'nobody'],
    [`v=spf1 ${INSIDE} -all`, 'private'],
    ['v=spf1 ip4:10.1.2.3 -all', 'private'],
    [`v=spf1 ${INSIDE} ip4:192.0.2.1 -all`, null],
    ['v=spf1 ip4:172.16.0.0/11 -all', null],
    ['v=spf1 ip4:10.0.0.0/7 -all', null],
    ['v=spf1 ip4:192.168.0.0/15 -all', null],
    ['v=spf1 ip6:fe80::/9 -all', null],
    ['v=spf1 ip4:10.0.0.0/8 exists:%{i}.x.example -all', null],
    ['v=spf1 exists:%{i}.x.example -all', null],
    ['v=spf1 -exists:%{i}.x.example -all', 'nobody'],
    // What DNS did not answer may be anybody.
    ['v=spf1 include:slow.example -all', null],
    ['v=spf1 a:slow.example -all', null],
    ['v=spf1 exists:slow.example -all', null],
    ['v=spf1 redirect=slow.example', null],
    ['v=spf1 -a:slow.example -all', 'nobody'],
  ])('passes under %s: %s', async (text, who) => {
    const told = nobodySeenPasses(await treeOf(text));
    expect(told === null ? null : told.includes('private') ? 'private' : 'nobody').toBe(who);
  });
});
