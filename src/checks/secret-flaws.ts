// What happened to a secret on its way, in words that end the sentence “it …”.
import type { SecretFlaw } from '../core/ports/secrets.ts';

const WORDS: { readonly [F in SecretFlaw]: string } = {
  'line-break': 'ends in a line break',
  blank: 'begins or ends with a blank',
  quoted: 'stands in quotation marks',
  'percent-encoded': 'is percent-encoded (%2B for +, %2F for /, %3D for =); give it decoded',
  'base64-encoded': 'is base64 of a readable text; give it decoded',
  'html-escaped': 'has HTML escapes in it (such as &amp;)',
  'beyond-ascii': 'has characters beyond ASCII, such as typographic quotes or invisible ones',
};

export const flawWords = (flaws: readonly SecretFlaw[]): string => flaws.map((flaw) => WORDS[flaw]).join(', and ');
