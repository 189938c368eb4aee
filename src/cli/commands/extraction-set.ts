// certify extraction set
import { setSheetCell } from '../../evidence/sheet.ts';
import type { Run } from '../command.ts';
import { changeSheet } from '../sheet.ts';

export const run: Run = async ({ io, args, flags }) => {
  const path = args[0] ?? '';
  const said = (name: string): string => {
    const given = flags[name];
    return typeof given === 'string' ? given : '';
  };
  const cell = { row: said('row'), field: said('field'), column: said('column'), value: said('value') };
  await changeSheet(path, io, (text) => setSheetCell({ text, path }, cell));
  io.out(`Written: ${cell.column} of ${cell.field} in row ${cell.row}.\n`);
  return 0;
};
