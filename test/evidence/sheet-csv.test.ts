// The CSV sheet: quoting, delimiter, line ends and a person's columns survive.
import { describe, expect, it } from 'vitest';
import { updateSheet, type SheetValue } from '../../src/evidence/sheet.ts';

const value = (over: Partial<SheetValue> = {}): SheetValue => ({
  field: 'region',
  label: 'Region',
  value: 'ap-south-1',
  portalPath: null,
  owner: null,
  ticket: null,
  squareosField: null,
  secret: false,
  verification: null,
  references: [],
  evidenceId: 'ev-1',
  outcome: 'CERTIFIED',
  ...over,
});

const update = (text: string | null, values: readonly SheetValue[] = [value()]): string =>
  updateSheet({ text, path: 'sheet.csv', row: 'ses-main-gym', values });

const COLUMNS =
  'row,field,label,portalPath,owner,ticket,value,squareosField,secretHandling,verification,references,evidenceId,outcome';

describe('the CSV sheet', () => {
  it('begins with its columns', () => {
    expect(update(null)).toBe(`${COLUMNS}\r\nses-main-gym,region,Region,,,,ap-south-1,,Not secret,,,ev-1,CERTIFIED\r\n`);
    expect(update(update(null))).toBe(update(null));
  });

  it('keeps the cells, quotes, order and line ends of a person', () => {
    const hand =
      '\uFEFF"Note";field;row;value;"Owner"\n"a;b ""x""";region;ses-main-gym;"old";"  J. Doe "\n;identity;other-gym;;\n';
    const text = update(hand, [value({ owner: 'AWS admin' })]);
    const [header = '', row = '', other = ''] = text.split('\n');
    expect(header.startsWith('\uFEFF"Note";field;row;value;"Owner";label;')).toBe(true);
    expect(row.startsWith('"a;b ""x""";region;ses-main-gym;ap-south-1;"  J. Doe ";Region;')).toBe(true);
    expect(row).toMatch(/;ev-1;CERTIFIED$/);
    expect(other.startsWith(';identity;other-gym;;;')).toBe(true);
    expect(text).not.toContain('\r');
  });

  it('adds a row where the last line has no end', () => {
    const text = update(`${COLUMNS}\nother,region,,,,,x,,,,,,`, [value()]);
    expect(text.split('\n').slice(1, 3)).toEqual([
      'other,region,,,,,x,,,,,,',
      'ses-main-gym,region,Region,,,,ap-south-1,,Not secret,,,ev-1,CERTIFIED',
    ]);
  });

  it('quotes what needs it and disarms formulas', () => {
    const text = update(null, [value({ value: '=HYPERLINK("x")', label: 'a, b', references: ['https://a.test', 'RFC 7208'] })]);
    expect(text).toContain(`"a, b"`);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(text).toContain('https://a.test ; RFC 7208');
    expect(update(text, [value({ value: '=HYPERLINK("x")', label: 'a, b', references: ['https://a.test', 'RFC 7208'] })])).toBe(
      text,
    );
  });

  it('keeps line feeds inside quotes and blank lines', () => {
    const hand = `${COLUMNS},note\nses-main-gym,region,,,,,,,,,,,,"two\nlines"\n\n`;
    const text = update(hand);
    expect(text).toContain('"two\nlines"\n\n');
  });

  it('refuses a quote that is never closed, with the line', () => {
    expect(() => update(`${COLUMNS}\na,"b\n`)).toThrow(/sheet\.csv:2:1/);
    expect(() => update(`${COLUMNS}\na,"b"c\n`)).toThrow(/closing quote/);
  });
});
