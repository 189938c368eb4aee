import { describe, expect, it } from 'vitest';
import { inboxLinks } from '../../../src/checks/message/inbox-links.ts';
import { lines } from '../../fakes/messages.ts';
import { judged } from './judge.ts';

const html = (body: string, ...fields: readonly string[]): string =>
  lines(
    'From: billing@example.com',
    ...fields,
    'Content-Type: text/html; charset=utf-8',
    '',
    `<html><body>${body}</body></html>`,
  );
const text = (body: string): string => lines('From: billing@example.com', '', body);
const link = (url: string): string => `<a class="x" href="${url}">pay</a>`;

const sealed = (type: string): string => lines('From: billing@example.com', `Content-Type: ${type}`, '', 'MIIGDA==');

const AWS = 'https://abc.r.ap-south-1.awstrack.me/L0/https:%2F%2Fwww.example.com%2Fpay/1/0100/xyz=1';

describe('inbox-links', () => {
  it.each<[string, string, string]>([
    ['ok', 'pass', html(link('https://www.example.com/pay'))],
    ['ok', 'pass', html(`${link('https://pay.stripe.example/x')}<img src="https://cdn.example.com/logo.png">`)],
    ['ok', 'pass', text('Pay at https://www.example.com/pay?id=1.')],
    ['rewritten', 'warn', html(link(AWS))],
    ['rewritten', 'warn', html(`<A HREF='https://u1.ct.sendgrid.net/ls/click?upn=x'>pay</A>`)],
    ['rewritten', 'warn', text('Pay at https://click.pstmrk.it/3s/www.example.com/x')],
    [
      'open-pixel',
      'warn',
      html(`${link('https://www.example.com/pay')}<img src=https://abc.r.ap-south-1.awstrack.me/I0/1/ width=1>`),
    ],
    ['marketing-mail', 'not-applicable', html(link(AWS), 'List-Unsubscribe: <https://example.com/u>')],
    [
      'rewritten-by-receiver',
      'pass',
      html(link('https://emea01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.com')),
    ],
    ['address-link', 'warn', html(link('https://203.0.113.5/pay'))],
    ['address-link', 'warn', html(link('https://[2001:db8::1]/pay'))],
    ['not-https', 'warn', html(link('http://www.example.com/pay'))],
    ['no-links', 'not-applicable', html('no link')],
    ['no-links', 'not-applicable', html(`${link('mailto:help@example.com')}${link('#top')}${link('cid:1')}${link('https://')}`)],
    ['ok', 'pass', html(link('https://awstrack.me.evil.example/'))],
    ['sealed', 'inconclusive', sealed('application/pkcs7-mime; smime-type=enveloped-data')],
    ['sealed', 'inconclusive', sealed('application/pgp-encrypted')],
  ])('%s: %s', async (reason, status, message) => {
    expect(await judged(inboxLinks, message)).toMatchObject({ status, reason });
  });

  it.each([
    [
      'quoted-printable',
      html('')
        .replace('<body>', `<body><a href=3D"https://abc.r.us-east-1.awst=\r\nrack.me/L0/x">pay</a>`)
        .replace('Content-Type', 'Content-Transfer-Encoding: quoted-printable\r\nContent-Type'),
    ],
    [
      'base64',
      lines(
        'From: a@example.com',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(link(AWS)).toString('base64'),
      ),
    ],
    [
      'a part of a part',
      lines(
        'From: a@example.com',
        'Content-Type: multipart/mixed; boundary=o',
        '',
        '--o',
        'Content-Type: multipart/alternative; boundary="i i"',
        '',
        '--i i',
        '',
        'text',
        '--i i',
        'Content-Type: text/html',
        '',
        link(AWS),
        '--i i--',
        '--o--',
      ),
    ],
    [
      'UTF-16',
      Buffer.concat([
        Buffer.from(lines('From: a@example.com', 'Content-Type: text/html; charset=utf-16le', '')),
        Buffer.from(link(AWS), 'utf16le'),
      ]),
    ],
  ])('reads %s', async (_, message) => {
    expect(await judged(inboxLinks, message)).toMatchObject({ reason: 'rewritten' });
  });

  it('keeps hosts, and nothing else of a link', async () => {
    const finding = await judged(inboxLinks, html(link('https://user:pw@www.example.com/pay/secret?token=abc')));
    expect(JSON.stringify(finding)).not.toMatch(/secret|token=|pw@/);
    expect(finding.observed).toMatchObject({ hosts: [{ host: 'www.example.com', links: 1, own: true }] });
  });
});
