// Records to publish, in zone-file form (RFC 1035 §5.1): what a remedy tells a DNS admin to add or to take out.
import type { RecordType } from '../core/remedy.ts';
import { spoiltBy } from './hidden-characters.ts';

const MAX_STRING = 255;

/** Seconds a record may be cached where nobody asked for another time. */
export const DEFAULT_TTL = 3600;

/** How an octet is written that cannot stand as it is: decimal in a zone file (RFC 1035 §5.1), octal at Route 53. */
export type Escape = 'decimal' | 'octal';

const octetText = (octet: number, escape: Escape): string =>
  `\\${octet.toString(escape === 'decimal' ? 10 : 8).padStart(3, '0')}`;

/** What nobody sees is written as octets, so that it can be told apart from the same text without it. */
const escaped = (letter: string, escape: Escape): string => {
  if (letter === '"' || letter === '\\') return `\\${letter}`;
  return spoiltBy(letter) === null ? letter : Array.from(Buffer.from(letter), (octet) => octetText(octet, escape)).join('');
};

/** Cuts a text into quoted character-strings of at most 255 octets, escaped. */
const quotedStrings = (text: string, escape: Escape): string => {
  const parts = [''];
  let octets = 0;
  for (const letter of text) {
    const more = Buffer.byteLength(letter);
    if (octets + more > MAX_STRING) parts.push('');
    octets = (octets + more > MAX_STRING ? 0 : octets) + more;
    parts[parts.length - 1] += escaped(letter, escape);
  }
  return parts.map((part) => `"${part}"`).join(' ');
};

const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

/** The data of a record as a zone file has it: absolute names, strings of at most 255 octets, addresses as they are. */
export const rdataText = (type: RecordType, value: string, escape: Escape = 'decimal'): string => {
  if (type === 'TXT') return quotedStrings(value, escape);
  return type === 'A' || type === 'AAAA' ? value : absolute(value);
};

/**
 * One line of a zone file with absolute names. `value` is in presentation form: a name, `10 host`, an address, or the text of a
 * TXT record. `ttl` in seconds.
 */
export const zoneLine = (name: string, type: RecordType, value: string, ttl = DEFAULT_TTL): string =>
  `${absolute(name)} ${ttl} IN ${type} ${rdataText(type, value)}`;
