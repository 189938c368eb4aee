// The runbooks that come with certify: read, checked and typed when it is built; again only where their text is another one since.
import { readFile } from 'node:fs/promises';
import { UsageError } from '../core/errors.ts';
import type { Runbook } from '../core/runbook.ts';
import { digestOf } from '../text/digest.ts';

/** A runbook with the SHA-256 of the text it was made of. */
interface Prepared {
  readonly made: string;
  readonly runbook: Runbook;
}

/** What the build left (`dist/runbooks`); null where nothing was built. */
const prepared = async (root: string, id: string): Promise<Prepared | null> => {
  try {
    return JSON.parse(await readFile(`${root}/dist/runbooks/${id}.json`, 'utf8')) as Prepared;
  } catch {
    return null;
  }
};

export const readRunbook = async (root: string, id: string): Promise<Runbook> => {
  const path = `runbooks/${id}.yaml`;
  const [text, ready] = await Promise.all([readFile(`${root}/${path}`, 'utf8'), prepared(root, id)]);
  if (ready?.made === digestOf(text)) return ready.runbook;
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
    fix: 'Use: certify runbook show ses, or smtp.',
  });
};
