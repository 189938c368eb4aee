// Records to publish, in zone-file form (RFC 1035 §5.1): what a fix tells a DNS admin to add.

const MAX_STRING = 255;

/** Cuts a text into quoted character-strings of at most 255 octets, escaped for a zone file. */
const quotedStrings = (text: string): string => {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += MAX_STRING) parts.push(text.slice(at, at + MAX_STRING));
  return (parts.length === 0 ? [''] : parts).map((part) => `"${part.replace(/["\\]/g, String.raw`\$&`)}"`).join(' ');
};

const absolute = (name: string): string => (name.endsWith('.') ? name : `${name}.`);

/**
 * One line of a zone file with absolute names. `value` is in presentation form: a name, `10 host`, or the text of a TXT record.
 */
export const zoneLine = (name: string, type: 'CNAME' | 'MX' | 'TXT', value: string): string => {
  const data = type === 'TXT' ? quotedStrings(value) : absolute(value);
  return `${absolute(name)} 3600 IN ${type} ${data}`;
};
