// Looks for all forms of all secrets in one pass over each reading of a text: time grows with the text alone.
import { type Form, publicPartOf, SHORTEST_FORM } from './encodings.ts';
import { bare, dense, readingsOf } from './readings.ts';
import { type Reading, reading } from './rooms.ts';
import { type Entry, isIn, mayHold, printAt, printOf, rolled, sieveOf, SIEVE_BITS, type Views, type Windows } from './sieve.ts';

interface Found {
  /** Which of the secrets, by its place in the list. */
  readonly secret: number;
  readonly encoding: string;
  /** In the text as written. */
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

export interface Sought {
  readonly value: string;
  readonly forms: readonly Form[];
}

/** `take` hears of every match, some of them in several readings, and ends the search by returning true. */
export type Search = (text: string, take: (found: Found) => boolean) => void;

/** So often one form may stand behind one print: a value that repeats itself would fill the place. */
const MOST_OF_FORM = 4;

const add = ({ sieve, entries }: Windows, entry: Entry): void => {
  const print = printOf(entry.form.text, entry.at);
  const place = sieveOf(print);
  sieve[place >>> 5] = (sieve[place >>> 5] ?? 0) | (1 << (place & 31));
  let [ofForm, last]: [number, Entry | null] = [0, null];
  for (let one = entries.get(print) ?? null; one !== null; one = one.next) {
    last = one;
    if (one.form === entry.form) ofForm += 1;
  }
  if (last === null) entries.set(print, entry);
  else if (ofForm < MOST_OF_FORM) last.next = entry;
};

const windowsOf = (sought: readonly Sought[], known: ReadonlySet<string>, parts: boolean) => {
  const fresh = (): Windows => ({ sieve: new Uint32Array(1 << (SIEVE_BITS - 5)), entries: new Map() });
  const views: Views = { plain: fresh(), dense: fresh(), bare: fresh() };
  for (const [secret, { value, forms }] of sought.entries()) {
    const isOpen = publicPartOf(value, known);
    for (const form of forms) {
      const { length } = form.text;
      const last = parts && form.part !== null ? Math.max(0, length - form.part) : 0;
      for (let at = 0; at <= last; at += 1) {
        const open = !parts || isOpen(at / length);
        if (at > 0 && open) continue;
        add(views[form.view], { secret, form, at, part: open ? Infinity : (form.part ?? Infinity), next: null });
      }
    }
  }
  return views;
};

const sameFor = ({ codes, length: end }: Reading, at: number, entry: Entry): number => {
  const { text } = entry.form;
  const most = Math.min(text.length - entry.at, end - at);
  let length = 0;
  while (length < most && codes[at + length] === text.charCodeAt(entry.at + length)) length += 1;
  return length;
};

/** Calls `take` for every match; stops where it says so. */
const scan = (read: Reading, windows: Windows, take: (found: Found) => boolean): boolean => {
  const { codes, from, to, length: end } = read;
  if (end < SHORTEST_FORM || windows.entries.size === 0) return false;
  let print = printAt(codes, 0);
  let told = 0;
  for (let at = 0; ; at += 1) {
    const first = isIn(windows.sieve, sieveOf(print)) ? (windows.entries.get(print) ?? null) : null;
    for (let entry = first; entry !== null; entry = entry.next) {
      const length = sameFor(read, at, entry);
      const whole = entry.at === 0 && length === entry.form.text.length;
      if ((!whole && length < entry.part) || at + length <= told) continue;
      told = at + length;
      const { secret, form } = entry;
      const place = { from: from[at] ?? 0, to: to[at + length - 1] ?? 0 };
      if (take({ secret, encoding: form.encoding, ...place, whole })) return true;
    }
    if (at + SHORTEST_FORM >= end) return false;
    print = rolled(print, codes[at + SHORTEST_FORM] ?? 0, codes[at] ?? 0);
  }
};

/** A search for these secrets. `parts`: also for parts of them that do not stand in what is public (`known`). */
export const searchFor = (sought: readonly Sought[], parts: boolean, known: ReadonlySet<string>): Search => {
  const views = windowsOf(sought, known, parts);
  return (text, take) => {
    if (text.length < SHORTEST_FORM) return;
    // Nearly always there is nothing, and then nobody wants to know where.
    if (!reading(() => readingsOf(text, false).some((one) => mayHold(one, views)))) return;
    reading(() =>
      readingsOf(text, true).some(
        (one) => scan(one, views.plain, take) || scan(dense(one), views.dense, take) || scan(bare(one), views.bare, take),
      ),
    );
  };
};
