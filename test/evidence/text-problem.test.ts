// Which other spellings of a record's JSON are the same to a reader, and which are not.
import { describe, expect, it } from 'vitest';
import { safeJson } from '../../src/masking/json-text.ts';
import { textProblem } from '../../src/evidence/text-problem.ts';

const data = {
  tenant: 'Gym Ä…',
  path: 'a/b',
  says: 'one\n"two"\u202e',
  count: 2,
  share: 0.05,
  big: 1e21,
  tiny: 1e-7,
  none: [null, true, -0.5],
};
const written = safeJson(data, 2);

describe('the text of a record', () => {
  it.each<readonly [string, string]>([
    ['as certify writes it', written],
    ['with CRLF', written.replaceAll('\n', '\r\n')],
    ['without white space', safeJson(data)],
    ['with a byte order mark', `\ufeff${written}`],
    ['with its keys in another order', safeJson(Object.fromEntries(Object.entries(data).toReversed()))],
    ['with escapes of all but ASCII', written.replaceAll('Ä', '\\u00c4').replaceAll('…', '\\u2026')],
    ['with escapes in capitals', written.replaceAll('…', String.raw`\u2026`).replaceAll('\\u202e', '\\u202E')],
    ['with escaped slashes', written.replaceAll('a/b', String.raw`a\/b`)],
    [
      'with numbers of another program',
      written.replace('2,', '2.0,').replace('0.05', '5e-2').replace('1e+21', '1000000000000000000000'),
    ],
  ])('%s shows what was sealed', (_, text) => {
    expect(JSON.parse(text.replace('\ufeff', ''))).toEqual(data);
    expect(textProblem(text)).toBeNull();
  });

  it.each<readonly [string, string]>([
    ['a key twice', written.replace('"count": 2', '"count": 9, "count": 2')],
    ['a letter behind an escape', written.replace('Gym', String.raw`\u0047ym`)],
    ['a mark that turns the text round', written.replace('\\u202e', '\u202e')],
    ['a number that no parser keeps', written.replace('"count": 2', '"count": 2.00000000000000000001')],
  ])('%s is told', (_, text) => {
    expect(textProblem(text)).toContain('may not be what was sealed');
  });
});
