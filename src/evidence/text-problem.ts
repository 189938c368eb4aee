// Finds texts that say one thing to a reader and another to a parser: repeated keys, hidden characters and letters, cut numbers.
import { safeJson } from '../masking/json-text.ts';
import { withoutMark } from '../text/unknown-json.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

const tokensOf = (text: string): readonly string[] => text.match(TOKEN) ?? [];

/** Escapes that programs write where certify writes the character itself (`json.dumps` all but ASCII, `json_encode` the slash), or in capitals. */
const isPlainEscape = (escape: string): boolean => escape === '\\/' || Number.parseInt(escape.slice(2), 16) > 0x7e;

/** The same value, written so that a reader sees what certify would have shown: nothing plain that certify escapes, no escape of what certify writes plainly in ASCII. */
const sameString = (token: string, written: string): boolean => {
  if (token === written) return true;
  if (
    JSON.parse(token) !== JSON.parse(written) ||
    (token.match(/[^\u0020-\u007e]/gu) ?? []).some((one) => !written.includes(one))
  )
    return false;
  const own = new Set(written.match(/\\(?:u[\da-f]{4}|.)/gi));
  return (token.match(/\\(?:u[\da-f]{4}|.)/gi) ?? []).every((escape) => own.has(escape.toLowerCase()) || isPlainEscape(escape));
};

/** `1.0`, `1e0` and `1` are one number. A number of more digits than a parser keeps is another one to a reader. */
const plainNumber = (token: string): string | null => {
  const parts = /^(-?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(token);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
};

const sameToken = (token: string, written: string): boolean => {
  if (token === written) return true;
  if (token.startsWith('"') && written.startsWith('"')) return sameString(token, written);
  const number = plainNumber(token);
  return number !== null && number === plainNumber(written);
};

/**
 * One sentence, or null when a person reads in the text what `write` would give. White space, and how another program writes the same
 * numbers and characters, are free: the digest is over the data. `text` must parse.
 */
export const textProblem = (text: string, write: (value: unknown) => string = safeJson): string | null => {
  const json = withoutMark(text);
  const value: unknown = JSON.parse(json);
  // As certify writes a record: nothing was touched, and there is no need to look at each token.
  if (json.trimEnd() === safeJson(value, 2)) return null;
  const [tokens, written] = [tokensOf(json), tokensOf(write(value))];
  return tokens.length === written.length && tokens.every((token, at) => sameToken(token, written[at] ?? ''))
    ? null
    : 'The text holds a key twice, or hides characters: what a person reads in it may not be what was sealed.';
};
