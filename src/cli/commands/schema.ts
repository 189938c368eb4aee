// certify schema profile · runbook
import { schemaText } from '../../app/schemas.ts';
import { defineCommand } from '../command.ts';
import { argument } from '../options.ts';
import { json } from '../shared-options.ts';

export const command = defineCommand({
  description: 'print the JSON schema of a profile or a runbook',
  args: { what: argument('profile or runbook') },
  options: { json },
  examples: ['certify schema profile > profile.schema.json'],
  run: async ({ args }, { io, setting }) => {
    io.out(await schemaText(setting.root, args.what));
    return 0;
  },
});
