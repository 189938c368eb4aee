import { describe, expect, it } from 'vitest';
import { parseHeader } from '../../../src/mail/message/headers.ts';
import { formOf } from '../../../src/mail/message/mime.ts';

const textOf = (body: string, ...fields: readonly string[]): string => {
  const raw = Buffer.from(`${fields.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  return formOf(raw, parseHeader(raw)).texts[0]?.text ?? '';
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
