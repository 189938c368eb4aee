// After a send the act is to go on with the run: the same command once more would send a second message.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { laterFault } from '../../src/app/later-fault.ts';
import { UsageError } from '../../src/core/errors.ts';
import { fileError } from '../../src/world/files/errors.ts';
import { takeLock } from '../../src/world/files/lock.ts';

const held = async (): Promise<unknown> => {
  const directory = mkdtempSync(join(tmpdir(), 'certify-'));
  const path = join(directory, 'held.lock');
  const lock = await takeLock(path, 0);
  try {
    return await takeLock(path, 0).catch((error: unknown) => error);
  } finally {
    await lock.release();
    rmSync(directory, { recursive: true });
  }
};

const failed = (code: string): unknown => fileError(Object.assign(new Error(code), { code }), '/evidence/x.json', 'write');

it.each<[string, () => unknown, string]>([
  ['a full disk', () => failed('ENOSPC'), 'Free some space.'],
  ['a used-up quota', () => failed('EDQUOT'), 'Free some space.'],
  ['a right that was lost', () => failed('EACCES'), 'Give this user the right to it, or choose another path.'],
  ['a limit of file sizes', () => failed('EFBIG'), 'Raise the limit of file sizes (`ulimit -f`), or choose another path.'],
  ['a lock that somebody holds', held, 'Wait until it has ended, or end it. If that machine no longer exists, remove the file.'],
  ['a fault without an act of its own', () => new UsageError({ code: 'file-odd', message: 'M.', fix: 'Mend it.' }), 'Mend it.'],
])('of %s says how to go on, and not to run the same command again', async (_, make, act) => {
  const error = (await make()) as UsageError;
  expect(laterFault(error, 'x --resume')).toMatchObject({ fix: `${act} Then go on with: \`x --resume\``, exitCode: 4 });
  expect(laterFault(error, null)).toMatchObject({ fix: error.fix, exitCode: 4 });
});
