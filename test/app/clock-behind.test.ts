// No run begins whose record would end before its predecessor began: either it is refused at once, or the chain holds.
import { describe, expect, it } from 'vitest';
import { refuseClockBehindChain } from '../../src/app/clock-behind.ts';
import { chainOf } from '../../src/evidence/seal.ts';
import { recordPath, writeRecord } from '../../src/evidence/store.ts';
import { verifyDirectory } from '../../src/evidence/verify.ts';
import { createGate } from '../../src/masking/gate.ts';
import { memoryFiles } from '../evidence/memory-files.ts';
import { runAt } from '../evidence/tampered-store.ts';

const write = { profile: { path: 'gym.yaml', digest: 'sha256:0', loaded: {} }, directory: 'e', gate: createGate([]) };
const at = (minute: number, seconds = 0): Date => new Date(Date.UTC(2026, 10, 20, 20, minute, seconds));

const withHead = async (minute: number) => {
  const files = memoryFiles();
  return { files, record: await writeRecord(files, runAt(minute), write) };
};

describe('a clock behind the newest record of a chain', () => {
  it.each([0, 29, 30, 31, 60])(
    'is refused at once, or leaves a chain that holds: a run that begins at minute %i',
    async (minute) => {
      const { files, record } = await withHead(30);
      const refused = await refuseClockBehindChain(files, 'e', chainOf(record), at(minute)).then(
        () => null,
        (error: unknown) => error,
      );
      if (minute >= 30) expect(refused).toBeNull();
      else {
        expect(refused).toMatchObject({
          code: 'clock-behind-record',
          message: expect.stringContaining('was begun at 2026-11-20T20:30:00.000Z'),
          place: { file: record.evidence?.path },
        });
      }
      await writeRecord(files, runAt(minute, {}, 10), write);
      const { breaks } = await verifyDirectory(files, 'e');
      expect(breaks.map(({ code }) => code)).toEqual(refused === null ? [] : ['order']);
    },
  );

  it('is nothing to a chain of its own: another tenant, provider or mode, or none yet', async () => {
    const { files, record } = await withHead(30);
    const key = chainOf(record);
    for (const other of [{ tenant: 'other-gym' }, { provider: 'SMTP' }, { mode: 'lab' }] as const)
      await expect(refuseClockBehindChain(files, 'e', { ...key, ...other }, at(0))).resolves.toBeUndefined();
    await expect(refuseClockBehindChain(memoryFiles(), 'e', key, at(0))).resolves.toBeUndefined();
  });

  it('keeps nobody from certifying beside a record that cannot be read', async () => {
    const { files, record } = await withHead(30);
    files.texts.set(recordPath('e', record.evidence?.id ?? ''), 'no record');
    await expect(refuseClockBehindChain(files, 'e', chainOf(record), at(0))).resolves.toBeUndefined();
  });
});
