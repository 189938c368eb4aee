// Whatever rows a sheet holds, a person's cells stay and one row is added.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { updateSheet } from '../../src/evidence/sheet.ts';
import { value } from './sheet-values.ts';

const update = (text: string): string =>
  updateSheet({ text, path: 'extraction.yaml', row: 'ses-main-gym', values: [value({ field: 'fresh' })] });

const rowsOf = (text: string): readonly unknown[] => (parse(text) as { rows: readonly unknown[] }).rows;

describe('the YAML sheet', () => {
  it('keeps whatever rows there were', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}|\p{Cf}|\p{Cs}/u.test(text)),
      fc.integer(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ row: cell, field: cell, mine: cell }), { maxLength: 4 }), (rows) => {
        const before = `rows:\n${rows.map((row) => `  - ${JSON.stringify(row)}\n`).join('')}`;
        const after = rowsOf(update(before));
        expect(after.slice(0, rows.length)).toEqual(rows);
        expect(after).toHaveLength(rows.length + 1);
      }),
      { numRuns: 200 },
    );
  });
});
