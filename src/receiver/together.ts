// Work of other threads that begins in one turn of the event loop ends in one: what it lets in goes into one transaction, where each
// end by itself would make many small ones.

interface Batch {
  left: number;
  /** Nothing joins it any more. */
  closed: boolean;
  readonly ends: (() => void)[];
}

let current: Batch | null = null;

const endIfWhole = (batch: Batch): void => {
  if (batch.left === 0 && batch.closed) for (const end of batch.ends) end();
};

const join = (): Batch => {
  if (current !== null) return current;
  const batch: Batch = { left: 0, closed: false, ends: [] };
  current = batch;
  setImmediate(() => {
    current = null;
    batch.closed = true;
    endIfWhole(batch);
  });
  return batch;
};

/** Settles as `start` calls back, together with all that began in this turn. */
export const together = <T>(start: (done: (error: Error | null, result?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const batch = join();
    batch.left += 1;
    const done = (error: Error | null, result?: T): void => {
      batch.left -= 1;
      batch.ends.push(() => (error === null ? resolve(result as T) : reject(error)));
      endIfWhole(batch);
    };
    try {
      start(done);
    } catch (cause) {
      done(cause as Error);
    }
  });
