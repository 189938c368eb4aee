// certify runbook show
import { namedRunbook } from '../../../app/runbooks.ts';
import { showRunbook } from '../../../report/terminal/runbook.ts';
import { defineCommand } from '../../command.ts';
import { argument, completing } from '../../options.ts';
import { document } from '../../print.ts';
import { json } from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print a runbook for a person',
  args: { id: completing(['ses', 'smtp'], argument('ses or smtp')) },
  options: { json },
  examples: ['certify runbook show ses'],
  run: async ({ args, options }, { io, setting }) => {
    const runbook = await namedRunbook(setting.root, args.id);
    io.out(options.json ? document(runbook) : showRunbook(runbook));
    return 0;
  },
});
