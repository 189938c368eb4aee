// How much of this machine is left: a busy process hears answers late, and would take them for silence.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const EVERY_MS = 250;
const [CALM_MS, BUSY_MS] = [60, 180];
const LEAST = 2;
const FIRST = 4;
const NS = 1e6;

export interface LoadGauge {
  /** How much may be in work at once; between 2 and what was given. */
  room(): number;
  /** Called when there is more room. */
  onRoom(listener: () => void): void;
  stop(): void;
}

/** Begins small, grows while timers come in time, and shrinks when they do not. */
export const createLoadGauge = (most: number): LoadGauge => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let room = Math.min(FIRST, most);
  let listener = (): void => undefined;
  const timer = setInterval(() => {
    const lateMs = delay.percentile(90) / NS;
    delay.reset();
    if (lateMs > BUSY_MS) room = Math.max(Math.min(LEAST, most), Math.floor(room * 0.7));
    else if (lateMs < CALM_MS && room < most) {
      room += 1;
      listener();
    }
  }, EVERY_MS);
  timer.unref();
  return {
    room: () => room,
    onRoom: (given) => {
      listener = given;
    },
    stop: () => {
      clearInterval(timer);
      delay.disable();
    },
  };
};

/** Of either half of the young generation. 16, where V8 would end, hold 16 MB more; 4 cost 13 % more processor time, 1 twice as much while profiles are read. */
const YOUNG_BYTES = 8 * 1024 * 1024;
const SEEN_TO_MS = 100;

/** The launcher keeps the young generation at the one megabyte that it begins with: it may grow to what a fleet needs, and no further. */
const holdYoung = (): void => {
  // Of both halves.
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
  const factor = young === 0 ? 1 : Math.max(1, Math.floor((2 * YOUNG_BYTES) / young));
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
};

let held: NodeJS.Timeout | null = null;

/**
 * A night of looks leaves much garbage and keeps little. Left alone, V8 lets a heap of 50 MB of living objects grow to four times
 * that before it collects; the machines that run nights are small and share their memory with other jobs. To be called once a process
 * at the least.
 */
export const keepHeapSmall = (): void => {
  setFlagsFromString('--heap-growing-percent=30');
  holdYoung();
  // V8 shrinks it where little happens, so it is seen to all night.
  held ??= setInterval(holdYoung, SEEN_TO_MS).unref();
};
