// Rows as CSV (RFC 4180).
import { forCsv } from '../../masking/neutral.ts';

const cell = (value: string): string => {
  const safe = forCsv(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Lines end in CR LF, as RFC 4180 says; a cell that would be a formula is disarmed. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
