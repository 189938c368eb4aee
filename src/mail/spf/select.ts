// Which TXT records at a name are SPF, and what that makes of the name (RFC 7208 §4.5).
import { meantAsSpf } from './meant.ts';
import { isSpf, type ParsedSpf, parseSpf } from './record.ts';

export type SelectedSpf =
  | {
      readonly kind: 'none' /** Texts that were meant as SPF and are not read as such. */;
      readonly lookalikes: readonly string[];
    }
  | { readonly kind: 'several'; readonly texts: readonly string[] }
  | { readonly kind: 'one'; readonly text: string; readonly parsed: ParsedSpf };

/** `texts` are the joined strings of every TXT record at the name. */
export const selectSpf = (texts: readonly string[]): SelectedSpf => {
  const records = texts.filter(isSpf);
  const [text] = records;
  if (text === undefined) return { kind: 'none', lookalikes: texts.filter(meantAsSpf) };
  if (records.length > 1) return { kind: 'several', texts: records };
  return { kind: 'one', text, parsed: parseSpf(text) };
};
