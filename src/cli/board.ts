// The board of a wait on stderr, drawn over itself each second; gone before anything else is printed.
import type { LaterLook } from '../app/caller.ts';
import { columns } from '../report/terminal/columns.ts';
import { boardLines } from '../report/terminal/board.ts';
import type { Io } from './io.ts';

export interface BoardView {
  show(next: LaterLook): void;
  hide(): void;
}

const EVERY_MS = 1000;
const ROWS = 24;

/** `signal` ends it: whatever is said then stands below. */
export const boardOn = (io: Io, signal: AbortSignal): BoardView => {
  let timer: NodeJS.Timeout | null = null;
  let drawn: readonly number[] = [];
  // A terminal that was made narrower since has folded the lines.
  const erase = (): void => {
    const fits = process.stderr.columns || Number.POSITIVE_INFINITY;
    const rows = drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / fits)), 0);
    // Line by line: what clears a whole screen at once, tmux keeps in its history each time. Below it may stand the ^C of a key.
    if (rows > 0) io.err(`\r\u001B[2K${'\u001B[1A\u001B[2K'.repeat(rows)}`);
    drawn = [];
  };
  // After Ctrl-Z and fg what the shell printed stands below the board: it is somebody’s, and the next one is drawn under it.
  const leave = (): void => {
    drawn = [];
  };
  const hide = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
    process.off('SIGCONT', leave);
    erase();
  };
  signal.addEventListener('abort', hide, { once: true });
  return {
    hide,
    show: (next) => {
      hide();
      const began = performance.now();
      const draw = (): void => {
        const gone = performance.now() - began;
        const { awaited, looks, pauseMs, leftMs } = next;
        const board = { awaited, looks, nextMs: pauseMs - gone, leftMs: leftMs - gone, now: new Date().toISOString() };
        // The width may have changed since the last second.
        const style = { ...io.errStyle, width: process.stderr.columns || io.errStyle.width };
        const lines = boardLines(board, style, (process.stderr.rows || ROWS) - 1);
        erase();
        io.err(`${lines.join('\n')}\n`);
        drawn = lines.map(columns);
      };
      draw();
      process.on('SIGCONT', leave);
      timer = setInterval(draw, EVERY_MS);
      timer.unref();
    },
  };
};
