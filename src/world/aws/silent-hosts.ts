// Hosts that were waited for in vain: after a few questions in a row without any answer the next ones are told so at once, and after a minute they are asked again.
import type { Clock } from '../../core/clock.ts';
import { readSdkError } from './errors.ts';

export interface SilentHosts {
  /** What the last question ended with, when waiting again is no use; undefined: ask. */
  known(host: string): unknown;
  answered(host: string): void;
  /** Counts where nothing came in time. */
  failed(host: string, thrown: unknown): void;
}

const IN_A_ROW = 3;
const AGAIN_MS = 60_000;

interface Waited {
  readonly inARow: number;
  readonly last: unknown;
  /** `clock.elapsed()` from which questions go out again. */
  readonly againAt: number;
}

export const createSilentHosts = (clock: Pick<Clock, 'elapsed'>): SilentHosts => {
  const hosts = new Map<string, Waited>();
  return {
    known: (host) => {
      const waited = hosts.get(host);
      return waited !== undefined && waited.inARow >= IN_A_ROW && clock.elapsed() < waited.againAt ? waited.last : undefined;
    },
    answered: (host) => {
      hosts.delete(host);
    },
    failed: (host, thrown) => {
      const { status, name } = readSdkError(thrown);
      if (status !== null || name !== 'TimeoutError') return;
      const waited = hosts.get(host) ?? { inARow: 0, last: null, againAt: 0 };
      hosts.set(host, { inARow: waited.inARow + 1, last: thrown, againAt: clock.elapsed() + AGAIN_MS });
    },
  };
};

/** For whoever must try each time, such as a send. */
export const NEVER_SILENT: SilentHosts = { known: () => undefined, answered: () => undefined, failed: () => undefined };
