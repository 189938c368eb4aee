// certify extraction set
import { setCell } from '../../../app/sheet.ts';
import { defineCommand } from '../../command.ts';
import { needed } from '../../options.ts';
import { sheet } from '../../shared-options.ts';
import { answer } from '../../say.ts';

export const command = defineCommand({
  description: 'write one cell of an extraction sheet; everything else stays as it is',
  args: { sheet },
  options: {
    row: needed('--row <name>', 'the tenant’s row'),
    field: needed('--field <name>', 'the recorded value, such as region'),
    column: needed('--column <name>', 'value, portalPath, owner, ticket, verification …'),
    value: needed('--value <text>', 'what to write; never a secret'),
  },
  examples: [
    'certify extraction set extraction.yaml --row ses-main-gym --field region --column portalPath --value "SES / Account dashboard"',
  ],
  run: async ({ args, options: cell }, { io }) => {
    await setCell(args.sheet, io, cell);
    answer(io, `Written: ${cell.column} of ${cell.field} in row ${cell.row}.`);
    return 0;
  },
});
