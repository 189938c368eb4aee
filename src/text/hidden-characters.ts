// Characters that a person cannot see in a record, and that a machine reads all the same: they come with what is copied from a page or a document.

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

/** The first such character in words, with what stands before it: `a no-break space (U+00A0) behind “v=spf1”`; null where there is none. */
export const hiddenIn = (text: string): string | null => {
  const found = [...text.matchAll(UNSEEN), ...text.matchAll(BLANKS)].toSorted((a, b) => a.index - b.index)[0];
  if (found === undefined) return null;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const before = withoutHidden(text.slice(0, found.index)).slice(-20);
  const where = before === '' ? 'at the beginning' : `behind “${before}”`;
  return `a ${NAMES[code] ?? 'character that is not shown'} (U+${code}) ${where}`;
};
