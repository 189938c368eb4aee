// Serial numbers of zones wrap around: which one is newer (RFC 1982 §3.2).

const HALF = 2 ** 31;

/** Positive when `a` is newer than `b`, negative when older, 0 when equal or when the RFC leaves it undefined. */
export const compareSerials = (a: number, b: number): number => {
  const distance = (a - b) >>> 0;
  if (distance === 0 || distance === HALF) return 0;
  return distance < HALF ? 1 : -1;
};

/** The newest of several; null of none. */
export const newestSerial = (serials: readonly number[]): number | null =>
  serials.reduce<number | null>(
    (newest, serial) => (newest === null || compareSerials(serial, newest) > 0 ? serial : newest),
    null,
  );
