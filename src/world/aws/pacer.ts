// One queue for each account and region: SES may allow one read a second there (SES quotas page), shared with the platform itself.
import type { Clock } from '../../core/clock.ts';

/** What a failed attempt means for the queue. */
type Setback = 'throttled' | 'transient' | 'final';

interface PacedTask<T> {
  /** Account and region, such as `111122223333/ap-south-1`. */
  readonly lane: string;
  /** Lower goes first: the most useful question has 0. */
  readonly priority: number;
  readonly run: () => Promise<T>;
  readonly classify: (thrown: unknown) => Setback;
  /** Called at each throttle, while there is patience left. */
  readonly onThrottled?: () => void;
  /** Whoever asks is stopped: the task leaves its queue, takes no turn of others, and rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Pacer {
  /** Rejects with what the last attempt threw, once the attempts are used up; with the throttle, once the lane's patience is. */
  ask<T>(task: PacedTask<T>): Promise<T>;
}

export interface PacerOptions {
  readonly clock: Pick<Clock, 'sleep' | 'elapsed'>;
  /** Milliseconds between reads after the first throttle. */
  readonly intervalMs?: number;
  /** Reads at once before the first answer. */
  readonly burst?: number;
  /** Reads at once after it, while nothing throttles. */
  readonly concurrency?: number;
  /** Milliseconds of nothing but throttles after which a lane gives up all that waits in it. */
  readonly patienceMs?: number;
  readonly transientAttempts?: number;
  /** Milliseconds between the reads of a lane from its first one; null: as it comes, until a throttle. */
  readonly steady?: (lane: string) => number | null;
}

type Attempt = { readonly outcome: 'answered' } | { readonly outcome: Setback; readonly error: Error };

interface Waiting {
  readonly priority: number;
  readonly order: number;
  readonly attempt: () => Promise<Attempt>;
  readonly giveUp: (error: Error) => void;
  readonly onThrottled: () => void;
  readonly signal: AbortSignal | undefined;
  /** Attempts that trouble of AWS's own leaves. */
  left: number;
}

interface Lane {
  readonly waiting: Waiting[];
  /** Milliseconds between paced reads. */
  readonly intervalMs: number;
  /** Paced from the start: its rate is known, and is to be used up. */
  readonly steady: boolean;
  running: number;
  /** An answer came without a throttle. */
  proven: boolean;
  slow: boolean;
  /** Paced reads throttled in a row; the pause grows with them. */
  streak: number;
  /** `clock.elapsed()` of the first and the last of the throttles since an answer. */
  throttled: { readonly since: number; readonly last: number } | null;
  /** `clock.elapsed()` before which nothing starts. */
  notBefore: number;
  sleeping: boolean;
}

const LONGEST_PAUSE = 4;
/** Slow answers of a lane that is to be used up: its rate times the time that one may take. */
const STEADY_ROOM = 16;

class PacedQueue implements Pacer {
  readonly #options: Required<PacerOptions>;
  readonly #lanes = new Map<string, Lane>();
  #order = 0;

  constructor(options: PacerOptions) {
    this.#options = {
      intervalMs: 1100,
      burst: 3,
      concurrency: 3,
      patienceMs: 60_000,
      transientAttempts: 2,
      steady: () => null,
      ...options,
    };
  }

  async ask<T>(task: PacedTask<T>): Promise<T> {
    const { signal } = task;
    signal?.throwIfAborted();
    const lane = this.#lane(task.lane);
    let leave = (): void => undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const waiting: Waiting = {
          priority: task.priority,
          order: this.#order++,
          left: this.#options.transientAttempts,
          attempt: async () => {
            try {
              resolve(await task.run());
              return { outcome: 'answered' };
            } catch (thrown) {
              const error = thrown instanceof Error ? thrown : new Error('A read threw no error.', { cause: thrown });
              return { outcome: task.classify(thrown), error };
            }
          },
          giveUp: reject,
          onThrottled: () => task.onThrottled?.(),
          signal,
        };
        leave = () => {
          const at = lane.waiting.indexOf(waiting);
          if (at >= 0) lane.waiting.splice(at, 1);
          reject(signal?.reason instanceof Error ? signal.reason : new Error('stopped'));
        };
        signal?.addEventListener('abort', leave, { once: true });
        this.#enter(lane, waiting);
      });
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const steadyMs = this.#options.steady(name);
    const steady = steadyMs !== null;
    const pace = { steady, slow: steady, intervalMs: steadyMs ?? this.#options.intervalMs };
    const lane = { ...pace, waiting: [], running: 0, proven: false, streak: 0, throttled: null, notBefore: 0, sleeping: false };
    this.#lanes.set(name, lane);
    return lane;
  }

  #enter(lane: Lane, waiting: Waiting): void {
    if (waiting.signal?.aborted === true) return;
    lane.waiting.push(waiting);
    lane.waiting.sort((a, b) => a.priority - b.priority || a.order - b.order);
    // Questions that arrive in the same turn are ordered before the first goes out.
    setImmediate(() => this.#drain(lane));
  }

  #drain(lane: Lane): void {
    while (lane.waiting.length > 0 && lane.running < this.#room(lane)) {
      const wait = lane.notBefore - this.#options.clock.elapsed();
      if (wait > 0) return this.#wake(lane, wait);
      const next = lane.waiting.shift();
      if (next === undefined) return;
      if (lane.slow) lane.notBefore = this.#options.clock.elapsed() + lane.intervalMs;
      void this.#run(lane, next);
    }
  }

  #room(lane: Lane): number {
    // A slow answer must not hold the next second's read back.
    if (lane.slow) return lane.steady ? STEADY_ROOM : 2;
    return lane.proven ? this.#options.concurrency : this.#options.burst;
  }

  async #run(lane: Lane, task: Waiting): Promise<void> {
    const paced = lane.slow;
    lane.running += 1;
    const attempt = await task.attempt();
    lane.running -= 1;
    if (attempt.outcome === 'throttled') this.#throttled(lane, task, attempt.error, paced);
    else {
      lane.proven = true;
      lane.streak = 0;
      lane.throttled = null;
      if (attempt.outcome === 'transient' && (task.left -= 1) > 0) this.#enter(lane, task);
      else if (attempt.outcome !== 'answered') task.giveUp(attempt.error);
    }
    this.#drain(lane);
  }

  #throttled(lane: Lane, task: Waiting, error: Error, paced: boolean): void {
    const { clock, patienceMs } = this.#options;
    const now = clock.elapsed();
    lane.slow = true;
    // The rest of a burst is throttled together, and that says nothing about the pace.
    lane.streak = paced ? lane.streak + 1 : 0;
    const pause = lane.intervalMs * Math.min(2 ** Math.max(0, lane.streak - 1), LONGEST_PAUSE);
    lane.notBefore = Math.max(lane.notBefore, now + pause);
    // Whoever asks long after the last throttle, such as a second look, has the whole patience again.
    const since = lane.throttled !== null && now - lane.throttled.last <= patienceMs ? lane.throttled.since : now;
    lane.throttled = { since, last: now };
    if (now - since < patienceMs) {
      task.onThrottled();
      this.#enter(lane, task);
      return;
    }
    // One after the other would each wait as long for the same quota.
    for (const one of [task, ...lane.waiting.splice(0)]) one.giveUp(error);
  }

  #wake(lane: Lane, ms: number): void {
    if (lane.sleeping) return;
    lane.sleeping = true;
    const awake = (): void => {
      lane.sleeping = false;
      this.#drain(lane);
    };
    this.#options.clock.sleep(ms).then(awake, awake);
  }
}

/** Shared by every World of the process, so that tenants of one account wait for each other and not for others. */
export const createPacer = (options: PacerOptions): Pacer => new PacedQueue(options);
