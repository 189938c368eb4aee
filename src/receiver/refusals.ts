// How often one address may be refused: guessing of tokens is slowed down, while a right token always gets through.

export interface Refusals {
  /** Counts one refused request; false when this address has had its share of the last minute. */
  allow(address: string, now: Date): boolean;
}

const WINDOW_MS = 60_000;
/** Addresses remembered at once: bounds the memory that a flood can take. */
const ADDRESSES = 10_000;

interface Window {
  readonly since: number;
  count: number;
}

export const createRefusals = (perMinute: number): Refusals => {
  const windows = new Map<string, Window>();
  return {
    allow: (address, now) => {
      const at = now.getTime();
      const known = windows.get(address);
      // Also after a clock that was set back.
      const window = known !== undefined && Math.abs(at - known.since) < WINDOW_MS ? known : { since: at, count: 0 };
      window.count += 1;
      windows.delete(address);
      windows.set(address, window);
      const [oldest] = windows.keys();
      if (windows.size > ADDRESSES && oldest !== undefined) windows.delete(oldest);
      return window.count <= perMinute;
    },
  };
};
