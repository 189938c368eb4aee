import { describe, expect, it } from 'vitest';
import { inboxForm } from '../../../src/checks/message/inbox-form.ts';
import { lines, received } from '../../fakes/messages.ts';
import { judged } from './judge.ts';

const NAMED = ['From: billing@example.com', 'Date: Fri, 27 Nov 2026 09:00:00 +0000', 'Message-ID: <1@example.com>'];

const message = (type: string, body: string | Uint8Array, ...fields: readonly string[]): Uint8Array =>
  Buffer.concat([Buffer.from(lines(...NAMED, `Content-Type: ${type}`, ...fields, '')), Buffer.from(body as string)]);
const both = (html: string): Uint8Array =>
  message(
    'multipart/alternative; boundary=b',
    lines('--b', '', 'text', '--b', 'Content-Type: text/html; charset=utf-8', '', html, '--b--'),
  );
const nested = (depth: number): Uint8Array =>
  message(
    'multipart/mixed; boundary=b0',
    Array.from({ length: depth }, (_, n) => lines(`--b${n}`, `Content-Type: multipart/mixed; boundary=b${n + 1}`, '')).join(''),
  );

describe('inbox-form', () => {
  it.each<[string, string, string | Uint8Array]>([
    ['ok', 'pass', received()],
    ['ok', 'pass', both('<p>Hello</p>')],
    ['ok', 'pass', message('text/plain; charset=utf-8', 'Grüße', 'Content-Transfer-Encoding: 8bit')],
    ['ok', 'pass', message('text/plain; charset=ISO-8859-1', 'Gr=FC=DFe', 'Content-Transfer-Encoding: quoted-printable')],
    ['eight-bit-undeclared', 'warn', message('text/plain; charset=utf-8', 'Grüße')],
    [
      'charset-wrong',
      'warn',
      message('text/plain; charset=utf-8', Buffer.from('Gr\u00fc\u00dfe', 'latin1'), 'Content-Transfer-Encoding: 8bit'),
    ],
    ['charset-wrong', 'warn', message('text/plain', 'Grüße', 'Content-Transfer-Encoding: 8bit')],
    ['charset-unknown', 'warn', message('text/plain; charset=utf-9', 'Hello')],
    ['charset-unknown', 'warn', message('text/plain; charset="; drop table"', 'Hello')],
    ['eight-bit-header', 'warn', lines('From: Größe <billing@example.com>', '', 'Hello')],
    ['no-boundary', 'warn', message('multipart/mixed', 'Hello')],
    ['no-boundary', 'warn', message('multipart/mixed; boundary=x', lines('--y', '', 'Hello', '--y--'))],
    ['too-deep', 'warn', nested(40)],
    ['long-line', 'warn', message('text/plain; charset=utf-8', 'x'.repeat(1200))],
    ['header-strays', 'warn', received().replace('To: Ops', 'this is no field\r\nTo: Ops')],
    ['field-repeated', 'warn', received().replace('To: Ops', 'Subject: another\r\nTo: Ops')],
    ['field-absent', 'warn', lines('From: billing@example.com', 'Message-ID: <1@example.com>', '', 'Hello')],
    ['field-absent', 'warn', lines('From: billing@example.com', 'Date: Fri, 27 Nov 2026 09:00:00 +0000', '', 'Hello')],
    ['clipped', 'warn', both(`<p>${'word '.repeat(30)}</p>\r\n`.repeat(800))],
    ['too-large', 'warn', message('text/plain; charset=utf-8', `${'x'.repeat(70)}\r\n`.repeat(160_000))],
    ['no-text', 'warn', message('text/html; charset=utf-8', '<p>Hello</p>')],
  ])('%s: %s', async (reason, status, given) => {
    const finding = await judged(inboxForm, given);
    expect(finding).toMatchObject({ status, reason });
    expect(status === 'pass' || finding.remedy.length > 0).toBe(true);
  });
});
