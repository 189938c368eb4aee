import { describe, expect, it } from 'vitest';
import type { DnsOutcome } from '../../../src/core/ports/dns.ts';
import { compareSerials, newestSerial } from '../../../src/mail/dns/serial.ts';
import { lookAgainAt, whereSeen } from '../../../src/mail/dns/where.ts';
import { delegationDifference, ipv6Works, serversBehind, serverState } from '../../../src/mail/dns/zone-health.ts';

const seen = (values: readonly string[], ttl = 300, outcome: DnsOutcome = values.length > 0 ? 'found' : 'nxdomain') => ({
  outcome,
  values,
  ttl,
});
const silent = { outcome: 'timeout' as const, values: [], ttl: null };

describe('where a record is seen', () => {
  it.each([
    ['everywhere', seen(['a', 'b']), [seen(['b', 'a']), seen(['a', 'b'])], null],
    ['some-servers', seen(['a']), [seen(['a']), seen(['b'])], null],
    ['some-servers', seen(['a']), [seen(['a']), seen([])], null],
    ['only-authoritative', seen(['old'], 77), [seen(['new']), seen(['new'])], 77],
    ['stale-negative', seen([], 55), [seen(['new'])], 55],
    ['only-caches', seen(['old'], 33), [seen([]), seen([], 1, 'nodata')], 33],
    ['nowhere', seen([]), [seen([], 1, 'nodata'), seen([])], null],
    ['everywhere', seen(['a']), [seen(['a']), silent], null],
    ['unknown', seen(['a']), [silent, silent], null],
    ['unknown', seen(['a']), [], null],
    ['unknown', silent, [seen(['a'])], null],
  ] as const)('is %s', (where, caches, authorities, cachesForget) => {
    expect(whereSeen(caches, authorities)).toEqual({ where, cachesForget });
  });

  it('is a fact about differing servers even when the resolver does not answer', () => {
    expect(whereSeen(silent, [seen(['a']), seen(['b'])]).where).toBe('some-servers');
  });

  it('says when to look again', () => {
    expect(lookAgainAt('2026-11-20T10:00:00.000Z', 300)).toBe('2026-11-20T10:05:00.000Z');
    expect(lookAgainAt('2026-11-20T10:00:00.000Z', null)).toBeNull();
  });
});

describe('serial numbers', () => {
  it.each([
    [2, 1, 1],
    [1, 2, -1],
    [7, 7, 0],
    [0, 4294967295, 1],
    [2147483648, 0, 0],
    [2147483647, 0, 1],
  ])('%i against %i is %i (RFC 1982)', (a, b, sign) => {
    expect(compareSerials(a, b)).toBe(sign);
  });

  it('have a newest one across the wrap', () => {
    expect(newestSerial([4294967290, 3, 4294967295])).toBe(3);
    expect(newestSerial([])).toBeNull();
  });
});

const server = (
  host: string,
  addresses: readonly (readonly [string, DnsOutcome, number?])[],
  listedBy: 'zone' | 'parent' | 'both' = 'both',
  lookup: DnsOutcome = 'found',
) => ({
  host,
  alias: null,
  listedBy,
  lookup,
  addresses: addresses.map(([address, outcome, serial]) => ({ address, outcome, serial: serial ?? null })),
});

describe('the servers of a zone', () => {
  it.each([
    ['serves', server('a', [['192.0.2.1', 'found']]), true],
    ['does-not-serve', server('a', [['192.0.2.1', 'lame']]), true],
    [
      'does-not-serve',
      server('a', [
        ['192.0.2.1', 'refused'],
        ['192.0.2.2', 'found'],
      ]),
      true,
    ],
    ['silent', server('a', [['192.0.2.1', 'timeout']]), true],
    [
      'silent',
      server('a', [
        ['192.0.2.1', 'found'],
        ['2001:db8::1', 'timeout'],
      ]),
      true,
    ],
    [
      'serves',
      server('a', [
        ['192.0.2.1', 'found'],
        ['2001:db8::1', 'unreachable'],
      ]),
      false,
    ],
    ['serves', server('a', [['2001:db8::1', 'unreachable']]), false],
    ['no-address', server('a', [], 'both', 'nxdomain'), true],
    ['silent', server('a', [], 'both', 'servfail'), true],
  ] as const)('are told apart: %s', (state, one, ipv6) => {
    expect(serverState(one, ipv6)).toBe(state);
  });

  const zone = (servers: ReturnType<typeof server>[], delegated: string[] | null = null) => ({
    domain: 'example.com',
    zone: 'example.com',
    outcome: 'found' as const,
    servers,
    delegation: delegated === null ? null : { parent: 'com', servers: delegated },
  });

  it('are not blamed for IPv6 when nothing answers over it', () => {
    expect(
      ipv6Works([
        zone([
          server('a', [
            ['192.0.2.1', 'found'],
            ['2001:db8::1', 'timeout'],
          ]),
        ]),
      ]),
    ).toBe(false);
    expect(ipv6Works([zone([server('a', [['2001:db8::1', 'lame']])])])).toBe(true);
  });

  it('are behind when their serial is older', () => {
    expect(serversBehind([server('a', [['192.0.2.1', 'found', 2]]), server('b', [['192.0.2.2', 'found', 1]])])).toEqual(['b']);
    expect(serversBehind([server('a', [['192.0.2.1', 'lame']])])).toEqual([]);
  });

  it('differ from the delegation when one side alone lists a server', () => {
    const own = server('ns1', [['192.0.2.1', 'found']], 'zone');
    const parents = server('ns9', [['192.0.2.9', 'found']], 'parent');
    expect(delegationDifference(zone([own, parents], ['ns9']))).toEqual({ onlyZone: ['ns1'], onlyParent: ['ns9'] });
    expect(delegationDifference(zone([server('ns1', [['192.0.2.1', 'found']])], ['ns1']))).toBeNull();
    expect(delegationDifference(zone([own]))).toBeNull();
    expect(delegationDifference(zone([parents], ['ns9']))).toBeNull();
  });
});
