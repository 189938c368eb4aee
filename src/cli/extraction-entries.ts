// The commands of the extraction sheet and of evidence that leaves the house.
import type { CommandEntry } from './command.ts';
import { withCommon } from './flags.ts';

const SHEET = 'the sheet, YAML or CSV';

export const extractionEntries: readonly CommandEntry[] = [
  {
    name: 'extraction show',
    description: 'print the rows of an extraction sheet',
    flags: (command) => withCommon(command.argument('<sheet>', SHEET).option('--row <name>', 'only this tenant’s rows')),
    examples: ['certify extraction show extraction.yaml --row ses-main-gym'],
    load: () => import('./commands/extraction-show.ts'),
  },
  {
    name: 'extraction set',
    description: 'write one cell of an extraction sheet; everything else stays as it is',
    flags: (command) =>
      withCommon(
        command
          .argument('<sheet>', SHEET)
          .requiredOption('--row <name>', 'the tenant’s row')
          .requiredOption('--field <name>', 'the recorded value, such as region')
          .requiredOption('--column <name>', 'value, portalPath, owner, ticket, verification …')
          .requiredOption('--value <text>', 'what to write; never a secret'),
      ),
    examples: [
      'certify extraction set extraction.yaml --row ses-main-gym --field region --column portalPath --value "SES / Account dashboard"',
    ],
    load: () => import('./commands/extraction-set.ts'),
  },
  {
    name: 'extraction export',
    description: 'print an extraction sheet as CSV or YAML',
    flags: (command) =>
      withCommon(
        command
          .argument('<sheet>', SHEET)
          .option('--to <kind>', 'csv or yaml', 'csv')
          .option('--row <name>', 'only this tenant’s rows'),
      ),
    examples: ['certify extraction export extraction.yaml --to csv > extraction.csv'],
    load: () => import('./commands/extraction-export.ts'),
  },
  {
    name: 'evidence export',
    description: 'copy a tenant’s records, their heads and what verifies them into a folder for somebody else',
    flags: (command) =>
      withCommon(
        command
          .argument('<folder>', 'where to copy to; made when missing')
          .option('--tenant <name>', 'only this tenant’s records'),
      ),
    examples: ['certify evidence export audit-2026 --tenant main-gym'],
    load: () => import('./commands/evidence-export.ts'),
  },
];
