// IMAP's own notation: commands taken apart, and values written.

export type Word = string | readonly Word[];

/** Reads the words of a command; literals are in the line already, as `{n}\r\n…`. */
export const wordsOf = (line: string): readonly Word[] => {
  let at = 0;
  const list = (): readonly Word[] => {
    const words: Word[] = [];
    while (at < line.length) {
      const char = line[at] ?? '';
      if (char === ' ') at += 1;
      else if (char === ')') {
        at += 1;
        return words;
      } else if (char === '(') {
        at += 1;
        words.push(list());
      } else words.push(word(char));
    }
    return words;
  };
  const word = (char: string): string => {
    if (char === '"') {
      const [whole = '"', inner = ''] = /^"((?:[^"\\]|\\.)*)"/.exec(line.slice(at)) ?? [];
      at += Math.max(1, whole.length);
      return inner.replaceAll(/\\(.)/g, '$1');
    }
    const literal = /^\{(\d+)\+?\}\r\n/.exec(line.slice(at));
    if (literal !== null) {
      const start = at + literal[0].length;
      at = start + Number(literal[1]);
      return line.slice(start, at);
    }
    // A section in brackets may hold blanks and parentheses.
    const [found = char] = /^(?:[^\s()"[]*\[[^\]]*\](?:<[\d.]+>)?|[^\s()]+)/.exec(line.slice(at)) ?? [];
    at += found.length;
    return found;
  };
  return list();
};

export const quoted = (text: string): string => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;

export const literal = (octets: Buffer): string => `{${octets.length}}\r\n${octets.toString('latin1')}`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `dd-Mon-yyyy hh:mm:ss +0000`. */
export const internalDate = (at: Date): string =>
  `${String(at.getUTCDate()).padStart(2, ' ')}-${MONTHS[at.getUTCMonth()]}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`;
