// The YAML sheet: certify's cells land, and every byte that is a person's stays.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UsageError } from '../../src/core/errors.ts';
import { updateSheet, type SheetValue } from '../../src/evidence/sheet.ts';
import { value } from './sheet-values.ts';

const update = (text: string | null, values: readonly SheetValue[] = [value()]): string =>
  updateSheet({ text, path: 'extraction.yaml', row: 'ses-main-gym', values });

interface Row {
  readonly [column: string]: unknown;
}
const rowsOf = (text: string): readonly Row[] => (parse(text) as { rows: readonly Row[] }).rows;

const HAND = `# kept by J. Doe — call before changing
rows:

    # the region row
    -   row: ses-main-gym
        field: "region"     # do not touch
        note: 'ask  Priya'  # my own column
        portalPath:   SES / Settings (new console)
        value:
        label: >-
          Region of
          SES
        references: [mine]

    - row: other-gym
      field: region
      value: eu-west-1 # theirs
trailing: [a,   b]   # odd spacing stays
`;

describe('the YAML sheet', () => {
  it('begins with a comment and one row a value', () => {
    const text = update(null, [value(), value({ field: 'password', secret: true, value: null })]);
    expect(text).toContain('# Extraction sheet');
    expect(rowsOf(text)).toHaveLength(2);
    expect(rowsOf(text)[0]).toMatchObject({
      row: 'ses-main-gym',
      field: 'region',
      value: 'ap-south-1',
      references: value().references,
    });
    expect(rowsOf(text)[1]).not.toHaveProperty('value');
    expect(rowsOf(text)[1]?.['secretHandling']).toMatch(/^Secret/);
  });

  it('writes the same text again for the same values', () => {
    const once = update(null);
    expect(update(once)).toBe(once);
  });

  it('keeps every line of a person, byte for byte', () => {
    const text = update(HAND);
    const kept = text.split('\n');
    for (const line of HAND.split('\n').filter((one) => one !== '        value:')) expect(kept).toContain(line);
    expect(text).toContain('        value: ap-south-1\n');
    expect(text).toContain('        evidenceId: ev-1\n');
  });

  it('fills in what is empty and replaces only value and evidence id', () => {
    const [row] = rowsOf(update(update(HAND), [value({ value: 'eu-north-1', evidenceId: 'ev-2', owner: 'somebody else' })]));
    expect(row).toMatchObject({
      value: 'eu-north-1',
      evidenceId: 'ev-2',
      owner: 'AWS admin',
      portalPath: 'SES / Settings (new console)',
      note: 'ask  Priya',
      references: ['mine'],
    });
  });

  it('leaves a value that only a person can write', () => {
    const text = update(HAND.replace('value:\n', 'value: typed by hand\n'), [value({ value: null })]);
    expect(rowsOf(text)[0]?.['value']).toBe('typed by hand');
  });

  it('adds a row after the last one, with the list’s own indentation and line ends', () => {
    const text = update(HAND.replaceAll('\n', '\r\n'), [value({ field: 'identity', value: 'example.com' })]);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('    - row: ses-main-gym\r\n      field: identity\r\n');
    expect(rowsOf(text)).toHaveLength(3);
    expect(text.endsWith('trailing: [a,   b]   # odd spacing stays\r\n')).toBe(true);
  });

  it('adds a row that is given twice once, with what is given last', () => {
    const text = update(null, [value(), value({ field: 'other' }), value({ value: 'eu-west-1' })]);
    expect(rowsOf(text).map((row) => [row['field'], row['value']])).toEqual([
      ['region', 'eu-west-1'],
      ['other', 'ap-south-1'],
    ]);
  });

  it('takes a list at the top level, a file without final line feed, and flow style', () => {
    expect(parse(update('- row: ses-main-gym\n  field: region'))).toHaveLength(1);
    expect(rowsOf(update('rows: [{row: ses-main-gym, field: region, mine: 1}] # c'))[0]).toMatchObject({
      mine: 1,
      value: 'ap-south-1',
    });
    expect(rowsOf(update('rows: []\nother: 1'))).toHaveLength(1);
    expect(update('rows: [] # note')).toContain('# note');
  });

  it('survives values that look like something else', () => {
    const odd = [
      'yes',
      'null',
      '1e3',
      '# no comment',
      'a: b',
      '- x',
      '"q"',
      "it's",
      ' padded ',
      '2026-11-20',
      '@',
      '*x',
      'two\nlines',
      '=1+1',
    ];
    for (const text of odd) expect(rowsOf(update(HAND, [value({ value: text })]))[0]?.['value']).toBe(text);
  });

  it('refuses what it cannot read, with the place, and changes nothing', () => {
    expect(() => update('rows:\n  - row: [')).toThrow(/extraction\.yaml:\d+:\d+/);
    expect(() => update('gym: x\n')).toThrow(UsageError);
    expect(() => update('just text')).toThrow(UsageError);
  });
});
