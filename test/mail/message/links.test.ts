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
