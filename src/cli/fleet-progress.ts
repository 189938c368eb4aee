// How a night goes: a line that is written over on a terminal, a line now and then in a log.
import { plural } from '../text/plural.ts';
import type { TenantLook } from '../core/fleet.ts';
import { durationText } from '../report/fleet/plan.ts';
import type { Io } from './io.ts';
import { say } from './say.ts';

/** Worst first. */
const ORDER = [4, 2, 1, 3, 0];
const WORDS: { readonly [exit: number]: string } = {
  0: 'ready',
  1: 'not certified',
  2: 'refused',
  3: 'inconclusive',
  4: 'failed',
};

const LOG_MS = 30_000;
const DRAW_MS = 200;

export interface NightProgress {
  start(total: number, done: number): void;
  look(row: Pick<TenantLook, 'exitCode'>): void;
  end(): void;
}

class Counting {
  readonly #exits = new Map<number, number>();
  #total = 0;
  #before = 0;
  #done = 0;
  #began = performance.now();

  start(total: number, done: number): void {
    this.#total = total;
    this.#before = done;
    this.#done = done;
    this.#began = performance.now();
  }

  look({ exitCode }: Pick<TenantLook, 'exitCode'>): void {
    this.#done += 1;
    this.#exits.set(exitCode, (this.#exits.get(exitCode) ?? 0) + 1);
  }

  isWhole(): boolean {
    return this.#done >= this.#total;
  }

  line(): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = (this.#done - this.#before) / Math.max(seconds, 0.001);
    const left = rate === 0 ? '' : `, ${durationText((this.#total - this.#done) / rate)} left`;
    const exits = ORDER.flatMap((exit) => (this.#exits.has(exit) ? [`${this.#exits.get(exit)} ${WORDS[exit]}`] : []));
    const what = exits.length === 0 ? '' : `; ${exits.join(', ')}`;
    return `${this.#done} of ${plural(this.#total, 'tenant')}, ${rate.toFixed(1)}/s${this.isWhole() ? '' : left}${what}`;
  }
}

/** Silent with `--quiet`. */
export const nightProgress = (io: Io, { quiet }: { readonly quiet: boolean }): NightProgress => {
  const counting = new Counting();
  if (quiet) return { start: () => undefined, look: () => undefined, end: () => undefined };
  const overwrites = io.redraws;
  const every = overwrites ? DRAW_MS : LOG_MS;
  let shown = performance.now();
  const draw = (): void => {
    shown = performance.now();
    const line = counting.line().slice(0, Math.max(20, io.errStyle.width - 1));
    io.err(overwrites ? `\r\u001b[K${line}` : `${counting.line()}\n`);
  };
  return {
    start: (total, done) => counting.start(total, done),
    look: (row) => {
      counting.look(row);
      if (performance.now() - shown >= every) draw();
    },
    // The last count stays: whole, however narrow the terminal is.
    end: () => {
      if (overwrites) io.err('\r\u001b[K');
      say(io, counting.line());
    },
  };
};
