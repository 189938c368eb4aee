import { expect, it } from 'vitest';
import { hiddenIn, withoutHidden } from '../../src/text/hidden-characters.ts';
import { rdataText, zoneLine } from '../../src/text/zone-line.ts';

it('writes what nobody sees as octets, so that it can be told from the text without it', () => {
  expect(zoneLine('example.com', 'TXT', 'v=spf1\u00a0-all')).toBe(String.raw`example.com. 3600 IN TXT "v=spf1\194\160-all"`);
  expect(rdataText('TXT', 'v=spf1\u00a0-all', 'octal')).toBe(String.raw`"v=spf1\302\240-all"`);
  expect(rdataText('TXT', 'say "ü"')).toBe(String.raw`"say \"ü\""`);
});

it('cuts a text into strings of 255 octets, and no letter in two', () => {
  const [first = '', second = '', ...rest] = rdataText('TXT', 'ü'.repeat(130)).replaceAll('"', '').split(' ');
  expect([Buffer.byteLength(first), Buffer.byteLength(second), rest]).toEqual([254, 6, []]);
  expect(rdataText('TXT', '')).toBe('""');
});

it.each([
  ['a\u00a0b', 'a b', 'a no-break space (U+00A0) behind “a”'],
  ['\ufeffab', 'ab', 'a byte order mark (U+FEFF) at the beginning'],
  ['ab\u2028', 'ab ', 'a character that is not shown (U+2028) behind “ab”'],
  ['a\u{e0061}b', 'ab', 'a character that is not shown (U+E0061) behind “a”'],
  ['a “b” ü', 'a “b” ü', null],
])('finds in %j what nobody sees', (text, seen, words) => {
  expect([withoutHidden(text), hiddenIn(text)]).toEqual([seen, words]);
});
