// Domain names as the lab's name servers hold them: lower case, no trailing dot, the root is ''. Odd octets are written \DDD.

const escapeOctet = (octet: number): string => {
  if (octet === 0x2e || octet === 0x5c) return `\\${String.fromCharCode(octet)}`;
  return octet > 0x20 && octet < 0x7f ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, '0')}`;
};

/** One label's octets as text. */
export const labelText = (label: Uint8Array): string => [...label].map(escapeOctet).join('');

/** The octets of presentation text in which `\.` and `\DDD` are escapes. Beyond ASCII it is UTF-8. */
export const unescape = (text: string): Buffer => {
  const parts: Buffer[] = [];
  for (const match of text.matchAll(/\\(\d{3})|\\(.)|([^\\]+)/gsu)) {
    const [, decimal, quoted, plain] = match;
    parts.push(decimal === undefined ? Buffer.from(quoted ?? plain ?? '') : Buffer.from([Number(decimal) & 0xff]));
  }
  return Buffer.concat(parts);
};

/** The labels of a name, still escaped, leftmost first. */
export const labelsOf = (name: string): string[] =>
  name === '' ? [] : [...name.matchAll(/(?:\\.|[^.\\])+/gsu)].map((match) => match[0]);

/** `www.example.com` → `example.com`; null for the root. */
export const parentOf = (name: string): string | null => {
  const labels = labelsOf(name);
  return labels.length === 0 ? null : labels.slice(1).join('.');
};

/** Whether `name` is `zone` or lies below it. */
export const isWithin = (name: string, zone: string): boolean => zone === '' || name === zone || name.endsWith(`.${zone}`);

/** A name from a zone file: relative to the origin unless it ends in a dot; `@` is the origin. */
export const absolute = (text: string, origin: string): string => {
  const name = text.toLowerCase();
  if (name === '@') return origin;
  if (name === '.') return '';
  if (name.endsWith('.') && !name.endsWith('\\.')) return name.slice(0, -1);
  return origin === '' ? name : `${name}.${origin}`;
};
