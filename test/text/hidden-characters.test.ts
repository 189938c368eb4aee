import { describe, expect, it } from 'vitest';
import { asPlain, spoiltBy } from '../../src/text/hidden-characters.ts';

const SPF = 'v=spf1 include:amazonses.com -all';

describe('a text that is read otherwise than it looks', () => {
  it.each([
    [':', '\uff1a', 'a fullwidth “:” (U+FF1A) behind “v=spf1 include”'],
    ['=', '\uff1d', 'a fullwidth “=” (U+FF1D) behind “v”'],
    ['1', '\uff11', 'a fullwidth “1” (U+FF11) behind “v=spf”'],
    ['.', '\uff0e', 'a fullwidth “.” (U+FF0E) behind “f1 include:amazonses”'],
    ['-', '\u2013', 'an en dash (U+2013) behind “clude:amazonses.com ”'],
    ['-', '\u2212', 'a minus sign (U+2212) behind “clude:amazonses.com ”'],
    ['a', '\u0430', 'a Cyrillic letter like “a” (U+0430) behind “v=spf1 include:”'],
    ['v', '\u201cv', 'a curly quotation mark (U+201C) at the beginning'],
  ])('has %j written as %j, which is named with its place', (plain, other, words) => {
    const spoilt = spoiltBy(SPF.replace(plain, other));
    expect(spoilt).toEqual({ reason: 'look-alike', words: `${words}, which only looks like the plain one` });
    expect(asPlain(SPF.replace(plain, other)).replace('"', '')).toBe(SPF);
  });

  it('names what nobody sees first', () => {
    expect(spoiltBy('v\uff1dspf1\u00a0-all')).toEqual({
      reason: 'hidden-character',
      words: 'a no-break space (U+00A0) behind “v=spf1”, which nobody sees',
    });
  });

  it.each([SPF, 'Fitness im Dorf – schön', 'почта.рф', 'сосна', 'bücher.example', '例え.テスト'])(
    'is not %j but for typography',
    (text) => {
      expect(spoiltBy(text.replaceAll('–', '-'))).toBeNull();
      expect(asPlain(text)).toBe(text.replaceAll('–', '-'));
    },
  );
});
