// The sheet on a terminal.
import { expect, it } from 'vitest';
import { sheetReport } from '../../../src/report/terminal/sheet.ts';
import { HOSTILE } from '../hostile.ts';

const STYLE = { width: 80, colour: false, unicode: true };
const row = {
  row: 'ses-main-gym',
  field: 'region',
  label: 'Region',
  value: 'ap-south-1',
  portalPath: 'SES',
  owner: ' ',
  note: 'call Priya',
};

it('shows a block a value, without its empty cells', () => {
  expect(sheetReport([row], STYLE)).toBe(
    '  ses-main-gym · Region\n    value            ap-south-1\n    portal path      SES\n    note             call Priya\n',
  );
  expect(sheetReport([row], { ...STYLE, width: 40 })).toContain('    value\n      ap-south-1\n');
  expect(sheetReport([], STYLE)).toBe('  The sheet has no rows.\n');
});

it.each(HOSTILE)('shows %j as text', (hostile) => {
  const text = sheetReport([{ ...row, value: hostile, [hostile]: 'x' }], STYLE);
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}](?<!\n)/u);
  expect(text).not.toMatch(/^\s*::.*::/m);
});
