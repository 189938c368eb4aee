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
}

export interface Pacer {
  /** Rejects with what the last attempt threw, once the attempts, or after a throttle the patience, are used up. */
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
  /** Milliseconds that a read goes on asking after its first throttle. */
  readonly patienceMs?: number;
  readonly transientAttempts?: number;
  /** Milliseconds between the reads of a lane from its first one; null: as it comes, until a throttle. */
  readonly steady?: (lane: string) => number | null;
}

interface Waiting {
  readonly priority: number;
  readonly order: number;
  readonly start: () => Promise<{ readonly outcome: 'answered' | Setback; readonly again: boolean }>;
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

  ask<T>(task: PacedTask<T>): Promise<T> {
    const lane = this.#lane(task.lane);
    const left = { transient: this.#options.transientAttempts, final: 1 };
    let throttledAt: number | null = null;
    /** Whether the setback leaves another attempt. */
    const goesOn = (outcome: Setback): boolean => {
      if (outcome !== 'throttled') return (left[outcome] -= 1) > 0;
      throttledAt ??= this.#options.clock.elapsed();
      return this.#options.clock.elapsed() - throttledAt < this.#options.patienceMs;
    };
    return new Promise<T>((resolve, reject) => {
      this.#enter(lane, {
        priority: task.priority,
        order: this.#order++,
        start: async () => {
          try {
            resolve(await task.run());
            return { outcome: 'answered', again: false };
          } catch (thrown) {
            const outcome = task.classify(thrown);
            const again = goesOn(outcome);
            if (!again) reject(thrown instanceof Error ? thrown : new Error('A read threw no error.', { cause: thrown }));
            return { outcome, again };
          }
        },
      });
    });
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const steadyMs = this.#options.steady(name);
    const steady = steadyMs !== null;
    const pace = { steady, slow: steady, intervalMs: steadyMs ?? this.#options.intervalMs };
    const lane = { ...pace, waiting: [], running: 0, proven: false, streak: 0, notBefore: 0, sleeping: false };
    this.#lanes.set(name, lane);
    return lane;
  }

  #enter(lane: Lane, waiting: Waiting): void {
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
    const { outcome, again } = await task.start();
    lane.running -= 1;
    if (outcome === 'throttled') {
      lane.slow = true;
      // The rest of a burst is throttled together, and that says nothing about the pace.
      lane.streak = paced ? lane.streak + 1 : 0;
      const pause = lane.intervalMs * Math.min(2 ** Math.max(0, lane.streak - 1), LONGEST_PAUSE);
      lane.notBefore = Math.max(lane.notBefore, this.#options.clock.elapsed() + pause);
    } else {
      lane.proven = true;
      lane.streak = 0;
    }
    if (again) this.#enter(lane, task);
    this.#drain(lane);
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
