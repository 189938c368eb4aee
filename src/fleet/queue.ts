// The places of a night as jobs on PostgreSQL, for workers on any machine. The queue is pg-boss's; what it cannot know is who died: a
// job in work whose place nobody holds in the fence was a dead worker's, and is given back.
import { setTimeout as sleep } from 'node:timers/promises';
import PgBoss from 'pg-boss';
import { isObject } from '../text/unknown-json.ts';
import type { Fence } from '../store/fence.ts';
import { type Store, StoreDown, textOf } from '../store/store.ts';

/** An account and region in a night. */
export interface PlaceJob {
  readonly night: string;
  readonly place: string;
}

const QUEUE = 'certify-place';
const SCHEMA = 'certify_queue';

/** A worker that dies takes one attempt with it; none of them may be the last. */
const RETRIES = 100_000;

/**
 * `short`: of a place at most one job waits, however often it is put in. After its time a job is handed out again although its
 * worker lives; the fence lets it do nothing then.
 */
const POLICY = { policy: 'short', retryLimit: RETRIES, retryDelay: 1, expireInHours: 12, retentionHours: 72 } as const;

const PAUSE_MS = 500;
const SWEEP_MS = 1000;

/** Between fetching a job and taking its place. */
const SETTLED = `interval '2 seconds'`;

const open = async (url: string, connections: number): Promise<PgBoss> => {
  const boss = new PgBoss({
    connectionString: url,
    schema: SCHEMA,
    max: connections,
    schedule: false,
  });
  // Told by whoever asked; the others are tried again.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    await boss.createQueue(QUEUE, { name: QUEUE, ...POLICY });
    return boss;
  } catch (cause) {
    await close(boss);
    throw new StoreDown(cause);
  }
};

const close = (boss: PgBoss): Promise<void> => boss.stop({ graceful: false, close: true }).catch(() => undefined);

/** Two schedulers and every repetition make one job a place. Throws StoreDown. */
export const queuePlaces = async (url: string, jobs: readonly PlaceJob[]): Promise<void> => {
  const boss = await open(url, 2);
  try {
    for (const job of jobs) await boss.send(QUEUE, job, { singletonKey: JSON.stringify([job.night, job.place]) });
  } catch (cause) {
    throw new StoreDown(cause);
  } finally {
    await close(boss);
  }
};

const isJob = (value: unknown): value is PlaceJob =>
  isObject(value) && typeof value['night'] === 'string' && typeof value['place'] === 'string';

const IN_WORK = `SELECT id::text AS id, data->>'place' AS place FROM ${SCHEMA}.job
  WHERE name = '${QUEUE}' AND state = 'active' AND started_on < now() - ${SETTLED}`;

/** Whoever holds its place has the job in work; where nobody does, its worker is gone. */
const sweep = async (boss: PgBoss, store: Store, fence: Fence): Promise<void> => {
  for (const row of await store.read((tx) => tx.rows(IN_WORK))) {
    const place = textOf(row, 'place');
    if (!(await fence.take(place))) continue;
    try {
      await boss.fail(QUEUE, textOf(row, 'id'), { why: 'its worker is gone' });
    } finally {
      await fence.release(place);
    }
  }
};

interface Taking {
  readonly url: string;
  readonly store: Store;
  readonly fence: Fence;
  /** Places in work at once. */
  readonly places: number;
  /** False: somebody else has the place now. It is tried again then, and after a rejection. */
  readonly work: (job: PlaceJob) => Promise<boolean>;
  /** Given when the worker is to stop; losing the fence stops it too. */
  readonly signal: AbortSignal;
}

/** One place after the other. pg-boss's own loop does not wait for the database when a job ends, and its rejection would end the process. */
const takeOne = async (boss: PgBoss, { work }: Taking): Promise<boolean> => {
  const [job] = await boss.fetch<unknown>(QUEUE);
  if (job === undefined) return false;
  let isDone = false;
  try {
    isDone = !isJob(job.data) || (await work(job.data));
  } finally {
    if (isDone) await boss.complete(QUEUE, job.id);
    else await boss.fail(QUEUE, job.id, { why: 'not done' });
  }
  return true;
};

const everySoOften = async (ms: number, signal: AbortSignal, work: () => Promise<boolean>): Promise<void> => {
  while (!signal.aborted) if (!(await work())) await sleep(ms, undefined, { signal }).catch(() => undefined);
};

/** Takes places until the signal is given or the fence is lost. Throws StoreDown where the queue cannot be had. */
export const takePlaces = async (taking: Taking): Promise<void> => {
  const { url, store, fence, places, signal } = taking;
  const boss = await open(url, places + 2);
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, fence.lost, failed.signal]);
  const sweeping = everySoOften(SWEEP_MS, ending, async () => {
    await sweep(boss, store, fence);
    return false;
  });
  const slots = Array.from({ length: places }, () => everySoOften(PAUSE_MS, ending, () => takeOne(boss, taking)));
  try {
    // The first that fails ends the others, and is what is told.
    const all = [sweeping, ...slots].map((one) =>
      one.catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    const [first] = (await Promise.allSettled(all)).filter((one) => one.status === 'rejected');
    if (first === undefined || signal.aborted || fence.lost.aborted) return;
    throw first.reason instanceof StoreDown ? first.reason : asStoreDown(first.reason);
  } finally {
    await close(boss);
  }
};

/** What pg says carries a code of SQL or of the system; anything else is a fault of our own. */
const asStoreDown = (error: unknown): unknown =>
  error instanceof Error && ('code' in error || error.message.startsWith('Connection terminated')) ? new StoreDown(error) : error;
