// certify extraction export
import { UsageError } from '../../core/errors.ts';
import { exportSheet } from '../../evidence/sheet.ts';
import type { Run } from '../command.ts';
import { sheetRowsAt } from '../sheet.ts';

export const run: Run = async ({ io, args, flags }) => {
  const to = flags['to'];
  if (to !== 'csv' && to !== 'yaml') {
    throw new UsageError({ code: 'sheet-kind', message: '--to names no kind of sheet.', fix: 'Use --to csv or --to yaml.' });
  }
  io.out(exportSheet(await sheetRowsAt(args[0] ?? '', flags['row']), to));
  return 0;
};
