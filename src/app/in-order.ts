// Several subjects of one call: some at once, each told once and in their order; one that is refused or fails stops nobody.
import { AbortError } from '../core/errors.ts';

/** What became of one of several: `error` stands where it was refused or failed. */
export type Came<T> = { readonly subject: string; readonly value: T } | { readonly subject: string; readonly error: unknown };

/** A reader that is slow is waited for: `told` resolves when more may come. Rejects only when the caller stops it. */
export const inOrder = async <T>(
  subjects: readonly string[],
  { atOnce, signal }: { readonly atOnce: number; readonly signal: AbortSignal },
  work: (subject: string) => Promise<T>,
  told: (one: Came<T>) => Promise<void>,
): Promise<void> => {
  const done = new Map<number, Came<T>>();
  let [started, next] = [0, 0];
  const come = async (subject: string): Promise<Came<T>> => {
    try {
      return { subject, value: await work(subject) };
    } catch (error) {
      if (signal.aborted || (error instanceof AbortError && error.exitCode === 130)) throw error;
      return { subject, error };
    }
  };
  const worker = async (): Promise<void> => {
    for (let at = started++; at < subjects.length; at = started++) {
      signal.throwIfAborted();
      done.set(at, await come(subjects[at] ?? ''));
      for (let one = done.get(next); one !== undefined; one = done.get(next)) {
        done.delete(next);
        next += 1;
        await told(one);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, subjects.length) }, worker));
};
