// Columns of a terminal, held against string-width, which reads the tables of Unicode at once.
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { columns } from '../../../src/report/terminal/columns.ts';

/** null where it throws: a format sign alone. */
const reference = (sign: string): number | null => {
  try {
    return stringWidth(sign);
  } catch {
    return null;
  }
};

describe('columns', () => {
  it('counts every sign of the first plane as Unicode says', () => {
    const signs = Array.from({ length: 0x10000 }, (_, code) => String.fromCodePoint(code)).filter(
      (sign) => !['\u001B', '\u009B'].includes(sign) && reference(sign) !== null,
    );
    expect(signs.filter((sign) => columns(sign) !== reference(sign))).toEqual([]);
  });

  it.each(['a✔ b', '✔\uFE0F', '👩‍👩‍👧', 'e\u0301', '한글', 'ﾊﾞ', '\u0600x', '🇮🇳', 'a\u200Bb', '→ ↔\uFE0F'])(
    'counts %j as string-width does',
    (text) => {
      expect(columns(text)).toBe(stringWidth(text));
    },
  );

  it('does not count colours', () => {
    expect(columns('\u001B[1m\u001B[31mred\u001B[39m\u001B[22m')).toBe(3);
  });
});
