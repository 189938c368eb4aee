// What two processes over one store must not do at once.
import { createFiles } from '../../world/files/files.ts';
import type { OpenedFleet } from './open.ts';

/** Two at once over one state would look at the same tenants. */
export const alone = async <T>({ database }: OpenedFleet, work: () => Promise<T>): Promise<T> => {
  if (database === null) return work();
  const lock = await createFiles().lock(`${database}.lock`);
  try {
    return await work();
  } finally {
    await lock.release();
  }
};
