// certify extraction show
import { sheetRowsAt } from '../../../app/sheet.ts';
import { safeJson } from '../../../masking/json-text.ts';
import { sheetReport } from '../../../report/terminal/sheet.ts';
import { defineCommand } from '../../command.ts';
import { text } from '../../options.ts';
import * as shared from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print the rows of an extraction sheet',
  args: { sheet: shared.sheet },
  options: { row: text('--row <name>', 'only this tenant’s rows'), json: shared.json, color: shared.color },
  examples: ['certify extraction show extraction.yaml --row ses-main-gym'],
  run: async ({ args, options: { row, json } }, { io }) => {
    const rows = await sheetRowsAt(args.sheet, row);
    io.out(json ? `${safeJson({ schema: 'certify.extraction/1', rows }, 2)}\n` : sheetReport(rows, io.style));
    return 0;
  },
});
