// Finds texts that say one thing to a reader and another to a parser: repeated keys, numbers and names written anew.
import { safeJson } from '../masking/json-text.ts';

/** White space between tokens is free; everything else must be what certify writes for these data. */
const withoutSpace = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|\s+/g, (token) => (token.startsWith('"') ? token : ''));

/** One sentence, or null when the text is what `write` would give, white space aside. `text` must parse. */
export const textProblem = (text: string, write: (value: unknown) => string = safeJson): string | null =>
  withoutSpace(text) === withoutSpace(write(JSON.parse(text)))
    ? null
    : 'The text was written anew by another program, or holds a key twice: what a person reads in it may not be what was sealed.';
