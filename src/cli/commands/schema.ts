// certify schema profile · runbook · fleet · squareos-state
import { schemaText } from '../../app/schemas.ts';
import { defineCommand } from '../command.ts';
import { argument, completing } from '../options.ts';
import { json } from '../shared-options.ts';

export const command = defineCommand({
  description: 'print the JSON schema of a profile, a runbook, a fleet or an export of SquareOS',
  args: {
    what: completing(['profile', 'runbook', 'fleet', 'squareos-state'], argument('profile, runbook, fleet or squareos-state')),
  },
  options: { json },
  examples: ['certify schema profile > profile.schema.json'],
  run: async ({ args }, { io, setting }) => {
    io.out(await schemaText(setting.root, args.what));
    return 0;
  },
});
