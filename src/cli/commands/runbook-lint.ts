// certify runbook lint FILE
import { EXIT } from '../../core/decision.ts';
import { UsageError } from '../../core/errors.ts';
import { checks } from '../../checks/index.ts';
import { forTerminal } from '../../masking/neutral.ts';
import { lintRunbook } from '../../runbook/load.ts';
import { createFiles } from '../../world/files/files.ts';
import type { Run } from '../command.ts';

export const run: Run = async ({ args, io, flags }) => {
  const path = args[0] ?? '';
  const text = path === '' ? null : await createFiles().readText(path);
  if (text === null) {
    throw new UsageError({
      code: 'file-not-found',
      message: `There is no file "${path}".`,
      fix: 'Name a runbook: certify runbook lint FILE',
    });
  }
  const problems = lintRunbook({ text, path, known: { checks } });
  if (flags['json'] === true) io.out(`${JSON.stringify({ schema: 'certify.lint/1', file: path, problems }, null, 2)}\n`);
  else if (problems.length === 0) io.out(`${path}: no problem found\n`);
  else
    for (const one of problems)
      io.out(`${forTerminal(`${path}:${one.line}:${one.column}: ${one.message}`)}\n  ${forTerminal(one.fix)}\n`);
  return problems.length === 0 ? 0 : EXIT.USAGE;
};
