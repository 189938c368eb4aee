// Works on all places side by side: each with its own few tenants at a time, all together with no more than the machine bears.
import type { InventoryTenant } from './inventory.ts';
import type { PlannedPlace } from './plan.ts';

export interface ScheduleOptions {
  readonly places: readonly PlannedPlace[];
  /** How many tenants may be in work at once, now; `onRoom` is called with what to call when there may be more. */
  readonly room: () => number;
  readonly onRoom: (listener: () => void) => void;
  readonly tenantsPerPlace: number;
  /** Must not reject: a tenant's trouble is its own. A rejection gives the signal to all that are in work, and ends the night. */
  readonly work: (tenant: InventoryTenant, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Queue {
  readonly left: InventoryTenant[];
  running: number;
}

/**
 * Takes tenants in turn from the places, the one that takes longest first, so that no account waits for another. Resolves when
 * every tenant was worked on, or the signal was given; rejects with the first rejection. Either way what had begun has ended:
 * who held the accounts for it may let them go.
 */
export const runSchedule = ({ places, room, onRoom, tenantsPerPlace, work, signal }: ScheduleOptions): Promise<void> => {
  const queues: Queue[] = places.map((place) => ({ left: [...place.tenants].reverse(), running: 0 }));
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, failed.signal]);
  let running = 0;
  let turn = 0;
  return new Promise((resolve, reject) => {
    const next = (): Queue | null => {
      for (let tried = 0; tried < queues.length; tried += 1) {
        const queue = queues[(turn + tried) % queues.length];
        if (queue === undefined || queue.left.length === 0 || queue.running >= tenantsPerPlace) continue;
        turn = (turn + tried + 1) % queues.length;
        return queue;
      }
      return null;
    };
    const ended = (): void => {
      if (running > 0) return;
      if (failed.signal.aborted) reject(failed.signal.reason);
      else if (signal.aborted || queues.every(({ left }) => left.length === 0)) resolve();
    };
    const fill = (): void => {
      while (!ending.aborted && running < room()) {
        const queue = next();
        const tenant = queue?.left.pop();
        if (queue === null || tenant === undefined) break;
        queue.running += 1;
        running += 1;
        void begin(queue, tenant);
      }
      ended();
    };
    const begin = async (queue: Queue, tenant: InventoryTenant): Promise<void> => {
      try {
        await work(tenant, ending);
      } catch (error) {
        failed.abort(error instanceof Error ? error : new Error('A look threw no error.', { cause: error }));
      }
      queue.running -= 1;
      running -= 1;
      fill();
    };
    onRoom(fill);
    fill();
  });
};
