import { describe, expect, it } from 'vitest';
import { spfTree } from '../../../src/mail/spf/tree.ts';
import { spfRows } from '../../../src/mail/spf/tree-text.ts';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfLookup } from '../../fakes/spf.ts';

const tree = (zone: Zone) => spfTree('Example.com', spfLookup(zone));
const policy = (text: string, more: Zone = {}): Zone => ({
  'example.com': { TXT: [text], A: ['192.0.2.1'], MX: ['10 example.com'] },
  ...more,
});

describe('the SPF tree', () => {
  it('counts every term that causes DNS questions, inside includes too, and none behind all', async () => {
    const zone = policy('v=spf1 a mx include:one.example ptr -all include:two.example redirect=two.example', {
      'one.example': { TXT: ['v=spf1 include:two.example exists:example.com ~all'] },
      'two.example': { TXT: ['v=spf1 a:example.com ~all'] },
    });
    const found = await tree(zone);
    expect(found.lookups).toBe(1 + 1 + (1 + (1 + 1) + 1) + 1);
    expect(found.nodes.map(({ domain, depth }) => [domain, depth])).toEqual([
      ['example.com', 0],
      ['one.example', 1],
      ['two.example', 2],
    ]);
  });

  it('follows a redirect where there is no all', async () => {
    const zone = policy('v=spf1 redirect=_spf.%{d}', { '_spf.example.com': { TXT: ['v=spf1 a -all'] } });
    expect(await tree(zone)).toMatchObject({ lookups: 2, nodes: [{ state: 'ok' }, { domain: '_spf.example.com' }] });
  });

  it('knows which terms find nothing, for both address families', async () => {
    const zone = policy('v=spf1 a:v6.example.com a:none.example.com mx:none.example.com exists:none.example.com -all', {
      'v6.example.com': { AAAA: ['2001:db8::1'] },
    });
    const found = await tree(zone);
    expect(found.voids).toBe(3);
    expect(found.nodes[0]?.terms.map(({ isVoid }) => isVoid)).toEqual([false, true, true, true, null]);
  });

  it('keeps what depends on the message apart, and does not follow it', async () => {
    const found = await tree(policy('v=spf1 include:%{i}._spf.example.com exists:%{l}.example.com -all'));
    expect(found.nodes).toHaveLength(1);
    expect(found.nodes[0]?.terms.map(({ dynamic }) => dynamic)).toEqual([true, true, false]);
  });

  it('ends a loop where it begins again', async () => {
    const zone = policy('v=spf1 include:one.example -all', { 'one.example': { TXT: ['v=spf1 include:example.com -all'] } });
    expect((await tree(zone)).nodes.map(({ state }) => state)).toEqual(['ok', 'ok', 'loop']);
  });

  it('asks for forty records at most', async () => {
    const bomb = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [
        `d${at}.example`,
        { TXT: [`v=spf1 include:d${at + 1}.example include:d${at + 1}.example -all`] },
      ]),
    );
    const asked: string[] = [];
    const lookup = spfLookup(bomb);
    const found = await spfTree('d0.example', (name, type) => {
      asked.push(name);
      return lookup(name, type);
    });
    expect(asked).toHaveLength(40);
    expect(found.nodes.some(({ state }) => state === 'not-followed')).toBe(true);
    expect(found.lookups).toBeGreaterThan(10);
  });

  it('keeps NXDOMAIN, silence and a broken record apart', async () => {
    const zone = policy('v=spf1 include:gone.example include:slow.example include:bad.example -all', {
      'slow.example': 'timeout',
      'bad.example': { TXT: ['v=spf1 moo'] },
    });
    expect((await tree(zone)).nodes.map(({ state, outcome }) => [state, outcome])).toEqual([
      ['ok', 'found'],
      ['none', 'nxdomain'],
      ['unseen', 'timeout'],
      ['syntax', 'found'],
    ]);
  });

  it('reads as rows, long lists of ranges as their number', async () => {
    const ranges = [1, 2, 3, 4].map((at) => `ip4:192.0.2.${at}`).join(' ');
    const zone = policy(`v=spf1 ${ranges} a:none.example.com include:gone.example ?all mx`);
    expect(spfRows(await tree(zone))).toEqual([
      {
        record: 'example.com',
        costs: 2,
        terms: '4 ip4/ip6 ranges a:none.example.com (1, finds nothing) include:gone.example (1) ?all mx (1, never read)',
      },
      { record: '› gone.example', costs: 0, terms: '', trouble: 'none' },
    ]);
  });

  it('marks as rows what is only the message’s, each record under its own, and what is wrong there', async () => {
    const zone = policy('v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 ip4:192.0.2.3 exists:%{i}.x.example include:one.example -all', {
      'one.example': { TXT: ['v=spf1 a:example.com include:two.example ip4:1.2.3.4/33'] },
    });
    expect(spfRows(await tree(zone))).toEqual([
      {
        record: 'example.com',
        costs: 2,
        terms:
          'ip4:192.0.2.1 ip6:2001:db8::1 ip4:192.0.2.3 exists:%{i}.x.example (1, depends on the message) include:one.example (1) -all',
      },
      {
        record: '› one.example',
        costs: 0,
        terms: '',
        trouble: 'syntax: “ip4:1.2.3.4/33” has a prefix length that does not exist',
      },
    ]);
  });

  it('knows the addresses of each term, with its own length', async () => {
    const zone = policy(
      'v=spf1 a/24//64 mx:m.example/30 ip4:192.0.2.1 ip4:192.0.2.0/24 ip6:2001:db8::1 ip6:2001:db8::/32 ptr all',
      {
        'example.com': {
          TXT: ['v=spf1 a/24//64 mx:m.example/30 ip4:192.0.2.1 ip4:192.0.2.0/24 ip6:2001:db8::1 ip6:2001:db8::/32 ptr all'],
          A: ['192.0.2.9'],
          AAAA: ['2001:db8::9'],
        },
        'm.example': { MX: ['10 h.example', '20 .'] },
        'h.example': { A: ['198.51.100.1'] },
      },
    );
    expect((await tree(zone)).nodes[0]?.terms.map(({ networks, mxHosts }) => [networks, mxHosts])).toEqual([
      [['192.0.2.9/24', '2001:db8::9/64'], null],
      [['198.51.100.1/30'], 1],
      [['192.0.2.1/32'], null],
      [['192.0.2.0/24'], null],
      [['2001:db8::1/128'], null],
      [['2001:db8::/32'], null],
      [[], null],
      [[], null],
    ]);
  });

  it('does not know whether a term finds anything where DNS did not answer for all of it', async () => {
    const zone = policy(
      'v=spf1 a:a.example mx:slow.example mx:half.example exists:slow.example mx:none.example exists:b..example -all',
      {
        'a.example': { A: ['192.0.2.1'], AAAA: 'timeout' },
        'slow.example': 'timeout',
        'half.example': { MX: ['10 slow.example'] },
        'none.example': { MX: ['0 .'] },
      },
    );
    expect((await tree(zone)).nodes[0]?.terms.map(({ isVoid }) => isVoid)).toEqual([null, null, null, null, false, true, null]);
  });
});
