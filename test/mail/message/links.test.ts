// Where a link leads is read as a reader's program reads it, however the HTML is written.
import { describe, expect, it } from 'vitest';
import { linkedHosts } from '../../../src/mail/message/links.ts';

const hostsOf = (text: string, type = 'text/html') =>
  linkedHosts([{ type, text }], 'example.com').map(({ host, plain, links, pictures }) => ({ host, plain, links, pictures }));

const link = (host: string, plain = false) => [{ host, plain, links: 1, pictures: 0 }];
const picture = (host: string, plain = false) => [{ host, plain, links: 0, pictures: 1 }];

describe('a link in HTML', () => {
  it.each([
    ['<a href="https://pay.example.com/x">', link('pay.example.com')],
    ['<A HREF=http://pay.example.com/x>', link('pay.example.com', true)],
    ['<a href="https&#58;//other.example/x">', link('other.example')],
    ['<a href="&#x68;ttp&colon;&sol;&#47other.example">', link('other.example', true)],
    ['<a href="ht\ntps://other.\texample/">', link('other.example')],
    ['<a href="https://example.com&commat;other.example/">', link('other.example')],
    ['<a href="https://example.com/?a=1&amp;b=2">', link('example.com')],
    ['<a href="&amp;#104;ttps://example.com/">', []],
    ['<a href="//other.example/x">', link('other.example')],
    ['<form action="http://other.example/p">', link('other.example', true)],
    ['<div style="background:url(http://other.example/a.png)">', picture('other.example', true)],
    ["<style>td{background:url('https://img.example.com/a.png')}</style>", picture('img.example.com')],
    ['<!-- <a href="http://old.example/">then</a> -->', []],
    ['<!--[if mso]><a href="http://old.example/">Outlook</a><![endif]-->', link('old.example', true)],
    ['<a href="mailto:help@example.com"><a href="#top"><img src="cid:logo">', []],
  ])('%s leads where a reader’s program goes', (html, expected) => {
    expect(hostsOf(html)).toEqual(expected);
  });

  it('is taken as it stands in plain text', () => {
    expect(hostsOf('pay: http://pay.example.com/x?a=1&amp;b=2.', 'text/plain')).toEqual(link('pay.example.com', true));
  });
});

describe('the hosts of a message', () => {
  const of = (html: string, from: string | null = 'example.com') => linkedHosts([{ type: 'text/html', text: html }], from);
  const to = (...urls: readonly string[]): string => urls.map((url) => `<a href="${url}">x</a>`).join('');

  it('are told once each, with what leads there, the most linked first', () => {
    const html = `${to('https://b.example/1')}<img src='https://a.example/1'><a href='http://A.example/2'>${to('https://a.example./3')}`;
    expect(of(html).map(({ host, links, pictures, plain }) => [host, links, pictures, plain])).toEqual([
      ['a.example', 2, 1, true],
      ['b.example', 1, 0, false],
    ]);
  });

  it.each<readonly [string, object]>([
    ['https://example.com/', { own: true, rewriter: null, bare: false }],
    ['https://click.example.com/', { own: true }],
    ['https://notexample.com/', { own: false }],
    ['https://192.0.2.1/', { own: false, bare: true, host: '192.0.2.1' }],
    ['https://[2001:db8::1]/', { bare: true, host: '2001:db8::1' }],
    ['https://münchen.example/', { host: 'xn--mnchen-3ya.example' }],
    ['https://x.awstrack.me/L0/', { rewriter: { name: 'Amazon SES', kind: 'sender' } }],
    ['https://notawstrack.me/', { rewriter: null }],
    ['https://eur01.safelinks.protection.outlook.com/?url=x', { rewriter: { name: 'Microsoft Safe Links', kind: 'receiver' } }],
  ])('of %s are known', (url, expected) => {
    expect(of(to(url))).toMatchObject([expected]);
  });

  it('are somebody’s own above the From domain too, and nobody’s where there is none', () => {
    expect(of(to('https://example.com/'), 'mail.example.com')).toMatchObject([{ own: true }]);
    expect(of(to('https://example.com/'), null)).toMatchObject([{ own: false }]);
  });

  it('are those of http and https alone', () => {
    expect(of(to('ftp://a.example/', 'javascript:https://a.example', '/path', 'https:', 'https://a b/', 'tel:+49'))).toEqual([]);
  });

  it('are counted up to 2,000 links, and 100 are told', () => {
    const many = (count: number): string => to(...Array.from({ length: count }, (_, n) => `https://h${n}.example/`));
    expect(of(many(150))).toHaveLength(100);
    expect(of(to('https://a.example/').repeat(2_500))).toMatchObject([{ links: 2_000 }]);
    const styled = (count: number): string => '<p style="background:url(https://a.example/)">'.repeat(count);
    expect(of(`${to('https://a.example/')}${styled(2_500)}`)).toMatchObject([{ links: 1, pictures: 1_999 }]);
    const plain = [{ type: 'text/plain', text: 'https://a.example/ '.repeat(2_500) }];
    expect(linkedHosts([...plain, ...plain], null)).toMatchObject([{ links: 2_000 }]);
  });

  it.each([
    // Character references, of which WHATWG’s HTML bears such without a semicolon, and such as nobody has.
    ['https&#0;://a.example/', []],
    ['https&#58//a.example/', ['a.example']],
    ['https&#1114112;://a.example/', []],
    ['https&colon;&sol;&sol;a&period;example', ['a.example']],
    ['https://a.example/&none;', ['a.example']],
    ['&NewLine; https://a.example/', ['a.example']],
  ])('are read out of %s', (url, hosts) => {
    expect(of(to(url)).map(({ host }) => host)).toEqual(hosts);
  });
});
