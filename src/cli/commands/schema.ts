// certify schema profile · runbook
import { readFile } from 'node:fs/promises';
import { UsageError } from '../../core/errors.ts';
import type { Run } from '../command.ts';

const SCHEMAS: { readonly [name: string]: string } = {
  profile: 'runbooks/profile.schema.json',
  runbook: 'runbooks/runbook.schema.json',
};

export const run: Run = async ({ args, root, io }) => {
  const path = SCHEMAS[args[0] ?? ''];
  if (path === undefined) {
    throw new UsageError({
      code: 'schema-unknown',
      message: `There is no schema "${args[0] ?? ''}".`,
      fix: `Use one of: ${Object.keys(SCHEMAS).join(', ')}.`,
    });
  }
  io.out(await readFile(`${root}/${path}`, 'utf8'));
  return 0;
};
