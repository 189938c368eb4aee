// The runbooks that come with certify.
import { readFile } from 'node:fs/promises';
import { UsageError } from '../core/errors.ts';
import type { Runbook } from '../core/runbook.ts';
import { loadRunbook } from '../runbook/load.ts';

export const readRunbook = async (root: string, id: string): Promise<Runbook> => {
  const path = `${root}/runbooks/${id}.yaml`;
  return loadRunbook({ text: await readFile(path, 'utf8'), path: `runbooks/${id}.yaml` });
};

/** By the name a person gives; UsageError when certify brings none of that name. */
export const namedRunbook = (root: string, id: string): Promise<Runbook> => {
  if (id === 'ses' || id === 'smtp') return readRunbook(root, id);
  throw new UsageError({
    code: 'runbook-unknown',
    message: `There is no runbook "${id}".`,
    fix: 'Use: certify runbook show ses, or smtp.',
  });
};
