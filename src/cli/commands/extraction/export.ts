// certify extraction export
import { exportedSheet } from '../../../app/sheet.ts';
import { UsageError } from '../../../core/errors.ts';
import { defineCommand } from '../../command.ts';
import { completing, text, textOr } from '../../options.ts';
import { sheet } from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print an extraction sheet as CSV or YAML',
  args: { sheet },
  options: {
    to: completing(['csv', 'yaml'], textOr('--to <kind>', 'csv or yaml', 'csv')),
    row: text('--row <name>', 'only this tenant’s rows'),
  },
  examples: ['certify extraction export extraction.yaml --to csv > extraction.csv'],
  run: async ({ args, options: { to, row } }, { io }) => {
    if (to !== 'csv' && to !== 'yaml') {
      throw new UsageError({ code: 'sheet-kind', message: '--to names no kind of sheet.', fix: 'Use --to csv or --to yaml.' });
    }
    io.out(await exportedSheet(args.sheet, row, to));
    return 0;
  },
});
