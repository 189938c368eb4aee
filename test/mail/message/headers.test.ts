// The header section, octet by octet (RFC 5322 §2.2), and what of it may stand there once.
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../src/mail/message/address-list.ts';
import { isMailbox, isMessage, miscounted, parseHeader, valuesOf } from '../../../src/mail/message/headers.ts';

const read = (text: string) => parseHeader(Buffer.from(text));
const names = (text: string): readonly string[] => read(text).fields.map(({ name }) => name);

describe('the header section', () => {
  it('has fields in their order, unfolded, each with its octets and lines, up to the empty line', () => {
    const text = 'From: a@b.example\r\nSubject: one\r\n two\r\n\tthree\r\nX-Empty:\r\n\r\nTo: body\r\n';
    expect(read(text)).toEqual({
      fields: [
        { name: 'from', value: 'a@b.example', bytes: 18, lines: 1 },
        { name: 'subject', value: 'one two\tthree', bytes: 27, lines: 3 },
        { name: 'x-empty', value: '', bytes: 9, lines: 1 },
      ],
      bytes: 59,
      bodyAt: 59,
      strays: 0,
      cut: false,
    });
  });

  it.each<readonly [string, readonly string[], number, number]>([
    // RFC 5322 §2.2: printable but the colon; §4.5.8 bears blanks before it.
    ['A: 1\r\nb-c_d.e!: 2\r\nE \t: 3\r\n\r\n', ['a', 'b-c_d.e!', 'e'], 0, 29],
    ['A: 1\nB: 2\n\nbody', ['a', 'b'], 0, 11],
    ['A: 1\r\nB: 2', ['a', 'b'], 0, 10],
    ['A: 1\r\nno field\r\nB: 2\r\n\r\n', ['a', 'b'], 1, 24],
    ['A: 1\r\n: nameless\r\nÜ: 2\r\n\r\n', ['a'], 2, 27],
    ['A B: 1\r\n\r\n', [], 1, 10],
    [' folded at first\r\nA: 1\r\n\r\n', ['a'], 1, 26],
    ['\r\nA: 1\r\n', [], 0, 2],
    ['\nA: 1\r\n', [], 0, 1],
    ['', [], 0, 0],
    // A line of a carriage return and more is no empty line.
    ['A: 1\r\n\rB: 2\r\n\r\n', ['a'], 1, 15],
    ['\ufeffFrom: a\r\n\r\n', ['from'], 0, 14],
  ])('of %j is read so', (text, fields, strays, bodyAt) => {
    expect([names(text), read(text).strays, read(text).bodyAt]).toEqual([fields, strays, bodyAt]);
  });

  it('begins behind the line of a mailbox file (RFC 4155)', () => {
    const text = 'From a@b.example Fri Nov 27 20:00:00 2026\nTo: x\n\nbody';
    expect([isMailbox(Buffer.from(text)), names(text), read(text).strays]).toEqual([true, ['to'], 0]);
    expect(['From: a@b.example', 'from a', 'From'].map((one) => isMailbox(Buffer.from(one)))).toEqual([false, false, false]);
  });

  it('is read up to 5,000 fields and a mebibyte, and the body is found behind it', () => {
    const field = 'X: 1\r\n';
    const many = (count: number) => `${field.repeat(count)}\r\nbody`;
    expect(read(many(5_000))).toMatchObject({ cut: false, bodyAt: 30_002 });
    const cut = read(many(5_001));
    expect([cut.fields.length, cut.cut, cut.bodyAt]).toEqual([5_000, true, 30_008]);
    expect(read(many(5_001).replaceAll('\r', '')).bodyAt).toBe(25_006);
    expect(read(field.repeat(5_001))).toMatchObject({ cut: true, bodyAt: 30_006 });
    const long = `A: ${'x'.repeat(1_048_576)}\r\nB: 2\r\n\r\nbody`;
    expect(read(long)).toMatchObject({ cut: true, bodyAt: long.length - 4 });
    expect(read(long).fields[0]?.value).toHaveLength(65_536 - 'A: '.length);
    expect(read(`A: ${'x'.repeat(1_000_000)}\r\nB: 2\r\n\r\n`).cut).toBe(false);
  });
});

describe('the fields of a message', () => {
  it('stand there once where RFC 5322 §3.6 says so, and Date and Message-ID stand there', () => {
    const counted = (...fields: readonly string[]) => miscounted({ fields: read(`${fields.join(': x\r\n')}: x\r\n\r\n`).fields });
    expect(counted('Date', 'Message-ID', 'Subject', 'Received', 'Received')).toEqual({ repeated: [], absent: [] });
    expect(counted('Date', 'date', 'To', 'To', 'To', 'Keywords', 'Keywords')).toEqual({
      repeated: ['date', 'to'],
      absent: ['message-id'],
    });
  });

  it('show that it is one', () => {
    expect(['Received: x', 'SUBJECT: x', 'X-A: 1\r\nTo: x'].map((text) => isMessage(read(text)))).toEqual([true, true, true]);
    expect(['', 'Dear To: x', 'X-A: 1', '\r\nFrom: x'].map((text) => isMessage(read(text)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('are told from the top', () => {
    expect(valuesOf(read('To: a\r\nCc: b\r\nTO: c\r\n\r\n'), 'to')).toEqual(['a', 'c']);
  });
});

describe('Return-Path', () => {
  it.each([
    // RFC 5321 §4.4: a path in brackets, or none at all.
    ['<a@b.example>', 'a@b.example'],
    [' a@b.example ', 'a@b.example'],
    ['<>', null],
    [' < > ', null],
    ['', undefined],
    ['nobody', undefined],
    ['<nobody>', undefined],
  ])('%j leads to %s', (text, path) => {
    const told = parsePath(text);
    expect(told == null ? told : `${told.local}@${told.domain}`).toBe(path);
  });
});
