// JSON as text that is safe to print.

// What a terminal or a log viewer would act on, although JSON allows it unescaped (RFC 8259 section 7).
const ACTING = /[\u007f-\u009f]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

const escape = (character: string): string =>
  Array.from({ length: character.length }, (_, n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`).join('');

/** JSON whose text holds no character that acts on a display; reads back to the same value. */
export const safeJson = (value: unknown, indentation?: number): string =>
  JSON.stringify(value, null, indentation).replaceAll(ACTING, escape);
