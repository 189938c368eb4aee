// A value as a run hands it to the sheet.
import type { SheetValue } from '../../src/evidence/sheet.ts';

export const value = (over: Partial<SheetValue> = {}): SheetValue => ({
  field: 'region',
  label: 'Region',
  value: 'ap-south-1',
  portalPath: 'AWS Console / Amazon SES',
  owner: 'AWS admin',
  ticket: 'GYM-1',
  squareosField: 'configJson.region',
  secret: false,
  verification: 'Compare with the console',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/regions.html'],
  evidenceId: 'ev-1',
  outcome: 'CERTIFIED',
  ...over,
});
