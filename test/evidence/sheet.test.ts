// Reading, setting and exporting the extraction sheet.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { exportSheet, readSheet, setSheetCell } from '../../src/evidence/sheet.ts';

const YAML = `rows:
  - row: ses-main-gym   # mine
    field: region
    value: ap-south-1
    references: [a, b]
    note: "call Priya"
`;
const CSV = 'row,field,value,note\nses-main-gym,region,"=x, y",\n\n';
const cell = { row: 'ses-main-gym', field: 'region', column: 'portalPath', value: 'SES / new console' };

describe('the extraction sheet', () => {
  it('reads as rows of text, whatever its kind', () => {
    expect(readSheet(YAML, 's.yaml')).toEqual([
      { row: 'ses-main-gym', field: 'region', value: 'ap-south-1', references: 'a ; b', note: 'call Priya' },
    ]);
    expect(readSheet(CSV, 's.csv')).toEqual([{ row: 'ses-main-gym', field: 'region', value: '=x, y', note: '' }]);
    expect(readSheet('', 's.yaml')).toEqual([]);
    expect(() => readSheet('rows: [', 's.yaml')).toThrow(/s\.yaml:1/);
  });

  it('takes a person’s value over what stands there, and keeps the rest', () => {
    const once = setSheetCell({ text: YAML, path: 's.yaml' }, cell);
    expect(once).toBe(`${YAML}    portalPath: SES / new console\n`);
    expect(setSheetCell({ text: once, path: 's.yaml' }, { ...cell, value: 'elsewhere' })).toBe(
      `${YAML}    portalPath: elsewhere\n`,
    );
    expect(readSheet(setSheetCell({ text: CSV, path: 's.csv' }, cell), 's.csv')[0]).toMatchObject({
      portalPath: 'SES / new console',
      value: '=x, y',
    });
    expect(readSheet(setSheetCell({ text: null, path: 's.yaml' }, cell), 's.yaml')).toEqual([
      { row: 'ses-main-gym', field: 'region', portalPath: 'SES / new console' },
    ]);
  });

  it('refuses a secret and an unknown column', () => {
    const set = (over: Partial<typeof cell>) => () => setSheetCell({ text: YAML, path: 's.yaml' }, { ...cell, ...over });
    expect(set({ value: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' })).toThrow(UsageError);
    expect(set({ column: 'portal' })).toThrow(/no column portal/);
    expect(set({ column: 'row' })).toThrow(UsageError);
  });

  it('exports to the other kind with a person’s columns', () => {
    const csv = exportSheet(readSheet(YAML, 's.yaml'), 'csv');
    expect(csv.split('\r\n')[0]).toMatch(/^row,field,label,.*,evidenceId,outcome,note$/);
    expect(readSheet(csv, 's.csv')[0]).toMatchObject({ value: 'ap-south-1', references: 'a ; b', note: 'call Priya' });
    expect(exportSheet([{ row: 'r', value: '=1+1' }], 'csv')).toContain(",'=1+1,");
    expect(readSheet(exportSheet(readSheet(CSV, 's.csv'), 'yaml'), 's.yaml')).toEqual(readSheet(CSV, 's.csv'));
  });
});
