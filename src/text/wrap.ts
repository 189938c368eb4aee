// Breaks text between words, so that what is to be copied stays in one piece.

/** What is set in backquotes is one word, with what touches it: a command or a record is copied whole. */
const WORD = /(?:`[^`\n]*`|[^ `]|`)+/g;

/**
 * Lines of at most `width` columns, as `columns` counts them, broken between words; the spaces that the text begins with stand
 * before every line. A word that is longer (a URL, a record, a command in backquotes) stays whole on a line of its own.
 */
export const wrapped = (text: string, width: number, columns: (word: string) => number): readonly string[] => {
  const margin = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const word of text.match(WORD) ?? []) {
    const wide = columns(word);
    if (line === '' || taken + 1 + wide > width) {
      if (line !== '') lines.push(line);
      line = margin + word;
      taken = margin.length + wide;
    } else {
      line += ` ${word}`;
      taken += 1 + wide;
    }
  }
  return [...lines, line];
};
