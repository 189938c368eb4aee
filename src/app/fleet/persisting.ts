// A night that workers have outlasts its database going away: what the scheduler asks of it is asked again until it answers.
import { createState } from '../../fleet/state.ts';
import { isLasting, StoreDown } from '../../store/store.ts';
import { systemClock } from '../../world/clock.ts';
import type { OpenedFleet } from './open.ts';

const POLL_MS = 1000;

/** Tries again for as long as the database is away; what it refuses for good is told. */
export const persisting = async <T>(signal: AbortSignal, onWait: (says: string) => void, work: () => Promise<T>): Promise<T> => {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof StoreDown) || isLasting(error)) throw error;
      if (isFirst) onWait('The database does not answer; trying again.');
      await systemClock.sleep(POLL_MS, signal);
    }
  }
};

/**
 * The same fleet over a patient store. A write may be done twice where its answer was lost, which no write of a scheduler minds. Not
 * for what is done under a name of the fence: that is lost with the database, and another may have it when it is back.
 */
export const patiently = (opened: OpenedFleet, signal: AbortSignal, onWait: (says: string) => void): OpenedFleet => {
  const store: OpenedFleet['store'] = {
    ...opened.store,
    read: (work) => persisting(signal, onWait, () => opened.store.read(work)),
    write: (work) => persisting(signal, onWait, () => opened.store.write(work)),
  };
  return { ...opened, store, state: createState(store) };
};
