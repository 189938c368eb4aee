import { describe, expect, it } from 'vitest';
import type { Zone } from '../../fakes/dns-zone.ts';
import { spfOf } from '../../fakes/spf.ts';

/** `example.com` publishes `record`; its mail host is 192.0.2.1 and 2001:db8::1. */
const zoneOf = (record: string | readonly string[], more: Zone = {}): Zone => ({
  'example.com': {
    TXT: typeof record === 'string' ? [record] : record,
    A: ['192.0.2.1'],
    AAAA: ['2001:db8::1'],
    MX: ['10 mx.example.com'],
  },
  'mx.example.com': { A: ['192.0.2.9'], AAAA: ['2001:db8::9'] },
  ...more,
});

const resultOf = async (zone: Zone, question: Parameters<typeof spfOf>[1] = {}): Promise<string> =>
  (await spfOf(zone, question)).result;

describe('before a record is read', () => {
  it.each([
    ['a label of 64 characters', `a@${'a'.repeat(64)}.example.com`],
    ['an empty label', 'a@x...example.com'],
    ['a single label', 'a@localhost'],
    ['an address literal', 'a@[192.0.2.1]'],
    ['a domain that does not exist', 'a@nowhere.example'],
    ['a domain without a record', 'a@mx.example.com'],
  ])('is none for %s', async (_, from) => {
    expect(await resultOf(zoneOf('v=spf1 -all'), { from })).toBe('none');
  });

  it('is none for a name that DNS is not asked for, whatever stands there', async () => {
    const zone: Zone = { localhost: { TXT: ['v=spf1 +all'] }, 'x..example.com': { TXT: ['v=spf1 +all'] } };
    expect([await resultOf(zone, { from: 'a@localhost' }), await resultOf(zone, { from: 'a@x..example.com' })]).toEqual([
      'none',
      'none',
    ]);
  });

  it('is none for what is no IP address', async () => {
    expect(await resultOf(zoneOf('v=spf1 +all'), { ip: 'localhost' })).toBe('none');
  });

  it.each(['timeout', 'servfail', 'refused', 'malformed'] as const)('is temperror when DNS answers with %s', async (outcome) => {
    expect(await resultOf({ 'example.com': outcome })).toBe('temperror');
  });

  it('is permerror for two records, and for a syntax error behind a match', async () => {
    expect(await resultOf(zoneOf(['v=spf1 +all', 'v=spf1 +all']))).toBe('permerror');
    expect(await resultOf(zoneOf('v=spf1 ip4:192.0.2.1 -all moo'))).toBe('permerror');
  });

  it('checks the HELO name of a null sender, and postmaster of a sender without local part', async () => {
    const zone: Zone = { 'mail.example.com': { TXT: ['v=spf1 -all exp=e.example.com'] }, 'e.example.com': { TXT: ['%{s}'] } };
    expect(await spfOf(zone, { from: '' })).toMatchObject({ result: 'fail', explanation: 'postmaster@mail.example.com' });
    expect(await spfOf(zone, { from: '@mail.example.com' })).toMatchObject({ explanation: 'postmaster@mail.example.com' });
  });

  it('takes an internationalised sender domain', async () => {
    expect(await resultOf({ 'xn--mnchen-3ya.example': { TXT: ['v=spf1 +all'] } }, { from: 'a@münchen.example' })).toBe('pass');
  });
});

describe('the mechanisms', () => {
  it.each<[string, string, string]>([
    ['v=spf1', '192.0.2.1', 'neutral'],
    ['v=spf1 ?all', '192.0.2.1', 'neutral'],
    ['v=spf1 ~all', '192.0.2.1', 'softfail'],
    ['v=spf1 all -all', '192.0.2.1', 'pass'],
    ['v=spf1 a -all', '192.0.2.1', 'pass'],
    ['v=spf1 a -all', '2001:db8::1', 'pass'],
    ['v=spf1 a/24 -all', '192.0.2.77', 'pass'],
    ['v=spf1 a/24 -all', '2001:db8::77', 'fail'],
    ['v=spf1 a//64 -all', '2001:db8::77', 'pass'],
    ['v=spf1 a//0 -all', '192.0.2.77', 'fail'],
    ['v=spf1 a:mx.example.com -all', '192.0.2.9', 'pass'],
    ['v=spf1 mx -all', '192.0.2.9', 'pass'],
    ['v=spf1 mx//64 -all', '2001:db8::99', 'pass'],
    ['v=spf1 mx -all', '192.0.2.1', 'fail'],
    ['v=spf1 mx:mx.example.com ?all', '192.0.2.9', 'neutral'],
    ['v=spf1 ip4:192.0.2.0/30 -all', '192.0.2.3', 'pass'],
    ['v=spf1 ip4:192.0.2.0/30 -all', '192.0.2.4', 'fail'],
    ['v=spf1 ip4:0.0.0.0/0 -all', '2001:db8::1', 'fail'],
    ['v=spf1 ip4:192.0.2.1 -all', '::ffff:192.0.2.1', 'pass'],
    ['v=spf1 ip6:::ffff:192.0.2.1 -all', '::ffff:192.0.2.1', 'fail'],
    ['v=spf1 ip6:2001:db8:8000::/33 -all', '2001:db8:8000::1', 'pass'],
    ['v=spf1 ip6:2001:db8:8000::/33 -all', '2001:db8::1', 'fail'],
    ['v=spf1 exists:mx.example.com -all', '2001:db8::1', 'pass'],
    ['v=spf1 exists:none.example.com -all', '192.0.2.1', 'fail'],
    ['v=spf1 a:x..example.com -all', '192.0.2.1', 'fail'],
    ['v=spf1 unknown=whatever -all', '192.0.2.1', 'fail'],
  ])('%s gives %s the result %s', async (record, ip, result) => {
    expect(await resultOf(zoneOf(record), { ip })).toBe(result);
  });

  it('does not query a null MX', async () => {
    const zone: Zone = { 'example.com': { TXT: ['v=spf1 mx'], MX: ['0 .'] } };
    expect(await spfOf(zone, {})).toMatchObject({ result: 'neutral', voids: 0 });
  });

  it('is temperror when a name of the record is not answered', async () => {
    expect(await resultOf(zoneOf('v=spf1 a:slow.example.com +all', { 'slow.example.com': 'timeout' }))).toBe('temperror');
    expect(await resultOf(zoneOf('v=spf1 mx +all', { 'mx.example.com': 'servfail' }))).toBe('temperror');
  });

  it.each([
    ['192.0.2.1', 'v=spf1 ptr -all', 'pass'],
    ['2001:db8::9', 'v=spf1 ptr:EXAMPLE.com -all', 'pass'],
    ['192.0.2.1', 'v=spf1 ptr:example.org -all', 'fail'],
    ['192.0.2.2', 'v=spf1 ptr -all', 'fail'],
    ['192.0.2.3', 'v=spf1 ptr ?all', 'neutral'],
    ['192.0.2.4', 'v=spf1 ptr -all', 'fail'],
  ])('validates the names of %s for %s', async (ip, record, result) => {
    const nibbles = `9.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;
    const zone = zoneOf(record, {
      '1.2.0.192.in-addr.arpa': { PTR: ['forged.example.com', 'Example.COM'] },
      '2.2.0.192.in-addr.arpa': { PTR: ['example.com'] },
      '3.2.0.192.in-addr.arpa': 'servfail',
      [nibbles]: { PTR: ['mx.example.com'] },
    });
    expect(await resultOf(zone, { ip })).toBe(result);
  });
});

describe('include and redirect', () => {
  it.each<[string, string, string]>([
    ['v=spf1 ip4:192.0.2.1 -all', 'v=spf1 include:inner.example.com -all', 'pass'],
    ['v=spf1 -all', 'v=spf1 include:inner.example.com ~all', 'softfail'],
    ['v=spf1 ~all', 'v=spf1 include:inner.example.com +all', 'pass'],
    ['v=spf1', 'v=spf1 include:inner.example.com -all', 'fail'],
    ['v=spf1 +all', 'v=spf1 -include:inner.example.com +all', 'fail'],
    ['v=spf1 +all', 'v=spf1 include:inner.example.com. -all', 'pass'],
    ['v=spf1 moo', 'v=spf1 include:inner.example.com +all', 'permerror'],
    ['no policy', 'v=spf1 include:inner.example.com +all', 'permerror'],
    ['v=spf1 -all', 'v=spf1 redirect=inner.example.com', 'fail'],
    ['v=spf1 -all', 'v=spf1 redirect=inner.example.com ~all', 'softfail'],
    ['no policy', 'v=spf1 redirect=inner.example.com', 'permerror'],
    ['v=spf1 +all', 'v=spf1 redirect=nowhere.example.com', 'permerror'],
    ['v=spf1 a -all', 'v=spf1 redirect=inner.example.com', 'fail'],
  ])('%s behind %s gives %s', async (inner, record, result) => {
    expect(await resultOf(zoneOf(record, { 'inner.example.com': { TXT: [inner], A: ['192.0.2.200'] } }))).toBe(result);
  });

  it('is temperror when the included name is not answered', async () => {
    expect(await resultOf(zoneOf('v=spf1 include:inner.example.com +all', { 'inner.example.com': 'timeout' }))).toBe('temperror');
  });
});
