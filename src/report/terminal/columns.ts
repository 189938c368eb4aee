// How many columns of a terminal a text takes. What graphemes and emoji are is looked up once a text needs it: reading those tables
// takes longer than a short command does all else.
import { eastAsianWidth } from 'get-east-asian-width';

/** One column each, whatever stands beside them: letters of Europe, typographic signs, arrows, lines, the signs of judgement. */
const SINGLE =
  /^[ -~\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0377\u037A-\u037F\u0384-\u0482\u2010-\u2027\u2030-\u205E\u2190-\u21FF\u2500-\u257F\u25B2\u25F7\u2714\u2716]*$/;

/** Colours, as `ink.ts` sets them. */
const INK = new RegExp(String.raw`\u001B\[\d+m`, 'g');

interface Tables {
  readonly graphemes: Intl.Segmenter;
  readonly unseen: RegExp;
  readonly leading: RegExp;
  readonly emoji: RegExp;
}

let read: Tables | null = null;

const tables = (): Tables =>
  (read ??= {
    graphemes: new Intl.Segmenter(),
    unseen: new RegExp('^(?:\\p{Default_Ignorable_Code_Point}|\\p{Control}|\\p{Mark}|\\p{Surrogate})+$', 'v'),
    leading: new RegExp('^[\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Format}\\p{Mark}\\p{Surrogate}]+', 'v'),
    emoji: new RegExp('^\\p{RGI_Emoji}$', 'v'),
  });

/** Of one grapheme: the columns of its first visible sign, and of the half and full width forms that follow it. */
const graphemeColumns = (grapheme: string): number => {
  const { unseen, leading, emoji } = tables();
  if (unseen.test(grapheme)) return 0;
  if (emoji.test(grapheme)) return 2;
  const following = Array.from(grapheme.slice(1)).filter((sign) => sign >= '\uFF00' && sign <= '\uFFEF');
  return [grapheme.replace(leading, ''), ...following].reduce((sum, sign) => sum + eastAsianWidth(sign.codePointAt(0) ?? 0), 0);
};

export const columns = (inked: string): number => {
  const text = inked.replaceAll(INK, '');
  if (SINGLE.test(text)) return text.length;
  return Array.from(tables().graphemes.segment(text)).reduce((sum, { segment }) => sum + graphemeColumns(segment), 0);
};
