// Whether the clock on the wall runs in step with the one that never jumps: after a jump nothing is let go for its age.
import type { Clock } from '../core/clock.ts';

/** More than what NTP corrects step by step in an hour. */
const JUMP_MS = 5 * 60_000;

/**
 * Each call gives what the wall clock gained on the steady one since the call before, in milliseconds, where that is a jump; else null.
 * The first one counts from when this was made.
 */
export const createJumps = (clock: Pick<Clock, 'now' | 'elapsed'>): (() => number | null) => {
  let last = { wall: clock.now().getTime(), steady: clock.elapsed() };
  return () => {
    const here = { wall: clock.now().getTime(), steady: clock.elapsed() };
    const gained = here.wall - last.wall - (here.steady - last.steady);
    last = here;
    return Math.abs(gained) < JUMP_MS ? null : gained;
  };
};
