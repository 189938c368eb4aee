// What is wrong with a runbook of one's own.
import { checks } from '../checks/index.ts';
import { UsageError } from '../core/errors.ts';
import { lintRunbook } from '../runbook/load.ts';
import { createFiles } from '../world/files/files.ts';

/** Problems with line and column; none: empty. */
export const lintRunbookFile = async (path: string): Promise<ReturnType<typeof lintRunbook>> => {
  const text = path === '' ? null : await createFiles().readText(path);
  if (text !== null) return lintRunbook({ text, path, known: { checks } });
  throw new UsageError({
    code: 'file-not-found',
    message: `There is no file "${path}".`,
    fix: 'Name a runbook: certify runbook lint FILE',
  });
};
