// The runbooks that come with certify.
import { readFile } from 'node:fs/promises';
import type { Runbook } from '../core/runbook.ts';
import { loadRunbook } from '../runbook/load.ts';

export const readRunbook = async (root: string, id: string): Promise<Runbook> => {
  const path = `${root}/runbooks/${id}.yaml`;
  return loadRunbook({ text: await readFile(path, 'utf8'), path: `runbooks/${id}.yaml` });
};
