// Characters of a record that a person cannot see, or takes for the plain ones, and that a machine reads as they are: they come with what is
// copied from a page or a document, or typed with another keyboard.

/** Nothing is shown for them: soft hyphen, zero-width and joining characters, directions, byte order mark, tags; and control characters. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Shown as a blank, and no blank to a machine: spaces of typography, line breaks, tabs. */
const BLANKS = /[\t\n\r]|(?! )\p{Z}/gu;

const NAMES: { readonly [code: string]: string } = {
  '0009': 'tab',
  '000A': 'line break',
  '000D': 'line break',
  '00A0': 'no-break space',
  '00AD': 'soft hyphen',
  '200B': 'zero-width space',
  '200C': 'zero-width non-joiner',
  '200D': 'zero-width joiner',
  '202F': 'narrow no-break space',
  '2060': 'word joiner',
  FEFF: 'byte order mark',
};

/** The text with a plain space for every blank of another kind, and without what is not shown at all. */
export const withoutHidden = (text: string): string => text.replaceAll(UNSEEN, '').replaceAll(BLANKS, ' ');

/** What writing programs make of quotation marks, hyphens and tildes. */
const TYPOGRAPHY: { readonly [letter: string]: readonly [plain: string, name: string] } = {
  '\u2018': ["'", 'curly quotation mark'],
  '\u2019': ["'", 'curly quotation mark'],
  '\u201C': ['"', 'curly quotation mark'],
  '\u201D': ['"', 'curly quotation mark'],
  '\u201E': ['"', 'low quotation mark'],
  '\u00AB': ['"', 'angle quotation mark'],
  '\u00BB': ['"', 'angle quotation mark'],
  '\u2010': ['-', 'typographic hyphen'],
  '\u2011': ['-', 'no-break hyphen'],
  '\u2013': ['-', 'en dash'],
  '\u2014': ['-', 'em dash'],
  '\u2212': ['-', 'minus sign'],
  '\u02DC': ['~', 'small tilde'],
  '\u223C': ['~', 'tilde operator'],
  '\u301C': ['~', 'wave dash'],
};

/** Letters that are drawn like Latin ones, in the order of `LATIN`. */
const CYRILLIC = 'асеорхуіјѕһԁАВЕКМНОРСТХІЈЅ';
const LATIN = 'aceopxyijshdABEKMHOPCTXIJS';

/** The plain character that is taken for this one; null where none is. Letters count beside Latin ones alone. */
const plainLetter = (letter: string): string | null => {
  const [typed] = TYPOGRAPHY[letter] ?? [];
  if (typed !== undefined) return typed;
  const folded = letter.normalize('NFKC');
  return /^[!-~]+$/.test(folded) && folded !== letter ? folded : null;
};

const latinLetter = (letter: string): string =>
  CYRILLIC.includes(letter) ? (LATIN[CYRILLIC.indexOf(letter)] ?? letter) : letter;

/** A word of Latin letters among which others stand; one that is written in another alphabet stays. */
const latinWord = (word: string): string => {
  const plain = Array.from(word, latinLetter).join('');
  return /[a-z]/i.test(word) && /^\p{ASCII}*$/u.test(plain) ? plain : word;
};

/** The text as it looks: without what is not shown, and with the plain character for each that is taken for one. */
export const asPlain = (text: string): string =>
  Array.from(withoutHidden(text), (letter) => plainLetter(letter) ?? letter)
    .join('')
    .replaceAll(/[\p{L}\p{N}]+/gu, latinWord);

const codeOf = (letter: string): string => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const placeIn = (text: string, index: number): string => {
  const before = asPlain(text.slice(0, index)).slice(-20);
  return before === '' ? 'at the beginning' : `behind “${before}”`;
};

/** The first such character in words, with what stands before it: `a no-break space (U+00A0) behind “v=spf1”`; null where there is none. */
export const hiddenIn = (text: string): string | null => {
  const found = [...text.matchAll(UNSEEN), ...text.matchAll(BLANKS)].toSorted((a, b) => a.index - b.index)[0];
  if (found === undefined) return null;
  const code = codeOf(found[0]);
  return `a ${NAMES[code.slice(2)] ?? 'character that is not shown'} (${code}) ${placeIn(text, found.index)}`;
};

const nameOf = (letter: string, plain: string): string => {
  const [, name] = TYPOGRAPHY[letter] ?? [];
  if (name !== undefined) return name;
  if (CYRILLIC.includes(letter)) return `Cyrillic letter like “${plain}”`;
  return /[\uFF01-\uFF5E]/.test(letter) ? `fullwidth “${plain}”` : `character like “${plain}”`;
};

/** The first that looks like a plain one: `a fullwidth “:” (U+FF1A) behind “include”`; null where there is none. */
const lookAlikeIn = (text: string): string | null => {
  const mixed = new Set<number>();
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu))
    if (latinWord(word) !== word) for (let at = 0; at < word.length; at += 1) mixed.add(index + at);
  for (const { 0: letter, index } of text.matchAll(/\P{ASCII}/gu)) {
    const latin = latinLetter(letter);
    const plain = plainLetter(letter) ?? (latin !== letter && mixed.has(index) ? latin : null);
    if (plain !== null) {
      const name = nameOf(letter, plain);
      return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name} (${codeOf(letter)}) ${placeIn(text, index)}`;
    }
  }
  return null;
};

/** Why a text is read otherwise than it looks: the first character of these kinds, with what it does to whoever looks at it. */
export const spoiltBy = (text: string): { readonly reason: 'hidden-character' | 'look-alike'; readonly words: string } | null => {
  const hidden = hiddenIn(text);
  if (hidden !== null) return { reason: 'hidden-character', words: `${hidden}, which nobody sees` };
  const alike = lookAlikeIn(text);
  return alike === null ? null : { reason: 'look-alike', words: `${alike}, which only looks like the plain one` };
};
