// What is to be done when a signal ends. A signal looks through all that listen to it for each that comes or goes; a set does not.
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

const listen = (signal: AbortSignal): Set<() => void> => {
  const acts = new Set<() => void>();
  waiting.set(signal, acts);
  const end = (): void => {
    for (const act of acts) act();
  };
  signal.addEventListener('abort', end, { once: true });
  return acts;
};

/** Calls `act` once `signal` is aborted, unless it was taken back by what this returns. Not for a signal that is aborted already. */
export const atEnd = (signal: AbortSignal, act: () => void): (() => void) => {
  const acts = waiting.get(signal) ?? listen(signal);
  acts.add(act);
  return () => void acts.delete(act);
};
