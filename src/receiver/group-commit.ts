// Group commit: everything that one event-loop turn brings in goes into one transaction; each caller hears after COMMIT.
import { applyBodies } from './ledger/apply.ts';
import type { Applied, Body } from './ledger/apply.ts';
import type { ReceiverLimits } from './options.ts';
import { StoreDown } from '../store/store.ts';
import type { Store, Tx } from '../store/store.ts';

interface Waiting {
  readonly body: Body;
  readonly resolve: (applied: Applied) => void;
  readonly reject: (cause: unknown) => void;
}

export interface GroupCommit {
  /** Durable when it resolves. Throws StoreDown when the store is away or too much is waiting. */
  apply(body: Body): Promise<Applied>;
  /** Any other act, in a transaction of its own. */
  act<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Whether the store took the last write; after one that it did not take, another is tried, every five seconds. */
  writable(): Promise<boolean>;
  /** Callbacks that wait for the store now. */
  waiting(): number;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

/** Writes a row as it stands: shows a full disk, a lock and a read-only file, and changes nothing. */
const trial = (store: Store): Promise<unknown> =>
  store.write((tx) =>
    tx.rows('UPDATE migration SET name = name WHERE version = (SELECT MIN(version) FROM migration) RETURNING version'),
  );

/** A trial is one page, which may still fit where a callback did not: a failed write counts this long whatever a trial says. */
const TRIAL_MS = 5_000;

/** The store, with a memory of how the last write ended. A body that cannot be stored is no fault of the store. */
const watched = (store: Store): { readonly write: Store['write']; readonly writable: () => Promise<boolean> } => {
  let down = false;
  let trying: { readonly since: number; readonly answer: Promise<boolean> } | null = null;
  const write: Store['write'] = async (work) => {
    try {
      const result = await store.write(work);
      down = false;
      return result;
    } catch (cause) {
      if (cause instanceof StoreDown) {
        down = true;
        trying = { since: performance.now(), answer: Promise.resolve(false) };
      }
      throw cause;
    }
  };
  const again = (): Promise<boolean> => {
    const answer = trial({ ...store, write }).then(
      () => true,
      () => false,
    );
    trying = { since: performance.now(), answer };
    return answer;
  };
  const writable = async (): Promise<boolean> => {
    if (!down) return true;
    return trying !== null && performance.now() - trying.since < TRIAL_MS ? trying.answer : again();
  };
  return { write, writable };
};

const commit = async (store: Pick<Store, 'write'>, group: readonly Waiting[]): Promise<void> => {
  const bodies = group.map(({ body }) => body);
  try {
    const answers = await store.write((tx) => applyBodies(tx, bodies));
    for (const [index, one] of group.entries()) {
      const answer = answers[index];
      if (answer === undefined) one.reject(new StoreDown('no answer for this body'));
      else one.resolve(answer);
    }
  } catch (cause) {
    if (group.length === 1 || cause instanceof StoreDown) for (const one of group) one.reject(cause);
    // One body that cannot be stored must not cost the others theirs.
    else for (const one of group) await commit(store, [one]);
  }
};

export const createGroupCommit = (given: Store, limits: Pick<ReceiverLimits, 'pending' | 'group'>): GroupCommit => {
  const store = watched(given);
  let waiting: Waiting[] = [];
  let scheduled = false;
  let running: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    scheduled = false;
    while (waiting.length > 0) {
      const group = waiting.slice(0, limits.group);
      waiting = waiting.slice(limits.group);
      await commit(store, group);
    }
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    running = running.then(() => new Promise<void>((resolve) => setImmediate(() => void flush().then(resolve))));
  };
  return {
    apply: (body) => {
      if (waiting.length >= limits.pending) return Promise.reject(new StoreDown('too many callbacks wait for the store'));
      return new Promise<Applied>((resolve, reject) => {
        waiting.push({ body, resolve, reject });
        schedule();
      });
    },
    act: (work) => store.write(work),
    writable: () => store.writable(),
    waiting: () => waiting.length,
    drain: () => running,
  };
};
