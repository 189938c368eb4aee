// Colours of a terminal: `ink.red.bold('text')`. Inside another colour the outer one goes on after it, and none crosses a line's end.

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  gray: [90, 39],
} as const;

type Shade = keyof typeof CODES;

/** Colours a text; each of its members colours it further. */
export type Ink = ((text: string) => string) & { readonly [S in Shade]: Ink };

const dyed = (text: string, shade: Shade): string => {
  const [begin, end] = CODES[shade].map((code) => `\u001B[${code}m`) as [string, string];
  return begin + text.replaceAll(end, end + begin).replaceAll(/\r?\n/g, (feed) => end + feed + begin) + end;
};

/** Without colour every ink leaves a text as it is. */
export const inkOf = (colour: boolean, shades: readonly Shade[] = []): Ink => {
  const ink = (text: string): string => (colour && text !== '' ? shades.reduceRight(dyed, text) : text);
  for (const shade of Object.keys(CODES) as Shade[])
    Object.defineProperty(ink, shade, { get: () => inkOf(colour, [...shades, shade]) });
  return ink as Ink;
};
