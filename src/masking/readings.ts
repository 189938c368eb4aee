// The ways to read a text back: escapes undone, noise taken out, each character with its place in the original.
import { copied, ended, type Reading, roomFor, written } from './rooms.ts';

const hexDigit = (code: number): number => {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
};

/** The number that `count` digits of a base give; -1 when there are not so many. */
const digits = (codes: Uint16Array, at: number, count: number, base: 8 | 16): number => {
  let value = 0;
  for (let n = 0; n < count; n += 1) {
    const digit = hexDigit(codes[at + n] ?? 0);
    if (digit < 0 || digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
};

/** What one escape means, and where it ends. `byte`: one of a UTF-8 sequence, perhaps. */
interface Escape {
  readonly code: number;
  readonly end: number;
  readonly byte?: true;
}

const PERCENT = 37;
const AMPERSAND = 38;
const EQUALS = 61;
const BACKSLASH = 92;

const percentAt = (codes: Uint16Array, at: number): Escape | null => {
  const unit = codes[at + 1] === 117 ? digits(codes, at + 2, 4, 16) : -1;
  if (unit >= 0) return { code: unit, end: at + 6 };
  const code = digits(codes, at + 1, 2, 16);
  return code < 0 ? null : { code, end: at + 3, byte: true };
};

const SIMPLE: { readonly [letter: number]: number } = { 98: 8, 101: 27, 102: 12, 110: 10, 114: 13, 116: 9 };

const braced = (codes: Uint16Array, at: number): Escape | null => {
  let end = at;
  while (end < at + 6 && hexDigit(codes[end] ?? 0) >= 0) end += 1;
  const code = digits(codes, at, end - at, 16);
  return codes[end] === 125 && end > at && code <= 0x10ffff ? { code, end: end + 1 } : null;
};

/** JSON, JavaScript, C and shell; before any other sign the backslash of Markdown and shell stands for that sign. */
const backslashAt = (codes: Uint16Array, at: number): Escape | null => {
  const next = codes[at + 1] ?? 0;
  if (next === 117) {
    const unit = digits(codes, at + 2, 4, 16);
    return unit >= 0 ? { code: unit, end: at + 6 } : codes[at + 2] === 123 ? braced(codes, at + 3) : null;
  }
  const hex = next === 120 ? digits(codes, at + 2, 2, 16) : -1;
  if (hex >= 0) return { code: hex, end: at + 4, byte: true };
  const octal = digits(codes, at + 1, 3, 8);
  if (octal >= 0 && octal < 256) return { code: octal, end: at + 4, byte: true };
  const simple = SIMPLE[next];
  if (simple !== undefined) return { code: simple, end: at + 2 };
  return next > 32 && !isWordCode(next) ? { code: next, end: at + 2 } : null;
};

export const isWordCode = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;

/** HTML's names of what a password may hold, each before its sign. */
const NAMED =
  'amp& lt< gt> quot" apos\' sol/ bsol\\ plus+ equals= excl! num# dollar$ percnt% lpar( rpar) ast* comma, period. colon: semi; quest? ' +
  'commat@ lsqb[ lbrack[ rsqb] rbrack] hat^ lowbar_ grave` lcub{ lbrace{ rcub} rbrace} vert| verbar| hyphen- shy\u00ad';

const ENTITIES: { readonly [name: string]: string } = {
  nbsp: ' ',
  tab: '\t',
  newline: '\n',
  ...Object.fromEntries(NAMED.split(' ').map((one) => [one.slice(0, -1), one.slice(-1)])),
};

const LONGEST_ENTITY = 10;

const entityAt = (codes: Uint16Array, at: number): Escape | null => {
  const numeric = codes[at + 1] === 35;
  const hex = numeric && ((codes[at + 2] ?? 0) | 32) === 120;
  const start = at + (hex ? 3 : numeric ? 2 : 1);
  let end = start;
  while (end < start + LONGEST_ENTITY && isWordCode(codes[end] ?? 0)) end += 1;
  const after = codes[end] === 59 ? end + 1 : end;
  if (end === start || (!numeric && after === end)) return null;
  const name = String.fromCharCode(...codes.subarray(start, end));
  if (!numeric) {
    const sign = ENTITIES[name.toLowerCase()];
    return sign === undefined ? null : { code: sign.charCodeAt(0), end: after };
  }
  if (!(hex ? /^[0-9a-f]+$/i : /^\d+$/).test(name)) return null;
  const code = Number.parseInt(name, hex ? 16 : 10);
  return code > 0x10ffff ? null : { code, end: after };
};

const quotedAt = (codes: Uint16Array, at: number): Escape | null => {
  const code = digits(codes, at + 1, 2, 16);
  return code < 0 ? null : { code, end: at + 3, byte: true };
};

/** Which escapes are undone: `=41` also stands where a parameter begins, so that quoted-printable is a reading of its own. */
type Kind = 'quoted-printable' | 'other';

const escapeAt = (codes: Uint16Array, at: number, kind: Kind): Escape | null => {
  if (kind === 'quoted-printable') return codes[at] === EQUALS ? quotedAt(codes, at) : null;
  switch (codes[at]) {
    case PERCENT:
      return percentAt(codes, at);
    case BACKSLASH:
      return backslashAt(codes, at);
    case AMPERSAND:
      return entityAt(codes, at);
    default:
      return null;
  }
};

/** Of quoted-printable: `=` at the end of a line, which is none. */
const softBreak = (codes: Uint16Array, at: number): number => {
  if (codes[at] !== EQUALS) return 0;
  if (codes[at + 1] === 10) return 2;
  return codes[at + 1] === 13 && codes[at + 2] === 10 ? 3 : 0;
};

/** The character that a UTF-8 sequence of escaped bytes gives; the first byte alone where they are none. */
const wholeCharacter = (codes: Uint16Array, first: Escape, kind: Kind): Escape => {
  const more = first.byte === undefined || first.code < 0xc2 ? 0 : first.code < 0xe0 ? 1 : first.code < 0xf0 ? 2 : 3;
  if (more === 0 || first.code > 0xf4) return first;
  let code = first.code & (0x3f >> more);
  let { end } = first;
  for (let n = 0; n < more; n += 1) {
    const next = escapeAt(codes, end, kind);
    if (next?.byte === undefined || (next.code & 0xc0) !== 0x80) return first;
    code = (code << 6) | (next.code & 0x3f);
    ({ end } = next);
  }
  return code > 0x10ffff ? first : { code, end };
};

/** Where an escape may begin. */
const BEGINS: { readonly [K in Kind]: readonly number[] } = {
  'quoted-printable': [EQUALS],
  other: [PERCENT, BACKSLASH, AMPERSAND],
};

/** Percent and the escapes of JSON, JavaScript, C, shell, Markdown and HTML undone once; or quoted-printable. null: there are none. */
export const unescaped = (read: Reading, kind: Kind = 'other'): Reading | null => {
  const { codes, from, to, length: end } = read;
  const [one = 0, two = one, three = two] = BEGINS[kind];
  let first = 0;
  while (first < end && codes[first] !== one && codes[first] !== two && codes[first] !== three) first += 1;
  if (first === end) return null;
  const placed = from.length > 0;
  const room = roomFor(end, placed);
  let length = 0;
  let changed = false;
  for (let at = 0; at < end; ) {
    const here = codes[at] ?? 0;
    if (here !== one && here !== two && here !== three) {
      let next = at + 1;
      while (next < end && codes[next] !== one && codes[next] !== two && codes[next] !== three) next += 1;
      copied(read, at, next, room, length);
      length += next - at;
      at = next;
      continue;
    }
    const skipped = kind === 'quoted-printable' ? softBreak(codes, at) : 0;
    const found = skipped > 0 ? null : escapeAt(codes, at, kind);
    changed ||= skipped > 0 || found !== null;
    if (skipped > 0) {
      at += skipped;
    } else if (found === null) {
      copied(read, at, at + 1, room, length);
      length += 1;
      at += 1;
    } else {
      const { code, end: after } = wholeCharacter(codes, found, kind);
      for (const unit of code > 0xffff ? [0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff)] : [code]) {
        room.codes[length] = unit;
        if (placed) {
          room.from[length] = from[at] ?? 0;
          room.to[length] = to[after - 1] ?? 0;
        }
        length += 1;
      }
      at = after;
    }
  }
  return changed ? ended(room, length) : null;
};

const UNSEEN = /[\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}"'`\\]/gu;

/** White space, controls, what is drawn as nothing, and the signs that quote: all that may stand between without being read. */
export const NOISE = new Uint8Array(0x10000);
const EVERY_UNIT = Buffer.from(Uint16Array.from(NOISE, (_, code) => code).buffer).toString('utf16le');
for (const { index } of EVERY_UNIT.matchAll(UNSEEN)) NOISE[index] = 1;

export const ESC = 27;

/** Where the control sequence that begins here ends (ECMA-48): CSI to its final byte, OSC to BEL or ST; else after the sign. */
export const afterSequence = ({ codes, length }: Reading, at: number): number => {
  const kind = codes[at + 1];
  const limit = Math.min(length, at + 64);
  if (kind === 91) {
    for (let end = at + 2; end < limit; end += 1) if ((codes[end] ?? 0) >= 0x40) return end + 1;
  } else if (kind === 93) {
    for (let end = at + 2; end < limit; end += 1) if (codes[end] === 7 || codes[end] === ESC) return end + 1;
  }
  return at + 1;
};

/** base64url as base64 writes it, full-width signs as ASCII. */
export const evened = (code: number): number => {
  if (code === 45) return 43;
  if (code === 95) return 47;
  return code >= 0xff01 && code <= 0xff5e ? code - 0xfee0 : code;
};

/** Without noise, so that what was cut by line breaks, quotes, colours or invisible signs is one again. */
export const dense = (read: Reading): Reading => {
  const { codes, from, to } = read;
  const room = roomFor(read.length, true);
  let length = 0;
  for (let at = 0; at < read.length; ) {
    const code = evened(codes[at] ?? 0);
    if (NOISE[code] === 0) {
      room.codes[length] = code;
      room.from[length] = from[at] ?? 0;
      room.to[length] = to[at] ?? 0;
      length += 1;
    }
    at = code === ESC ? afterSequence(read, at) : at + 1;
  }
  return ended(room, length);
};

/** Letters of ASCII in lower case and digits alone: lists of bytes and hexadecimal, however they are separated. */
export const bare = ({ codes, from, to, length: end }: Reading): Reading => {
  const room = roomFor(end, true);
  let length = 0;
  for (let at = 0; at < end; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 95 || !isWordCode(code)) continue;
    room.codes[length] = code < 58 ? code : code | 32;
    room.from[length] = from[at] ?? 0;
    room.to[length] = to[at] ?? 0;
    length += 1;
  }
  return ended(room, length);
};

/** How often escapes may lie in each other: JSON in JSON in HTML. */
const DEPTH = 3;

const unfolded = (first: Reading): readonly Reading[] => {
  const found = [first];
  for (let depth = 0; depth < DEPTH; depth += 1) {
    const next = unescaped(found.at(-1) ?? first);
    if (next === null) break;
    found.push(next);
  }
  return found;
};

/**
 * The text as it is, and as often unescaped as it can be, up to three times; the same of what it is as quoted-printable. `placed`: with where
 * each character stood.
 */
export const readingsOf = (text: string, placed: boolean): readonly Reading[] => {
  const plain = written(text, placed);
  const quoted = unescaped(plain, 'quoted-printable');
  return [...unfolded(plain), ...(quoted === null ? [] : unfolded(quoted))];
};

/** What a reading says. */
export const textOf = ({ codes, length }: Reading): string =>
  Buffer.from(codes.buffer, codes.byteOffset, 2 * length).toString('utf16le');
