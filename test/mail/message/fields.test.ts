// Fields of a message's header, by the examples of the RFCs that define them and by what the makes write.
import { describe, expect, it } from 'vitest';
import { parseAddressList } from '../../../src/mail/message/address-list.ts';
import { parseAuthResults } from '../../../src/mail/message/authentication-results.ts';
import { decodedWords } from '../../../src/mail/message/encoded-words.ts';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { parseReceived } from '../../../src/mail/message/received.ts';
import { unsubscribeOf } from '../../../src/mail/message/unsubscribe.ts';

const said = (value: string): readonly string[] => {
  const { authservId, results } = parseAuthResults(value);
  return [
    authservId ?? 'nobody',
    ...results.map(({ method, result, domain, selector }) =>
      [`${method}=${result}`, ...(domain === null ? [] : [domain]), ...(selector === null ? [] : [`s=${selector}`])].join(' '),
    ),
  ];
};

describe('Authentication-Results', () => {
  it.each<readonly [string, readonly string[]]>([
    // RFC 8601 Appendix B.
    ['example.org 1; none', ['example.org']],
    ['example.com; spf=pass smtp.mailfrom=example.net', ['example.com', 'spf=pass example.net']],
    [
      'example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net',
      ['example.com', 'auth=pass', 'spf=pass example.net'],
    ],
    [
      'example.com; dkim=pass reason="good signature" header.i=@mail-router.example.net; dkim=fail reason="bad signature" header.i=@newyork.example.com',
      ['example.com', 'dkim=pass mail-router.example.net', 'dkim=fail newyork.example.com'],
    ],
    [
      'foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn’t expecting it) 1362471462',
      ['foo.example.net', 'dkim=fail'],
    ],
    // Comments nest and hold what is no result; a quoted pair closes nothing (RFC 5322 §3.2.2).
    ['mx.example; dkim=fail (a (b; dmarc=pass) c\\) ; spf=pass) header.d=example.com', ['mx.example', 'dkim=fail example.com']],
    ['mx.example; dkim=fail reason="not; dmarc=pass (\\"yet\\")" header.d=example.com', ['mx.example', 'dkim=fail example.com']],
    [
      'mx.example; dmarc=pass reason="open (" header.from=example.com; spf=none',
      ['mx.example', 'dmarc=pass example.com', 'spf=none'],
    ],
    // Whose word it is: a name, quoted or not, with a version or without.
    ['"mx \\"one\\" example" 1; spf=none', ['mx "one" example', 'spf=none']],
    ['MX.Example   12; spf=none', ['mx.example', 'spf=none']],
    ['mx.example 1 2; spf=none', ['nobody', 'spf=none']],
    ['spf=pass smtp.mailfrom=<bounce@Example.NET>; dkim=none', ['nobody', 'spf=pass example.net', 'dkim=none']],
    // The domain that each method speaks of, and the first word of two.
    ['mx; dkim=pass header.i=@sub.example.com header.d=example.com header.s=S1', ['mx', 'dkim=pass example.com s=s1']],
    ['mx; spf=pass smtp.helo=mta.example.net', ['mx', 'spf=pass mta.example.net']],
    ['mx; dmarc=PASS header.from=example.com header.from=other.example', ['mx', 'dmarc=pass example.com']],
    ['mx; arc=pass header.d=example.com', ['mx', 'arc=pass']],
    ['', ['nobody']],
    [';;;', ['nobody']],
  ])('%s', (value, expected) => {
    expect(said(value)).toEqual(expected);
  });

  it('is not read without end', () => {
    expect(parseAuthResults(`mx${'; spf=pass'.repeat(500)}`).results).toHaveLength(64);
  });
});

describe('a list of addresses', () => {
  it.each<readonly [string, readonly string[]]>([
    // RFC 5322 Appendix A.1 and A.5.
    ['Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>', ['mary@x.test', 'jdoe@example.org', 'one@y.test']],
    ['"Joe Q. Public" <john.q.public@example.com>', ['john.q.public@example.com']],
    ['A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;', ['c@a.test', 'joe@where.test', 'jdoe@one.test']],
    ['Undisclosed recipients:;', []],
    ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', ['pete@silly.test']],
    ['(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;', []],
    ['"Giant; \\"Big\\" Box" <sysservices@example.net>', ['sysservices@example.net']],
    ['"a, b" <one@x.test>, (c, <two@x.test>) three@x.test', ['one@x.test', 'three@x.test']],
    ['"a\\"b, c" <one@x.test>', ['one@x.test']],
    ['"a\\\\" <one@x.test>, two@x.test', ['one@x.test', 'two@x.test']],
    ['"a b"@x.test', ['"a b"@x.test']],
    ['"a\\\\b"@x.test', ['"a\\\\b"@x.test']],
    ['<one@x.test> "(" , two@x.test', ['one@x.test', 'two@x.test']],
    ['Name <a@b.test> <c@d.test>', ['c@d.test']],
    ['Open <a@b.test', ['a@b.test']],
    ['no address, at all', []],
  ])('%s', (value, expected) => {
    expect(parseAddressList(value).map((one) => `${one.local}@${one.domain}`)).toEqual(expected);
  });
});

describe('encoded words', () => {
  it.each([
    // RFC 2047 §8.
    ['=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>', 'Keith Moore <moore@cs.utk.edu>'],
    ['=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=', 'Keld Jørn Simonsen'],
    [
      '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=',
      'If you can read this you understand the example.',
    ],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?q?b?=)', '(ab)'],
    ['=?ISO-8859-1*en?b?YQ==?=', 'a'],
    ['=?utf-8?B?4oKs?=', '€'],
    ['=?no-such-charset?Q?a?=', '=?no-such-charset?Q?a?='],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
  ])('%s', (value, expected) => {
    expect(decodedWords(value)).toBe(expected);
  });
});

describe('Received', () => {
  // RFC 3848, RFC 6531 §4.3: the S of a protocol says TLS; of a name that is no such protocol nothing is known.
  it.each<readonly [string, boolean | null]>([
    ['SMTP', false],
    ['ESMTP', false],
    ['ESMTPA', false],
    ['LMTP', false],
    ['LMTPA', false],
    ['UTF8SMTP', false],
    ['UTF8SMTPA', false],
    ['UTF8LMTPA', false],
    ['SMTPS', true],
    ['ESMTPS', true],
    ['ESMTPSA', true],
    ['LMTPS', true],
    ['LMTPSA', true],
    ['UTF8SMTPS', true],
    ['UTF8SMTPSA', true],
    ['UTF8LMTPS', true],
    ['HTTPS', true],
    ['ESMTP/TLS/ECDHE-RSA-AES256-GCM-SHA384', true],
    ['HTTP', null],
    ['ESMTPX', null],
    ['XESMTP', null],
    ['XESMTPS', null],
    ['ESMTPSX', null],
    ['HTTPSX', null],
    ['SMTP/TLS', true],
    ['ESMTP/TLSX', null],
    ['local', null],
  ])('with %s: TLS %s', (protocol, tls) => {
    const at = `from a.example ([192.0.2.1]) by b.example with ${protocol} id 1; Fri, 27 Nov 2026 20:00:00 +0000`;
    expect(parseReceived(at)).toMatchObject({ tls, protocol: protocol.toUpperCase(), by: 'b.example', ip: '192.0.2.1' });
  });

  it.each<readonly [string, object]>([
    [
      'from unknown (HELO mta.example) (192.0.2.7) by b.example with SMTP',
      { helo: 'mta.example', reverse: 'unknown', ip: '192.0.2.7' },
    ],
    [
      'from host.example ([192.0.2.8] helo=mta.example) by b.example with esmtps (TLS1.3)',
      { helo: 'mta.example', reverse: 'host.example', tls: true, tlsVersion: 'TLS 1.3' },
    ],
    ['from 192.0.2.9 (EHLO mta.example) by b.example with SMTPs', { helo: 'mta.example', reverse: null, ip: '192.0.2.9' }],
    [
      'from mta.example (host.example. [IPv6:2001:db8::1]) by b.example (v 1) with (AES256-SHA encrypted) ESMTPS',
      { helo: 'mta.example', reverse: 'host.example', ip: '2001:db8::1', protocol: 'ESMTPS' },
    ],
    [
      'by 192.0.2.10 with SMTP id 1; Fri, 27 Nov 2026 21:00:00 +0100 (CET)',
      { by: null, byAddress: '192.0.2.10', at: '2026-11-27T20:00:00.000Z' },
    ],
    ['from a.example by b.example; no date', { at: null, protocol: null }],
    // What the makes write of TLS beside the protocol, and its version as RFC 8446 and those before it are called.
    ['from a.example by b.example with SMTP (using TLSv1.2 with cipher X (256/256 bits))', { tls: true, tlsVersion: 'TLS 1.2' }],
    ['from a.example by b.example (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384)', { tls: true, tlsVersion: 'TLS 1.3' }],
    ['from a.example by b.example with SMTP (version=TLSv1)', { tls: true, tlsVersion: 'TLS 1.0' }],
    ['from a.example by b.example with SMTP (SSLv3)', { tls: true, tlsVersion: 'SSL 3.0' }],
    ['from a.example by b.example with SMTP (using SSLv2)', { tls: true, tlsVersion: 'SSL 2.0' }],
    ['from a.example by b.example with SMTP (cipher=AES)', { tls: true, tlsVersion: null }],
    ['from a.example by b.example with SMTP (TLS)', { tls: true, tlsVersion: null }],
    ['from a.example by b.example with SMTP (no TLS wanted)', { tls: false, tlsVersion: null }],
    ['from a.example (host.example  [192.0.2.1]) by b.example', { helo: 'a.example', reverse: 'host.example' }],
    // An address in brackets comes before what the client said of itself, and what is none is none.
    ['from [198.51.100.1] ([192.0.2.1]) by b.example', { helo: null, ip: '198.51.100.1' }],
    ['from 198.51.100.1 (unknown [192.0.2.1]) by b.example', { ip: '192.0.2.1', reverse: 'unknown' }],
    ['from a.example ([no address]) (999.1.1.1 192.0.2.1) by b.example', { ip: '192.0.2.1' }],
    ['from a.example ([UNAVAILABLE]) by b.example', { ip: null }],
    // Words inside comments begin no clause, and the first of two counts.
    ['from a.example (by c.example with SMTPS) by b.example with SMTP', { by: 'b.example', protocol: 'SMTP', tls: false }],
    ['from a.example by b.example by c.example', { by: 'b.example' }],
    ['from a.example ) by b.example', { by: 'b.example' }],
    ['by b.example; Fri, 27 Nov 2026 20:00:00 +0000', { by: 'b.example', helo: null, ip: null, at: '2026-11-27T20:00:00.000Z' }],
    ['from a.example by b.example (envelope-from <x@y.example>)', { envelopeFrom: 'x@y.example' }],
    ['from a.example by b.example (envelope-from x@y.example)', { envelopeFrom: 'x@y.example' }],
    ['from a.example by b.example', { envelopeFrom: null, at: null }],
  ])('%s', (value, expected) => {
    expect(parseReceived(value)).toMatchObject(expected);
  });
});

describe('List-Unsubscribe', () => {
  const of = (...lines: readonly string[]) => unsubscribeOf(parseHeader(Buffer.from(`${lines.join('\r\n')}\r\n\r\nbody`)));

  it('is read as far as somebody could mean it', () => {
    const many = Array.from({ length: 40 }, (_, n) => `<https://h${n}.example/u>`).join(', ');
    expect(of(`List-Unsubscribe: ${many}`).hosts).toHaveLength(20);
    expect(
      of(
        'List-Unsubscribe: <mailto:u@a.example>, <https://a.example/u?\r\n x=1>',
        'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
      ),
    ).toEqual({
      fields: 1,
      schemes: ['mailto', 'https'],
      hosts: ['a.example'],
      postFields: 1,
      oneClick: true,
      bulk: false,
    });
    expect(of('Precedence: Bulk').bulk).toBe(true);
    expect(of('Precedence: bulky').bulk).toBe(false);
    expect(of('List-Id: <a.example>').bulk).toBe(true);
  });
});
