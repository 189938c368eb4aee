// The runbooks that come with certify: read, checked and typed when it is built; again only where their text is another one since.
import { readFileSync } from 'node:fs';
import { UsageError } from '../core/errors.ts';
import type { Runbook } from '../core/runbook.ts';
import { preparedRunbook } from './prepared-runbook.ts';

export const readRunbook = async (root: string, id: string): Promise<Runbook> => {
  const path = `runbooks/${id}.yaml`;
  const text = readFileSync(`${root}/${path}`, 'utf8');
  const prepared = preparedRunbook(root, id, text);
  if (prepared !== null) return prepared;
  // YAML and its schema take longer to load than a short command does all else.
  const { loadRunbook } = await import('../runbook/load.ts');
  return loadRunbook({ text, path });
};

/** By the name a person gives; UsageError when certify brings none of that name. */
export const namedRunbook = (root: string, id: string): Promise<Runbook> => {
  if (id === 'ses' || id === 'smtp') return readRunbook(root, id);
  throw new UsageError({
    code: 'runbook-unknown',
    message: `There is no runbook "${id}".`,
    fix: 'Use `certify runbook show ses`, or smtp.',
  });
};
