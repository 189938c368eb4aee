// The prints of all windows that are looked for, and one pass over a reading that tells whether any of them stands in it.
import { type Form, SHORTEST_FORM, type View } from './encodings.ts';
import { afterSequence, ESC, evened, isWordCode, NOISE } from './readings.ts';
import type { Reading } from './rooms.ts';

export interface Entry {
  readonly secret: number;
  readonly form: Form;
  /** Where in the form the window stands. */
  readonly at: number;
  /** From how many characters on a match that begins here counts, although it is not the whole. */
  readonly part: number;
  /** Another that stands behind the same print. */
  next: Entry | null;
}

const FACTOR = 0x01000193;
/** FACTOR to the power of the window's length: what the oldest character weighs when it leaves. */
const LEAVING = Array.from({ length: SHORTEST_FORM }, () => FACTOR).reduce((a, b) => Math.imul(a, b), 1);
export const SIEVE_BITS = 16;

/** The windows of one view: a sieve of their prints, a bit each, and behind it the places they stand for. A fleet holds many of them at once. */
export interface Windows {
  readonly sieve: Uint32Array;
  readonly entries: Map<number, Entry>;
}

export const printOf = (text: string, at: number): number => {
  let print = 0;
  for (let n = 0; n < SHORTEST_FORM; n += 1) print = (Math.imul(print, FACTOR) + (text.charCodeAt(at + n) || 0)) | 0;
  return print;
};

export const printAt = (codes: Uint16Array, at: number): number => {
  let print = 0;
  for (let n = 0; n < SHORTEST_FORM; n += 1) print = (Math.imul(print, FACTOR) + (codes[at + n] ?? 0)) | 0;
  return print;
};

export const sieveOf = (print: number): number => (Math.imul(print, 0x9e3779b1) >>> (32 - SIEVE_BITS)) | 0;

/** The windows of each view. */
export type Views = { readonly [V in View]: Windows };

/** The print of the window one further on. */
export const rolled = (print: number, entering: number, leaving: number): number =>
  (Math.imul(print, FACTOR) + entering - Math.imul(leaving, LEAVING)) | 0;

export const isIn = (sieve: Uint32Array, place: number): boolean => (((sieve[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1;

const holds = ({ sieve, entries }: Windows, print: number): boolean => isIn(sieve, sieveOf(print)) && entries.has(print);

/** The last signs of a view, each at the rest of its number divided by their count. */
const DENSE = new Uint16Array(SHORTEST_FORM);
const BARE = new Uint16Array(SHORTEST_FORM);
const MASK = SHORTEST_FORM - 1;

/** Whether a window of any view stands in the reading: nearly always none does, and what takes its places to tell is not made. */
export const mayHold = (read: Reading, views: Views): boolean => {
  const { codes, length } = read;
  DENSE.fill(0);
  BARE.fill(0);
  let [plainPrint, densePrint, barePrint] = [0, 0, 0];
  let [denseCount, bareCount, resumes] = [0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    const code = codes[at] ?? 0;
    plainPrint = rolled(plainPrint, code, at > MASK ? (codes[at - SHORTEST_FORM] ?? 0) : 0);
    if (holds(views.plain, plainPrint)) return true;
    const even = evened(code);
    if (at >= resumes && NOISE[even] === 0) {
      densePrint = rolled(densePrint, even, DENSE[denseCount & MASK] ?? 0);
      DENSE[denseCount & MASK] = even;
      denseCount += 1;
      if (holds(views.dense, densePrint)) return true;
    }
    if (code === ESC && at >= resumes) resumes = afterSequence(read, at);
    if (code !== 95 && isWordCode(code)) {
      const low = code < 58 ? code : code | 32;
      barePrint = rolled(barePrint, low, BARE[bareCount & MASK] ?? 0);
      BARE[bareCount & MASK] = low;
      bareCount += 1;
      if (holds(views.bare, barePrint)) return true;
    }
  }
  return false;
};
