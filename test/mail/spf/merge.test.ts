import { describe, expect, it } from 'vitest';
import { ipText, parseIp, reverseName } from '../../../src/mail/spf/ip.ts';
import { parseIp6 } from '../../../src/text/ip-address.ts';
import { gluedTerm, meantAsSpf, spfAsMeant } from '../../../src/mail/spf/meant.ts';
import { isSpf } from '../../../src/mail/spf/record.ts';
import { mendSpf, mergeSpf, namesNobody } from '../../../src/mail/spf/merge.ts';
import { zoneLine } from '../../../src/text/zone-line.ts';

describe('merging SPF records', () => {
  it.each<[readonly string[], string | null, string]>([
    [[], 'amazonses.com', 'v=spf1 include:amazonses.com ~all'],
    [['v=spf1 mx -all'], 'amazonses.com', 'v=spf1 include:amazonses.com mx -all'],
    [['v=spf1 mx  -all', 'v=spf1 mx a ~all'], null, 'v=spf1 mx a ~all'],
    [['v=spf1 -include:amazonses.com -all'], 'amazonses.com', 'v=spf1 include:amazonses.com -all'],
    [['v=spf1 -all include:amazonses.com'], 'amazonses.com', 'v=spf1 include:amazonses.com -all'],
    [['v=spf1 redirect=_spf.example.com'], 'amazonses.com', 'v=spf1 include:amazonses.com include:_spf.example.com ~all'],
    [['v=spf1 mx redirect=_spf.example.com -all'], null, 'v=spf1 mx -all'],
    [['v=spf1 +all'], 'amazonses.com', 'v=spf1 include:amazonses.com ~all'],
  ])('makes of %j with %s the record %s', (records, include, merged) => {
    expect(mergeSpf(records, include)).toBe(merged);
  });
});

describe('mending one SPF record', () => {
  it.each<[string, readonly string[], string]>([
    ['v=spf1 include:a.example +all', [], 'v=spf1 include:a.example ~all'],
    ['v=spf1 include:a.example ?all', [], 'v=spf1 include:a.example ~all'],
    ['v=spf1 include:a.example', [], 'v=spf1 include:a.example ~all'],
    ['v=spf1 -all mx', [], 'v=spf1 mx -all'],
    // Senders beside a redirect stay as they are: it decides for all others (RFC 7208 §6.1).
    ['v=spf1  mx  redirect=_spf.example.com', [], 'v=spf1 mx redirect=_spf.example.com'],
    ['v=spf1 include=a.example -all', [], 'v=spf1 include:a.example -all'],
    ['v=spf1 redirect=a.example', [], 'v=spf1 redirect=a.example'],
    ['v=spf1 include:gone.example mx -all', ['include:gone.example'], 'v=spf1 mx -all'],
    // Nobody is left: a strict end would have every message refused.
    ['v=spf1 ip4:0.0.0.0/0 -all', ['ip4:0.0.0.0/0'], 'v=spf1 ~all'],
    ['v=spf1 -all', [], 'v=spf1 -all'],
    ['v=spf1 mx ~all +all', [], 'v=spf1 mx ~all'],
    ['v=spf1 mx -all redirect=_spf.a.example', [], 'v=spf1 mx include:_spf.a.example -all'],
    ['v=spf1 v=spf1 mx -all', [], 'v=spf1 mx -all'],
    // Only misspelt, and therefore void.
    ['v=spf1 include:https://_spf.a.example/ -all', ['include:https://_spf.a.example/'], 'v=spf1 include:_spf.a.example -all'],
  ])('makes of %s without %j the record %s', (text, drop, mended) => expect(mendSpf(text, new Set(drop))).toBe(mended));
});

it.each([
  ['v=spf1 -all', true],
  ['v=spf1', true],
  ['v=spf1 exp=why.example ~all', true],
  ['v=spf1 mx -all', false],
  ['v=spf1 redirect=a.example', false],
])('%s names nobody who sends: %s', (text, nobody) => expect(namesNobody(text)).toBe(nobody));

describe('an SPF record as it was meant', () => {
  const meant = 'v=spf1 include:_spf.a.example ip4:192.0.2.1 -all';
  it.each([
    ' v=spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    '"v=spf1 include:_spf.a.example ip4:192.0.2.1 -all"',
    '\u201cv=spf1 include:_spf.a.example ip4:192.0.2.1 -all\u201d',
    'v=spf1; include:_spf.a.example; ip4:192.0.2.1; -all',
    'v=spf1 include:_spf.a.example, ip4:192.0.2.1, -all',
    'v=spf1 include:_spf.a.example,ip4:192.0.2.1,-all',
    'v=spf1. include:_spf.a.example ip4:192.0.2.1 -all',
    'v=spf1.; include:_spf.a.example ip4:192.0.2.1 -all',
    'v=spf10 include:_spf.a.example ip4:192.0.2.1 -all',
    'v = spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'v:spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'v=spf1include:_spf.a.example ip4:192.0.2.1 -all',
    'spf2.0/mfrom,pra include:_spf.a.example ip4:192.0.2.1 -all',
    'SPF: v=spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'TXT "v=spf1 include:_spf.a.example ip4:192.0.2.1 -all"',
    '@ 3600 IN TXT v=spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'a.example. IN TXT v=spf1 include:_spf.a.example ip4:192.0.2.1 -all',
    'v=spf1\u200b include:_spf.a.example ip4:192.0.2.1 -all',
    'v=spf1 include:_spf.a.example ip4:192.0.2.1\u00a0-all',
    'v=spf1 include:_spf.a.example ip4:192.0.2.1 \u2013all',
    'v=spf1 include: _spf.a.example ip4: 192.0.2.1 -all',
    'v=spf1 include:_spf.a.example ipv4:192.0.2.1 -all',
    'v=spf1 include:_spf.a.example ip:192.0.2.1 -all',
    'v=spf1 include:_spf.a.example ip6:192.0.2.1 -all',
    'v=spf1 include:_spf.a.example 192.0.2.1 -all',
    'v=spf1 include=_spf.a.example ip4=192.0.2.1 -all',
    'v=spf1 include _spf.a.example ip4 192.0.2.1 -all',
    'v=spf1 inlcude:_spf.a.example ip:192.0.2.1 -al',
    'v=spf1 include:https://_spf.a.example/x ip4:192.0.2.1 - all',
    'v=spf1 include::_spf.a.example a:192.0.2.1 --all',
    'v=spf1 include:<_spf.a.example> mx:192.0.2.1 -all;',
    'v=spf1 include:_spf.a.example, include:192.0.2.1 -all',
  ])('is read out of %j', (text) => {
    expect(isSpf(text) || meantAsSpf(text)).toBe(true);
    expect(mendSpf(text)).toBe(meant);
  });

  it.each([
    ['v=spf1 ip4:192.0.2.1,192.0.2.2,198.51.100.0/24 ~all', 'v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 ip4:198.51.100.0/24 ~all'],
    ['v=spf1 include:a.example,b.example -all', 'v=spf1 include:a.example include:b.example -all'],
    ['v=spf1 ip4:192.0.2.0/255.255.255.0 -all', 'v=spf1 ip4:192.0.2.0/24 -all'],
    ['v=spf1 ip4:192.0.2.0/255.0.255.0 -all', 'v=spf1 ip4:192.0.2.0/255.0.255.0 -all'],
    ['v=spf1 ip4:mail.a.example ip6:192.0.2.1 -all', 'v=spf1 a:mail.a.example ip4:192.0.2.1 -all'],
    ['v=spf1 ip4:2001:db8::1,2001:db8::2 -all', 'v=spf1 ip6:2001:db8::1 ip6:2001:db8::2 -all'],
    ['v=spf1 mx:a.example/24, ip:192.0.2.1 -all', 'v=spf1 mx:a.example/24 ip4:192.0.2.1 -all'],
    // A mask is the length of its ones, where all of them stand in front.
    ['v=spf1 ip4:192.0.2.1/255.255.255.255 -all', 'v=spf1 ip4:192.0.2.1/32 -all'],
    ['v=spf1 ip4:192.0.0.0/255.255.0.0 ip4:10.128.0.0/255.128.0.0 -all', 'v=spf1 ip4:192.0.0.0/16 ip4:10.128.0.0/9 -all'],
    ['v=spf1 ip4:192.0.2.0/0.255.255.0 -all', 'v=spf1 ip4:192.0.2.0/0.255.255.0 -all'],
    ['v=spf1 ip4:192.0.2.0/255.255.255 -all', 'v=spf1 ip4:192.0.2.0/255.255.255 -all'],
    // Only a and mx have a length behind a name; what stands behind others is the path of a URL.
    [
      'v=spf1 include:a.example/24 a:b.example/24 mx:https://c.example/ -all',
      'v=spf1 include:a.example a:b.example/24 mx:c.example -all',
    ],
    ['v=spf1 redirect:_spf.a.example', 'v=spf1 redirect=_spf.a.example'],
    ['v=spf1 redirect==<_spf.a.example>', 'v=spf1 redirect=_spf.a.example'],
    ['v=spf1 mx:a.example,b.example,include:c.example -all', 'v=spf1 mx:a.example mx:b.example include:c.example -all'],
    ['v=spf1 +ip:192.0.2.1 ?192.0.2.2 ~2001:db8::1/64 -all', 'v=spf1 +ip4:192.0.2.1 ?ip4:192.0.2.2 ~ip6:2001:db8::1/64 -all'],
    ['v=spf1 exits:a.example redirct=b.example', 'v=spf1 exists:a.example redirect=b.example'],
    ['v=spf1 mx \u2212all', 'v=spf1 mx -all'],
    ['v=spf1 include\uff1aa.example \uff0bmx \uff0dall', 'v=spf1 include:a.example +mx -all'],
    [
      'v=spf1 include:b\u00fccher.example redirect=\u043f\u043e\u0447\u0442\u0430.\u0440\u0444',
      'v=spf1 include:xn--bcher-kva.example redirect=xn--80a1acny.xn--p1ai',
    ],
    ['v=spf1 mx \u02dcall', 'v=spf1 mx ~all'],
    ['v=spf1 mx \u223call', 'v=spf1 mx ~all'],
    ['v=spf1 mx ~ all', 'v=spf1 mx ~all'],
    ['v=spf1 mx ~~all', 'v=spf1 mx ~all'],
    ["v=spf1 'mx' \u201ca\u201d -all", 'v=spf1 mx a -all'],
  ])('of %s is %s', (text, record) => expect(mendSpf(text)).toBe(record));

  it.each(['google-site-verification=spf', 'spf-verify=abc', 'MS=ms123', 'v=DKIM1; p=', 'spf', 'the spf record is at _spf'])(
    'is not seen in %j',
    (text) => expect(meantAsSpf(text)).toBe(false),
  );

  it.each(['v=spf1 exists:%{i,}.a.example -all', 'v=spf1 mx:a.example/24 ip6:2001:db8::/32 ~all'])('is %s as it stands', (text) =>
    expect(mendSpf(text)).toBe(text),
  );
});

it('of more characters than anybody needs is left as it stands', () => {
  const text = (octets: number): string => `v=spf1; mx ${'a '.repeat(2_000)}`.slice(0, octets);
  expect(spfAsMeant(text(3_001))).toBe(text(3_001));
  expect(spfAsMeant(text(3_000)).startsWith('v=spf1 mx a a ')).toBe(true);
});

describe('a lost space', () => {
  it.each([
    ['v=spf1 include:a.exampleinclude:b.example -all', 'v=spf1 include:a.example include:b.example -all'],
    ['v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all', 'v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all'],
    ['v=spf1 include:a.example~all', 'v=spf1 include:a.example ~all'],
    ['v=spf1 mx-all', 'v=spf1 mx -all'],
    ['v=spf1 mxinclude:a.example -all', 'v=spf1 mx include:a.example -all'],
    ['v=spf1 mx-include:a.example -all', 'v=spf1 mx -include:a.example -all'],
  ])('in %s is put back: %s', (text, mended) => {
    expect(gluedTerm(text)).not.toBeNull();
    expect(mendSpf(text)).toBe(mended);
  });

  it.each(['v=spf1 include:a-all.example -all', 'v=spf1 -include:a.example ~all', 'v=spf1 exists:%{i}.ip4.example -all'])(
    'is not seen in %s',
    (text) => expect(gluedTerm(text)).toBeNull(),
  );
});

describe('addresses', () => {
  it.each([
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['cafe:babe::192.0.2.1', 'cafe:babe::c000:201'],
  ])('writes %s as %s', (text, written) => {
    expect(ipText(parseIp(text) ?? [])).toBe(written);
  });

  it.each([
    ':::',
    '1::2::3',
    '1:2:3',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    'fe80::1%eth0',
    '::192.0.2',
    '1.2.3.4::',
    '1:2:3:4:5:6:7::8',
  ])('refuses %s', (text) => {
    expect(parseIp6(text)).toBeNull();
  });

  it('makes the reverse name of both families', () => {
    expect(reverseName(parseIp('192.0.2.1') ?? [])).toBe('1.2.0.192.in-addr.arpa');
    expect(reverseName(parseIp('2001:db8::1') ?? [])).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
  });
});

describe('a record in zone-file form', () => {
  it('splits a long text into strings of 255 and escapes what must be', () => {
    const line = zoneLine('s1._domainkey.example.com', 'TXT', `say "p=\\" ${'a'.repeat(300)}`);
    const strings = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replace(/\\(.)/g, '$1'));
    expect(strings.map((one) => one.length)).toEqual([255, 55]);
    expect(strings.join('')).toBe(`say "p=\\" ${'a'.repeat(300)}`);
  });

  it('ends names with a dot, once', () => {
    expect(zoneLine('a.example.com.', 'CNAME', 'b.example.net')).toBe('a.example.com. 3600 IN CNAME b.example.net.');
    expect(zoneLine('a.example.com', 'MX', '10 mx.example.net.')).toBe('a.example.com. 3600 IN MX 10 mx.example.net.');
  });
});
