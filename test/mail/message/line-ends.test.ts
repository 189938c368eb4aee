import { describe, expect, it } from 'vitest';
import { isMessage, parseHeader, valuesOf } from '../../../src/mail/message/headers.ts';
import { withLineEnds } from '../../../src/mail/message/line-ends.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const SENT = 'From: a@example.com\r\nDKIM-Signature: v=1;\r\n d=example.com\r\n\r\nHello\r\n';

describe('the line ends of a saved message', () => {
  it('makes CRLF of carriage returns alone, so that every field is read', () => {
    const read = withLineEnds(octets(SENT.replaceAll('\n', '')));
    expect(new TextDecoder().decode(read)).toBe(SENT);
    expect(isMessage(parseHeader(read))).toBe(true);
    expect(valuesOf(parseHeader(read), 'dkim-signature')).toEqual(['v=1; d=example.com']);
  });

  it.each([SENT, SENT.replaceAll('\r', ''), 'From: a@example.com', '', 'a\rb\n'])('leaves %j as it is', (text) => {
    const raw = octets(text);
    expect(withLineEnds(raw)).toBe(raw);
  });
});
