// Record data from its presentation form to the octets on the wire (RFC 1035 §3.3, RFC 3597 for the rest).
import net from 'node:net';
import { absolute, unescape } from './names.ts';

/** A word of a line, and whether it was quoted; escapes are left in it. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Octets, or a name that the writer may compress. */
export type RdataPart = Buffer | { readonly name: string };

export const TYPE = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  TLSA: 52,
  SPF: 99,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  CAA: 257,
} as const;

const NUMBERS: ReadonlyMap<string, number> = new Map(Object.entries(TYPE));
const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(TYPE).map(([name, number]) => [number, name]));

/** `TXT` or `TYPE65` → the number; null when there is no such type. */
export const typeNumber = (text: string): number | null => {
  const known = NUMBERS.get(text.toUpperCase());
  if (known !== undefined) return known;
  const generic = /^TYPE(\d{1,5})$/iu.exec(text);
  return generic === null ? null : Number(generic[1]);
};

export const typeName = (type: number): string => NAMES.get(type) ?? `TYPE${String(type)}`;

const uint = (text: string | undefined, octets: 1 | 2 | 4): Buffer => {
  const value = Number(text);
  if (text === undefined || !/^\d+$/u.test(text) || value >= 256 ** octets)
    throw new Error(`"${text ?? ''}" is no number of ${String(octets)} octets`);
  const out = Buffer.alloc(octets);
  out.writeUIntBE(value, 0, octets);
  return out;
};

const hex = (words: readonly string[]): Buffer => {
  const text = words.join('');
  if (!/^(?:[0-9a-f]{2})*$/iu.test(text)) throw new Error('hexadecimal digits were expected');
  return Buffer.from(text, 'hex');
};

const ipv6 = (text: string): Buffer => {
  const [head = '', tail] = text
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/u, (_, a, b, c, d) =>
      [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
    )
    .split('::');
  const groups = (part: string | undefined): string[] => (part === undefined || part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail);
  const all = [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return Buffer.concat(all.map((group) => uint(String(Number.parseInt(group, 16)), 2)));
};

const address = (text: string, family: 4 | 6): Buffer => {
  if (net.isIP(text) !== family) throw new Error(`"${text}" is no IPv${String(family)} address`);
  return family === 4 ? Buffer.from(text.split('.').map(Number)) : ipv6(text);
};

/** Character-strings; quoted ones longer than 255 octets are cut into several, as signing tools print long keys. */
const texts = (words: readonly Word[]): Buffer => {
  if (words.length === 0) throw new Error('text was expected');
  const strings = words.flatMap(({ text }) => {
    const octets = unescape(text);
    const count = Math.max(1, Math.ceil(octets.length / 255));
    return Array.from({ length: count }, (_, index) => octets.subarray(index * 255, (index + 1) * 255));
  });
  return Buffer.concat(strings.flatMap((string) => [Buffer.from([string.length]), string]));
};

/** The data of one record. Throws an Error that says what was expected. */
export const rdataOf = (type: number, words: readonly Word[], origin: string): RdataPart[] => {
  const text = words.map((word) => word.text);
  const [first = '', second = '', third = '', fourth = ''] = text;
  const name = (given: string): RdataPart => {
    if (given === '') throw new Error('a name was expected');
    return { name: absolute(given, origin) };
  };
  if (first === '\\#') return [generic(text)];
  switch (type) {
    case TYPE.A:
      return [address(first, 4)];
    case TYPE.AAAA:
      return [address(first, 6)];
    case TYPE.NS:
    case TYPE.CNAME:
    case TYPE.PTR:
    case TYPE.DNAME:
      return [name(first)];
    case TYPE.MX:
      return [uint(first, 2), name(second)];
    case TYPE.SRV:
      return [uint(first, 2), uint(second, 2), uint(third, 2), name(fourth)];
    case TYPE.TXT:
    case TYPE.SPF:
      return [texts(words)];
    case TYPE.SOA:
      return [name(first), name(second), ...[0, 1, 2, 3, 4].map((index) => uint(text[index + 2], 4))];
    case TYPE.TLSA:
      return [uint(first, 1), uint(second, 1), uint(third, 1), hex(text.slice(3))];
    case TYPE.DS:
      return [uint(first, 2), uint(second, 1), uint(third, 1), hex(text.slice(3))];
    case TYPE.CAA:
      return [uint(first, 1), texts(words.slice(1, 2)), unescape(third)];
    default:
      throw new Error(`the data of ${typeName(type)} is written \`\\# length hex\` here`);
  }
};

const generic = (text: readonly string[]): Buffer => {
  const octets = hex(text.slice(2));
  if (octets.length !== Number(text[1]))
    throw new Error(`\\# says ${text[1] ?? 'nothing'} octets, ${String(octets.length)} follow`);
  return octets;
};
