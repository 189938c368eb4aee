// certify runbook show
import { UsageError } from '../../core/errors.ts';
import { showRunbook } from '../../report/terminal/runbook.ts';
import type { Run } from '../command.ts';
import { readRunbook } from '../runbooks.ts';

export const run: Run = async ({ args, root, io, flags }) => {
  const id = args[0] ?? '';
  if (id !== 'ses' && id !== 'smtp') {
    throw new UsageError({
      code: 'runbook-unknown',
      message: `There is no runbook "${id}".`,
      fix: 'Use: certify runbook show ses, or smtp.',
    });
  }
  const runbook = await readRunbook(root, id);
  io.out(flags['json'] === true ? `${JSON.stringify(runbook, null, 2)}\n` : showRunbook(runbook));
  return 0;
};
