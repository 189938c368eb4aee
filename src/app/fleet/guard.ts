// Who may ask an account: one process at a time over all that share a store.
import { openFence, type Fence } from '../../store/fence.ts';
import { systemClock } from '../../world/clock.ts';
import { createFiles } from '../../world/files/files.ts';
import type { OpenedFleet } from './open.ts';

type Where = Pick<OpenedFleet, 'database' | 'server'>;

/** One process has an embedded database, by its lock: every name is its own. */
const EMBEDDED: Fence = {
  lost: new AbortController().signal,
  take: async () => true,
  release: async () => undefined,
  close: async () => undefined,
};

/** Throws StoreDown. */
export const openGuard = async ({ server }: Where): Promise<Fence> => (server === null ? EMBEDDED : openFence(server));

const POLL_MS = 500;

/** Works while the name is held; waits for whoever holds it. */
export const holding = async <T>(where: Where, name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const guard = await openGuard(where);
  try {
    const ending = AbortSignal.any([signal, guard.lost]);
    while (!(await guard.take(name))) await systemClock.sleep(POLL_MS, ending);
    return await work();
  } finally {
    await guard.close();
  }
};

/** Two processes over one embedded database would look at the same tenants; a server's are told apart by account. */
export const alone = async <T>({ database }: Where, work: () => Promise<T>): Promise<T> => {
  if (database === null) return work();
  const lock = await createFiles().lock(`${database}.lock`);
  try {
    return await work();
  } finally {
    await lock.release();
  }
};
