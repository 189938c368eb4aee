// Time as a port: pure rooms get it as data, the others ask here.

export interface Clock {
  now(): Date;
  /** Milliseconds, monotonic. */
  elapsed(): number;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
