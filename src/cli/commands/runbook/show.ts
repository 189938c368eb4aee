// certify runbook show
import { namedRunbook } from '../../../app/runbooks.ts';
import { showRunbook } from '../../../report/terminal/runbook.ts';
import { defineCommand } from '../../command.ts';
import { argument, completing } from '../../options.ts';
import { json } from '../../shared-options.ts';

export const command = defineCommand({
  description: 'print a runbook as text',
  args: { id: completing(['ses', 'smtp'], argument('ses or smtp')) },
  options: { json },
  examples: ['certify runbook show ses'],
  asksNobody: true,
  run: async ({ args, options }, { io, setting }) => {
    const runbook = await namedRunbook(setting.root, args.id);
    // What prints documents brings all forms of reports along.
    io.out(options.json ? (await import('../../print.ts')).document(runbook) : showRunbook(runbook, io.style));
    return 0;
  },
});
