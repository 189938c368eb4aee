// After a send the act is to go on with the run: the same command once more would send a second message.
import { expect, it } from 'vitest';
import { laterFault } from '../../src/app/later-fault.ts';
import { UsageError } from '../../src/core/errors.ts';

const fault = (fix: string): UsageError => new UsageError({ code: 'file-unwritable', message: 'Cannot write.', fix });

it.each([
  ['Free some space, then run the same command again.', 'Free some space. Then go on with: x --resume'],
  ['End it; then run the same command again. Or remove it.', 'End it. Or remove it. Then go on with: x --resume'],
  ['Give this user the right to it.', 'Give this user the right to it. Then go on with: x --resume'],
])('%s', (fix, told) => {
  expect(laterFault(fault(fix), 'x --resume')).toMatchObject({ fix: told, exitCode: 4 });
  expect(laterFault(fault(fix), null)).toMatchObject({ fix, exitCode: 4 });
});
