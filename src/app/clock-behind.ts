// A clock that stands before what was already written: times would run backwards, what is old would pass for fresh, and a record would end
// before its predecessor began, which an auditor is told as a chain whose order was changed.
import { UsageError } from '../core/errors.ts';
import type { Files } from '../core/ports/files.ts';
import type { ChainKey } from '../evidence/seal.ts';
import { latestOf } from '../evidence/store.ts';
import type { RunState } from '../run/state.ts';

/** A clock that is kept right is set back by less. Of a run that goes on only: a record is short of its predecessor's beginning by nothing. */
const SET_BACK_MS = 60_000;

const says = (now: Date): string => `The clock of this machine says ${now.toISOString()}`;

/** UsageError: the run's last line lies ahead of this machine's clock. */
export const refuseClockBehindRun = ({ runId, lastAt }: Pick<RunState, 'runId' | 'lastAt'>, now: Date): void => {
  if (Date.parse(lastAt) - now.getTime() <= SET_BACK_MS) return;
  throw new UsageError({
    code: 'clock-behind-run',
    message: `${says(now)}, but the last line of run ${runId} was written at ${lastAt}: one of two clocks is wrong.`,
    fix: 'Set the clock, then go on with --resume: what the run holds is kept, and no message is sent a second time.',
  });
};

/** The newest record, where it can be read: one that cannot is a matter of `evidence verify`. */
const newest = (files: Files, directory: string, key: ChainKey): ReturnType<typeof latestOf> =>
  latestOf(files, directory, key).catch((error: unknown) => {
    if (error instanceof UsageError) return null;
    throw error;
  });

/** UsageError, before anybody is asked and anything is sent: a record that is written now would end before its predecessor began. */
export const refuseClockBehindChain = async (files: Files, directory: string, key: ChainKey, now: Date): Promise<void> => {
  const before = await newest(files, directory, key);
  if (before === null || Date.parse(before.run.startedAt) <= now.getTime()) return;
  throw new UsageError({
    code: 'clock-behind-record',
    message: `${says(now)}, but the newest record of ${key.tenant} there, ${before.evidence?.id ?? ''}, was begun at ${before.run.startedAt}: one of two clocks is wrong.`,
    fix: 'Set this machine’s clock, then run the same command again. Where the clock of the machine that wrote that record was ahead, wait until that time has come, or begin a chain in another --evidence-dir.',
    place: { file: before.evidence?.path ?? directory },
  });
};
