// The known word nearest to one that is not known, for "did you mean".
import type { Files } from '../core/ports/files.ts';

/** Optimal string alignment: insert, delete, replace, and swap of neighbours each cost one. */
export const editDistance = (a: string, b: string): number => {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? b.length;
};

const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_\s]/g, '');

const LONGEST = 64;

/** null when nothing is near: more than a third of the letters would have to change. */
export const nearest = (word: string, known: readonly string[]): string | null => {
  if (word.length > LONGEST) return null;
  const wanted = plain(word);
  const scored = known.map((one) => ({ one, off: editDistance(wanted, plain(one)) }));
  const best = scored.reduce<{ one: string; off: number } | null>((a, b) => (a === null || b.off < a.off ? b : a), null);
  return best !== null && best.off <= Math.max(1, Math.floor(wanted.length / 3)) ? best.one : null;
};

const MOST_MEANT = 6;
/** So much of a name was not typed by chance. */
const LONG = 12;

/** What may have been meant: those whose end was cut off, else the nearest, else those that hold every part of the word, a few of them. */
export const meant = (word: string, known: readonly string[]): readonly string[] => {
  const cut = known.filter((one) => word.length >= LONG && one.toLowerCase().startsWith(word.toLowerCase()));
  if (cut.length > 0) return cut.slice(0, MOST_MEANT);
  const near = nearest(word, known);
  if (near !== null) return [near];
  const parts = word
    .toLowerCase()
    .split(/[-_\s]+/)
    .filter((part) => part.length > 2);
  if (parts.length === 0) return [];
  const holding = known.filter((one) => parts.every((part) => one.toLowerCase().includes(part)));
  // Else those with a part that is near, where one letter went wrong in a part of the name.
  const isNear = (one: string): boolean => parts.every((part) => nearest(part, one.split(/[-_\s]+/)) !== null);
  return (holding.length > 0 || word.length > LONGEST ? holding : known.filter(isNear)).slice(0, MOST_MEANT);
};

const partsOf = (name: string): readonly string[] => name.toLowerCase().split(/[-_/\s]+/);

/** The same word, or a longer form of one, such as a plural. */
const isSamePart = (a: string, b: string): boolean =>
  a === b || (Math.min(a.length, b.length) > 4 && (a.startsWith(b) || b.startsWith(a)));

/** Those that share parts with the word, a rare part counting more than one that many have: for a name of another making. `all`: every part. */
export const sharingParts = (word: string, known: readonly string[], all = false): readonly string[] => {
  const parts = partsOf(word.slice(0, LONGEST)).filter((part) => part.length > 1);
  const having = parts.map((part) => known.filter((one) => partsOf(one).some((other) => isSamePart(part, other))));
  const scored = known.map((one) => {
    const held = having.filter((names) => names.includes(one));
    return { one, whole: held.length === parts.length, score: held.reduce((sum, names) => sum + 1 / names.length, 0) };
  });
  return scored
    .filter(({ score, whole }) => score > 0 && (whole || !all))
    .toSorted((a, b) => b.score - a.score)
    .map(({ one }) => one)
    .slice(0, MOST_MEANT);
};

/** The same of a path where no file is: what stands in its folder under a name that is near. */
export const didYouMeanFile = async (files: Pick<Files, 'list'>, path: string): Promise<string> => {
  const at = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, at);
  // Whoever may not read the folder hears of the file alone.
  const names = await files.list(folder === '' ? '.' : folder).catch(() => []);
  return didYouMean(
    path.slice(at),
    names.filter((name) => !name.startsWith('.')),
    (name) => `${folder}${name}`,
  );
};

/** `Did you mean a or b? `, ready to stand before what else is said; empty when nothing is near. */
export const didYouMean = (word: string, known: readonly string[], shown = (name: string): string => name): string => {
  const names = meant(word, known);
  return names.length === 0 ? '' : `Did you mean ${names.map(shown).join(' or ')}? `;
};
