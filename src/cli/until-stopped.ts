// For commands that stay until somebody ends them.

/** Resolves when the signal aborts. */
export const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
