// What ends a use case whose caller broke it off: one error, whatever it was doing.
import { EXIT } from '../core/decision.ts';
import { AbortError } from '../core/errors.ts';

/** What a use case threw after its signal was aborted; how to go on is told as the error tells it, for after a send the same command sends again. */
export const interruption = (error: unknown): AbortError =>
  error instanceof AbortError && error.exitCode === EXIT.INTERRUPTED
    ? error
    : new AbortError({
        code: 'interrupted',
        message: 'Interrupted.',
        fix: error instanceof AbortError ? error.fix : 'Run the same command again when you are ready.',
        cause: error,
        exitCode: EXIT.INTERRUPTED,
      });

/** What came of a use case that ends by itself when it is broken off: what it ended with stands, such as a record that was written. */
export const orInterruption = <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> =>
  work().catch((error: unknown) => Promise.reject(signal.aborted ? interruption(error) : (error as Error)));

/** What came of a look; of one that was broken off nothing: what it could no longer ask is not what is there. */
export const unlessInterrupted = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  const result = await orInterruption(signal, work);
  if (signal.aborted) throw interruption(signal.reason);
  return result;
};
