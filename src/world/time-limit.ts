// A signal that another one gives, or the end of a time.
import { setMaxListeners } from 'node:events';

interface Limited {
  readonly signal: AbortSignal;
  /** The time is over. */
  isLate(): boolean;
  stop(): void;
}

/**
 * What is given by another signal, or when the time is over. Not AbortSignal.any of a timeout: until that ends it holds whatever
 * listens, and in Node 20 the long-lived signal keeps a trace of each short one.
 */
export const limited = (other: AbortSignal, ms: number): Limited => {
  const over = new AbortController();
  let late = false;
  const end = (): void => over.abort(other.reason);
  const timer = setTimeout(() => {
    late = true;
    over.abort(new Error('the time is over'));
  }, ms);
  // One for each of many at once.
  setMaxListeners(0, other);
  other.addEventListener('abort', end, { once: true });
  if (other.aborted) end();
  return {
    signal: over.signal,
    isLate: () => late,
    stop: () => {
      clearTimeout(timer);
      other.removeEventListener('abort', end);
    },
  };
};
