// certify schema profile · runbook · evidence · fleet · night · error · squareos-state
import { schemaText } from '../../app/schemas.ts';
import { defineCommand } from '../command.ts';
import { argument, completing } from '../options.ts';
import { json } from '../shared-options.ts';

export const command = defineCommand({
  description: 'print a JSON schema: profile, runbook, fleet, night, evidence, error, squareos-state',
  args: {
    what: completing(
      ['profile', 'runbook', 'evidence', 'fleet', 'night', 'error', 'squareos-state'],
      argument('profile, runbook, evidence, fleet, night, error or squareos-state'),
    ),
  },
  options: { json },
  examples: [
    'certify schema profile > profile.schema.json',
    'certify schema evidence > evidence.schema.json',
    'certify schema night > fleet-lines.schema.json',
  ],
  asksNobody: true,
  run: async ({ args }, { io, setting }) => {
    io.out(schemaText(setting.root, args.what));
    return 0;
  },
});
