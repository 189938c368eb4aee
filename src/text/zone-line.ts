// Records to publish, in zone-file form (RFC 1035 §5.1): what a remedy tells a DNS admin to add or to take out.
import type { RecordType } from '../core/remedy.ts';

const MAX_STRING = 255;

/** Seconds a record may be cached where nobody asked for another time. */
export const DEFAULT_TTL = 3600;

/** Cuts a text into quoted character-strings of at most 255 octets, escaped for a zone file. */
const quotedStrings = (text: string): string => {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += MAX_STRING) parts.push(text.slice(at, at + MAX_STRING));
  return (parts.length === 0 ? [''] : parts).map((part) => `"${part.replace(/["\\]/g, String.raw`\$&`)}"`).join(' ');
};

const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

/** The data of a record as a zone file has it: absolute names, strings of at most 255 octets, addresses as they are. */
export const rdataText = (type: RecordType, value: string): string => {
  if (type === 'TXT') return quotedStrings(value);
  return type === 'A' || type === 'AAAA' ? value : absolute(value);
};

/**
 * One line of a zone file with absolute names. `value` is in presentation form: a name, `10 host`, an address, or the text of a
 * TXT record. `ttl` in seconds.
 */
export const zoneLine = (name: string, type: RecordType, value: string, ttl = DEFAULT_TTL): string =>
  `${absolute(name)} ${ttl} IN ${type} ${rdataText(type, value)}`;
