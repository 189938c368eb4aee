import { describe, expect, it } from 'vitest';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { formOf } from '../../../src/mail/message/mime.ts';

const textOf = (body: string, ...fields: readonly string[]): string => {
  const raw = Buffer.from(`${fields.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  return formOf(raw, parseHeader(raw)).texts[0]?.text ?? '';
};

const formAs = (lines: readonly string[], encoding: BufferEncoding = 'latin1') => {
  const raw = Buffer.from(lines.join('\r\n'), encoding);
  return formOf(raw, parseHeader(raw));
};

describe('a text that was broken for the way', () => {
  it.each([
    ['with its spaces', 'a \r\nb\r\nc', '; format=flowed', 'a b\nc'],
    ['without them', 'https://www.exam \r\nple.com/x', '; format=flowed; DelSp=Yes', 'https://www.example.com/x'],
    ['not where it ends a quotation', '> a \r\nb', '; format=flowed', 'a \nb'],
    ['within a quotation', '>> a \r\n>> b\r\nc', '; format="flowed"', 'a b\nc'],
    ['not into nor out of a signature', 'a \r\n-- \r\nb', '; format=flowed', 'a \n-- \nb'],
    ['with what was stuffed', ' From here \r\n there', '; format=flowed', 'From here there'],
    ['never where nobody said so', 'a \r\nb', '', 'a \r\nb'],
  ])('is one again %s', (_, body, more, text) => {
    expect(textOf(body, `Content-Type: text/plain; charset=utf-8${more}`)).toBe(text);
  });

  it('is one again in quoted-printable, whatever space the way put behind the mark', () => {
    const fields = ['Content-Type: text/plain', 'Content-Transfer-Encoding: quoted-printable'];
    expect(textOf('https://www.exam= \t\r\nple.com', ...fields)).toBe('https://www.example.com');
  });
});

describe('quoted-printable', () => {
  it.each([
    // RFC 2045 §6.7.
    ['caf=E9', 'latin1', 'café'],
    ['caf=C3=A9', 'utf-8', 'café'],
    ['caf=c3=a9', 'utf-8', 'café'],
    ['one=\r\ntwo', 'utf-8', 'onetwo'],
    ['one=\ntwo', 'utf-8', 'onetwo'],
    ['one =\r\ntwo', 'utf-8', 'one two'],
    ['=41=42', 'utf-8', 'AB'],
    // Nobody encoded it: it stands for itself.
    ['?a=1&b=x', 'utf-8', '?a=1&b=x'],
    ['a=-1 b= f c=G1 d=1G', 'utf-8', 'a=-1 b= f c=G1 d=1G'],
    ['end=4', 'utf-8', 'end=4'],
    ['end=', 'utf-8', 'end='],
  ])('%j in %s is %j', (body, charset, text) => {
    const fields = [`Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: Quoted-Printable'];
    expect(textOf(body, ...fields)).toBe(text);
  });
});

describe('the build of a message', () => {
  it.each<readonly [string, readonly string[], string, readonly string[]]>([
    // RFC 2045 §5.2, §6.1: text/plain in US-ASCII and 7bit where nobody says otherwise.
    ['nothing said', [], 'text', []],
    ['nothing said, and octets beyond ASCII', [], 'ü', ['eight-bit-undeclared', 'charset-wrong']],
    ['7bit, and octets beyond it', ['Content-Type: text/plain; charset=utf-8'], 'Ã¼', ['eight-bit-undeclared']],
    ['8bit in its charset', ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'], 'Ã¼', []],
    ['8bit in another', ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8BIT'], 'ü', ['charset-wrong']],
    [
      '8bit in US-ASCII',
      ['Content-Type: text/plain; charset=US-ASCII', 'Content-Transfer-Encoding: 8bit'],
      'ü',
      ['charset-wrong'],
    ],
    ['ASCII in US-ASCII', ['Content-Type: text/plain; charset="us-ascii"'], 'text', []],
    ['a charset that nobody knows', ['Content-Type: text/plain; charset=x-none'], 'text', ['charset-unknown']],
    ['HTML alone', ['Content-Type: TEXT/HTML; charset=utf-8'], '<p>', ['no-text']],
    [
      'an attached HTML alone',
      ['Content-Type: text/html', 'Content-Disposition: attachment; filename=a.html'],
      'ü',
      ['eight-bit-undeclared'],
    ],
    ['an HTML that is shown', ['Content-Type: text/html', 'Content-Disposition: inline'], '<p>', ['no-text']],
    ['no body', ['Content-Type: text/html'], '', []],
    ['no boundary', ['Content-Type: multipart/mixed'], 'text', ['no-boundary']],
    ['a boundary that stands nowhere', ['Content-Type: multipart/mixed; boundary=b'], '--bb\r\n\r\ntext', ['no-boundary']],
    ['octets beyond ASCII in the header', ['Subject: ü'], 'text', ['eight-bit-header']],
    // RFC 5322 §2.1.1: 998 octets without the line's end.
    ['a line of 998', [], 'a'.repeat(998), []],
    ['a line of 998, ended', [], `a\r\n${'a'.repeat(998)}\r\nb`, []],
    ['a line of 999', [], 'a'.repeat(999), ['long-line']],
    ['a line of 999 between others', [], `a\r\n${'a'.repeat(999)}\r\nb`, ['long-line']],
    ['a line of 999 ended by LF alone', [], `${'a'.repeat(999)}\nb`, ['long-line']],
  ])('with %s', (_, fields, body, problems) => {
    expect(formAs(['Date: x', ...fields, '', body]).problems).toEqual(problems);
  });

  it('has the parts between its boundaries, and nothing before or behind them (RFC 2046 §5.1.1)', () => {
    const form = formAs([
      'Content-Type: multipart/mixed; boundary="a b"',
      '',
      'before',
      '--a b  ',
      'Content-Type: multipart/alternative; boundary=in',
      '',
      '--in',
      '',
      'plain',
      '--in',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>é</p>').toString('base64'),
      '--in--',
      'behind',
      '--a b',
      'Content-Type: application/pdf',
      '',
      '%PDF --a b',
      ' --a b',
      '--a bc',
      '--a b--',
      '--a b',
      'Content-Type: image/png',
      '',
      'behind',
    ]);
    expect(form.parts.map(({ type }) => type)).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'application/pdf',
    ]);
    expect(form.parts[3]).toEqual({ type: 'text/html', charset: 'utf-8', encoding: 'base64', bytes: 14 });
    expect(form.texts.map(({ type, text }) => [type, text.trim()])).toEqual([
      ['text/plain', 'plain'],
      ['text/html', '<p>é</p>'],
    ]);
    expect([form.problems, form.htmlBytes, form.longestLine]).toEqual([[], 9, 48]);
  });

  it('ends with the message where no boundary closes it', () => {
    const form = formAs(['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b', '', 'two', '--b']);
    expect(form.texts.map(({ text }) => text.trim())).toEqual(['one', 'two']);
  });

  it('counts the octets of all HTML, and none where there is none', () => {
    const part = (type: string, text: string) => [
      '--b',
      `Content-Type: ${type}`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(text).toString('base64'),
    ];
    const of = (...parts: readonly string[][]) =>
      formAs(['Content-Type: multipart/mixed; boundary=b', '', ...parts.flat(), '--b--']).htmlBytes;
    expect(of(part('text/html', '123'), part('text/html', '45'))).toBe(3 + 2);
    expect(of(part('text/plain', '123'), part('text/calendar', '45'))).toBeNull();
  });

  it('is followed twelve parts deep, and two hundred wide', () => {
    const nested = (depth: number): readonly string[] =>
      depth === 0
        ? ['Content-Type: text/plain', '', 'text']
        : [`Content-Type: multipart/mixed; boundary=b${depth}`, '', `--b${depth}`, ...nested(depth - 1), `--b${depth}--`];
    expect(formAs(nested(12)).problems).toEqual([]);
    expect(formAs(nested(12)).texts).toHaveLength(1);
    expect(formAs(nested(13)).problems).toEqual(['too-deep']);
    expect(formAs(nested(13)).texts).toEqual([]);
    const wide = (count: number) =>
      formAs(['Content-Type: multipart/mixed; boundary=b', '', ...Array.from({ length: count }, () => '--b\r\n\r\nx'), '--b--']);
    expect(wide(199).problems).toEqual([]);
    expect(wide(199).parts).toHaveLength(200);
    expect(wide(200).problems).toEqual(['too-deep']);
  });
});
