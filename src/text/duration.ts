// Spans of time as people type them.

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90`, `90s`, `5m`, `1h`, `30d` → milliseconds; null where it is none. A bare number is seconds. */
export const durationMs = (text: string): number | null => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)?$/.exec(text.trim());
  return match === null ? null : Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1000);
};
