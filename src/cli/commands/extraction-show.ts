// certify extraction show
import { safeJson } from '../../masking/json-text.ts';
import { sheetReport } from '../../report/terminal/sheet.ts';
import type { Run } from '../command.ts';
import { sheetRowsAt } from '../sheet.ts';

export const run: Run = async ({ io, args, flags }) => {
  const rows = await sheetRowsAt(args[0] ?? '', flags['row']);
  io.out(flags['json'] === true ? `${safeJson({ schema: 'certify.extraction/1', rows }, 2)}\n` : sheetReport(rows, io.style));
  return 0;
};
