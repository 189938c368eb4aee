// Looks for all forms of all secrets in one pass over each reading of a text: time grows with the text alone.
import { type Form, publicPartOf, SHORTEST_FORM, type View } from './encodings.ts';
import { bare, dense, type Reading, readingsOf } from './readings.ts';

interface Found {
  /** Which of the secrets, by its place in the list. */
  readonly secret: number;
  readonly encoding: string;
  /** In the text as written. */
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

interface Entry {
  readonly secret: number;
  readonly form: Form;
  readonly codes: Uint16Array;
  /** Where in the form the window stands. */
  readonly at: number;
  /** From how many characters on a match that begins here counts, although it is not the whole. */
  readonly part: number;
}

export interface Sought {
  readonly value: string;
  readonly forms: readonly Form[];
}

/** `take` hears of every match, some of them in several readings, and ends the search by returning true. */
export type Search = (text: string, take: (found: Found) => boolean) => void;

const FACTOR = 0x01000193;
/** FACTOR to the power of the window's length: what the oldest character weighs when it leaves. */
const LEAVING = Array.from({ length: SHORTEST_FORM }, () => FACTOR).reduce((a, b) => Math.imul(a, b), 1);
const SIEVE_BITS = 16;

/** The windows of one view: a sieve of their prints, and behind it the places they stand for. */
interface Windows {
  readonly sieve: Uint8Array;
  readonly entries: Map<number, Entry[]>;
}

const printAt = (codes: Uint16Array, at: number): number => {
  let print = 0;
  for (let n = 0; n < SHORTEST_FORM; n += 1) print = (Math.imul(print, FACTOR) + (codes[at + n] ?? 0)) | 0;
  return print;
};

const sieveOf = (print: number): number => (Math.imul(print, 0x9e3779b1) >>> (32 - SIEVE_BITS)) | 0;

/** So often one form may stand behind one print: a value that repeats itself would fill the place. */
const MOST_OF_FORM = 4;

const add = ({ sieve, entries }: Windows, entry: Entry): void => {
  const print = printAt(entry.codes, entry.at);
  const there = entries.get(print);
  sieve[sieveOf(print)] = 1;
  if (there === undefined) entries.set(print, [entry]);
  else if (there.filter(({ form }) => form === entry.form).length < MOST_OF_FORM) there.push(entry);
};

const codesOf = (text: string): Uint16Array => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

const windowsOf = (sought: readonly Sought[], known: ReadonlySet<string>, parts: boolean) => {
  const fresh = (): Windows => ({ sieve: new Uint8Array(1 << SIEVE_BITS), entries: new Map() });
  const views: { readonly [V in View]: Windows } = { plain: fresh(), dense: fresh(), bare: fresh() };
  for (const [secret, { value, forms }] of sought.entries()) {
    const isOpen = publicPartOf(value, known);
    for (const form of forms) {
      const codes = codesOf(form.text);
      const last = parts && form.part !== null ? Math.max(0, codes.length - form.part) : 0;
      for (let at = 0; at <= last; at += 1) {
        const open = !parts || isOpen(at / codes.length);
        if (at > 0 && open) continue;
        add(views[form.view], { secret, form, codes, at, part: open ? Infinity : (form.part ?? Infinity) });
      }
    }
  }
  return views;
};

const sameFor = (codes: Uint16Array, at: number, entry: Entry): number => {
  let length = 0;
  while (entry.at + length < entry.codes.length && codes[at + length] === entry.codes[entry.at + length]) length += 1;
  return length;
};

/** Calls `take` for every match; stops where it says so. */
const scan = ({ codes, from, to }: Reading, windows: Windows, take: (found: Found) => boolean): boolean => {
  if (codes.length < SHORTEST_FORM || windows.entries.size === 0) return false;
  let print = printAt(codes, 0);
  let told = 0;
  for (let at = 0; ; at += 1) {
    const entries = windows.sieve[sieveOf(print)] === 1 ? (windows.entries.get(print) ?? []) : [];
    for (const entry of entries) {
      const length = sameFor(codes, at, entry);
      const whole = entry.at === 0 && length === entry.codes.length;
      if ((!whole && length < entry.part) || at + length <= told) continue;
      told = at + length;
      const { secret, form } = entry;
      const place = { from: from[at] ?? 0, to: to[at + length - 1] ?? 0 };
      if (take({ secret, encoding: form.encoding, ...place, whole })) return true;
    }
    if (at + SHORTEST_FORM >= codes.length) return false;
    print = (Math.imul(print, FACTOR) + (codes[at + SHORTEST_FORM] ?? 0) - Math.imul(codes[at] ?? 0, LEAVING)) | 0;
  }
};

/** A search for these secrets. `parts`: also for parts of them that do not stand in what is public (`known`). */
export const searchFor = (sought: readonly Sought[], parts: boolean, known: ReadonlySet<string>): Search => {
  const views = windowsOf(sought, known, parts);
  return (text, take) => {
    if (text.length < SHORTEST_FORM) return;
    for (const reading of readingsOf(text)) {
      if (scan(reading, views.plain, take)) return;
      if (scan(dense(reading), views.dense, take)) return;
      if (scan(bare(reading), views.bare, take)) return;
    }
  };
};
