// The forms in which a secret can stand in a text, for each way in which a text is read.
import { dense, textOf, unescaped } from './readings.ts';
import { reading, written } from './rooms.ts';

/** In which reading a form is looked for: as written, without noise, or letters and digits alone. */
export type View = 'plain' | 'dense' | 'bare';

export interface Form {
  readonly encoding: string;
  readonly view: View;
  readonly text: string;
  /** From how many characters on a part of it is a part of the secret; null: only the whole counts. */
  readonly part: number | null;
}

/** Fewer characters than this also stand in innocent text. */
export const SHORTEST_FORM = 8;

/** So many characters of a secret are a secret themselves. */
const PART = 12;

/** A short word of letters in one case stands in any sentence; that such a secret is too short is a finding of its own. */
export const isWord = (value: string): boolean => value.length < PART && /^(?:[a-z]+|[A-Z]+|[0-9]+)$/.test(value);

/** The digits that depend on the secret alone, for each place it can begin in a group: RFC 4648 sections 4 and 6. */
const aligned = (bytes: Buffer, bits: 5 | 6, encode: (bytes: Buffer) => string): readonly string[] =>
  Array.from({ length: bits === 6 ? 3 : 5 }, (_, shift) => {
    const text = encode(Buffer.concat([Buffer.alloc(shift), bytes]));
    return text.slice(Math.ceil((8 * shift) / bits), Math.floor((8 * (shift + bytes.length)) / bits));
  });

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

const base32 = (bytes: Buffer): string => {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + BASE32[(held << (5 - bits)) & 31];
};

const base64 = (bytes: Buffer): string => bytes.toString('base64');

/** The three texts of base64 that depend on a value alone. */
const base64Parts = (bytes: Buffer): readonly string[] => aligned(bytes, 6, base64);

const denseText = (text: string): string => reading(() => textOf(dense(written(text, true))));

/** Bytes as base64, base32 and hexadecimal. `parts`: whether a part of it counts as well, of as many digits as twelve bytes always give. */
const encoded = (bytes: Buffer, what: string, parts: boolean): readonly Form[] => [
  ...base64Parts(bytes).map((text) => form(`${what}base64`, 'dense', denseText(text), parts ? 15 : null)),
  form(`${what}base64`, 'dense', denseText(base64(bytes))),
  ...aligned(bytes, 5, base32).map((text) => form(`${what}base32`, 'bare', text, parts ? 18 : null)),
  form(`${what}hex`, 'bare', bytes.toString('hex'), parts ? 24 : null),
];

const form = (encoding: string, view: View, text: string, part: number | null = null): Form => ({ encoding, view, text, part });

const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

/** What a value may have become before it was encoded once more. */
const inner = (value: string): readonly (readonly [string, Buffer])[] => {
  const bytes = Buffer.from(value);
  const utf16 = Buffer.from(value, 'utf16le');
  const once = base64Parts(bytes);
  const texts = [
    ...once.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')].map((one) => ['base64 in ', one] as const)),
    ['hex in ', bytes.toString('hex')] as const,
    ['hex in ', bytes.toString('hex').toUpperCase()] as const,
    ['percent in ', percentOf(value)] as const,
    ['JSON in ', JSON.stringify(value).slice(1, -1)] as const,
    ...aligned(bytes, 5, base32).map((text) => ['base32 in ', text.toUpperCase()] as const),
  ].filter(([, text]) => text !== value);
  return [
    ['UTF-16 in ', utf16],
    ['UTF-16 in ', swapped(utf16)],
    ...texts.map(([what, text]) => [what, Buffer.from(text)] as const),
  ];
};

/** As a URL writes it; half a pair, which no URL can hold, as the sign for what is none. */
export const percentOf = (value: string): string => encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));

/** Bytes or code points as numbers, as programs print a list of them. */
const byteLists = (numbers: readonly number[]): readonly Form[] => {
  const list = (write: (byte: number) => string): string => numbers.map(write).join('');
  const octal = (byte: number): string => byte.toString(8);
  return [
    list(String),
    list((byte) => String(byte).padStart(3, '0')),
    list((byte) => `0x${byte.toString(16).padStart(2, '0')}`),
    list((byte) => `0x${byte.toString(16)}`),
    list((byte) => `x${byte.toString(16).padStart(2, '0')}`),
    list((byte) => `u${byte.toString(16).padStart(4, '0')}`),
    list(octal),
    list((byte) => octal(byte).padStart(3, '0')),
    list((byte) => byte.toString(2).padStart(8, '0')),
  ].map((text) => form('list of bytes', 'bare', text));
};

const ROT13 = /[a-z]/gi;

const rotated = (value: string): string =>
  value.replaceAll(ROT13, (letter) => {
    const base = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

/** The value as text; one that holds spaces also as a form writes it (`+`), one that holds escapes also without them. */
const spoken = (value: string): readonly Form[] => {
  if (isWord(value)) return [];
  const plainly = reading(() => {
    const read = unescaped(written(value, true));
    return read === null ? [] : [textOf(read)];
  });
  const texts = [value, ...(value.includes(' ') ? [value.replaceAll(' ', '+')] : []), ...plainly];
  return [
    ...texts.flatMap((text) => [form('plain', 'plain', text, PART), form('plain, broken up', 'dense', denseText(text), PART)]),
    form('reversed', 'dense', denseText(Array.from(value).toReversed().join(''))),
    ...(/[a-z]/i.test(value) ? [form('ROT13', 'dense', denseText(rotated(value)))] : []),
  ];
};

/** Every form of one secret value. Shorter values than eight characters have none: they would match innocent text. */
export const formsOf = (value: string): readonly Form[] => {
  if (value.length < SHORTEST_FORM) return [];
  const bytes = Buffer.from(value);
  const all = [
    ...spoken(value),
    ...encoded(bytes, '', true),
    ...byteLists(Array.from(bytes)),
    ...byteLists(Array.from(value, (character) => character.codePointAt(0) ?? 0)),
    ...inner(value).flatMap(([what, held]) => encoded(held, what, false)),
  ];
  const fit = all.filter(({ text }) => text.length >= SHORTEST_FORM);
  return [...new Map(fit.map((one) => [`${one.view} ${one.text}`, one])).values()];
};

/** The public texts of a run, for telling whether a part of a secret stands in them anyway. */
export const publicParts = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(
    texts.flatMap((text) => {
      const even = denseText(text);
      return Array.from({ length: Math.max(0, even.length - PART + 1) }, (_, at) => even.slice(at, at + PART));
    }),
  );

/** Tells whether the part of a value that begins at a share (0 to 1) of its length is public. */
export const publicPartOf = (value: string, known: ReadonlySet<string>): ((share: number) => boolean) => {
  const even = denseText(value);
  const open = known.size === 0 ? [] : Array.from(even, (_, at) => known.has(even.slice(at, at + PART)));
  return (share) => {
    const at = Math.floor(share * even.length);
    return open[at - 1] === true || open[at] === true || open[at + 1] === true;
  };
};
