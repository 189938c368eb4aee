// What a policy does for all addresses, beside what check_host() says for single ones.
import { describe, expect, it } from 'vitest';
import { evaluateSpf } from '../../../src/mail/spf/evaluate.ts';
import { type Standing, standing } from '../../../src/mail/spf/provider.ts';
import { addressText, rangeOf } from '../../../src/mail/spf/ranges.ts';
import { decide, openness, policyOf } from '../../../src/mail/spf/reach.ts';
import { spfTree } from '../../../src/mail/spf/tree.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfLookup } from '../../fakes/spf.ts';

const WORLD: Zone = {
  'provider.example': { TXT: ['v=spf1 include:_a.provider.example ip6:2001:db8:a::/48 -all'] },
  '_a.provider.example': { TXT: ['v=spf1 ip4:192.0.2.0/25 ip4:192.0.2.128/25 -all'] },
  'wide.example': { TXT: ['v=spf1 ip4:0.0.0.0/0 -all'] },
  'plus.example': { TXT: ['v=spf1 +all'] },
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
  ] as const)('of %s is seen', async (text, family, percent, terms) => {
    const open = openness(policyOf(await treeOf(text)));
    expect(open).toEqual({ family, percent, terms });
  });

  it.each([
    'v=spf1 include:provider.example ip4:198.51.100.0/24 -all',
    'v=spf1 ip4:10.0.0.0/8 ip6:2a01:4f8::/32 ~all',
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
