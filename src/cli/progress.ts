// One spinner on stderr, only on a terminal; says what is awaited and for how long.
import type { Io } from './io.ts';
import { awaited } from '../report/awaited.ts';
import { clearNotice } from './streams.ts';

export interface Progress {
  /** null: nothing is awaited. */
  waiting(what: string | null): void;
  /** Prints lines without tearing the spinner. */
  print(text: string, stream: 'out' | 'err'): void;
  stop(): void;
}

const seconds = (since: number): string => `${Math.floor((performance.now() - since) / 1000)} s`;

/** Nothing moves: for pipes, logs and `--quiet`. */
const still = (io: Io): Progress => ({
  waiting: () => undefined,
  print: (text, stream) => (stream === 'out' ? io.out(text) : io.err(text)),
  stop: () => undefined,
});

const spinning = async (io: Io): Promise<Progress> => {
  const { default: ora } = await import('ora');
  const spinner = ora({
    stream: process.stderr,
    discardStdin: false,
    color: io.errStyle.colour ? 'cyan' : false,
    ...(io.errStyle.unicode ? {} : { spinner: 'line' }),
  });
  let since = 0;
  let what: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  const tick = (): void => {
    if (what === null) return;
    spinner.text = `${awaited(what)} … ${seconds(since)}`;
  };
  const hide = (): void => {
    spinner.stop();
    if (timer !== null) clearInterval(timer);
    timer = null;
  };
  return {
    waiting: (next) => {
      if (next === what) return;
      what = next;
      hide();
      if (next === null) return;
      since = performance.now();
      timer = setInterval(tick, 500);
      timer.unref();
      tick();
      clearNotice();
      spinner.start();
    },
    print: (text, stream) => {
      const spun = spinner.isSpinning;
      if (spun) spinner.stop();
      if (stream === 'out') io.out(text);
      else io.err(text);
      if (spun) spinner.start();
    },
    stop: hide,
  };
};

/** A spinner where somebody watches stderr and nothing else is printed there. */
export const progressFor = async (io: Io, flags: { readonly quiet: boolean; readonly json: boolean }): Promise<Progress> =>
  flags.quiet || flags.json || !io.redraws ? still(io) : spinning(io);
