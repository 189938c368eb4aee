// What a use case ends with when its caller breaks it off: never an act that sends a second message, and never a record that is hidden.
import { expect, it } from 'vitest';
import { interruption, orInterruption, unlessInterrupted } from '../../src/app/interrupted.ts';
import { laterFault } from '../../src/app/later-fault.ts';
import { AbortError, UsageError } from '../../src/core/errors.ts';

const aborted = AbortSignal.abort(new Error('by the caller'));
const going = new AbortController().signal;
const full = new UsageError({
  code: 'file-no-space',
  message: 'The disk is full.',
  fix: 'Free some space, then run the same command again.',
  act: 'Free some space.',
});

it('goes on as the error says, where something was begun', () => {
  const told = interruption(laterFault(full, 'certify ses gym.yaml --resume'));
  expect(told).toMatchObject({ exitCode: 130, code: 'interrupted' });
  expect(told.fix).toContain('certify ses gym.yaml --resume');
  expect(told.fix).not.toContain('run the same command again');
  const own = new AbortError({ code: 'interrupted', message: 'Stopped.', fix: 'Go on with --resume.', exitCode: 130 });
  expect(interruption(own)).toBe(own);
  expect(interruption(new Error('in the middle')).fix).toContain('Run the same command again');
});

it('keeps the record of a run that ended all the same, and nothing of a look', async () => {
  await expect(orInterruption(aborted, async () => 'record')).resolves.toBe('record');
  await expect(unlessInterrupted(aborted, async () => 'half a look')).rejects.toMatchObject({ exitCode: 130 });
  for (const by of [orInterruption, unlessInterrupted]) {
    await expect(by(aborted, () => Promise.reject(full))).rejects.toMatchObject({ exitCode: 130 });
    await expect(by(going, () => Promise.reject(full))).rejects.toBe(full);
    await expect(by(going, async () => 'whole')).resolves.toBe('whole');
  }
});
