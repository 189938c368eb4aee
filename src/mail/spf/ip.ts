// IP addresses as octets, for SPF's ip4, ip6 and CIDR matching.

/** 4 octets for IPv4, 16 for IPv6. */
export type Octets = readonly number[];

/** Dotted quad without leading zeros; null otherwise. */
export const parseIp4 = (text: string): Octets | null => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
  const octets = parts.map(Number);
  return octets.every((octet) => octet <= 255) ? octets : null;
};

const groupsOf = (text: string): readonly number[] | null => {
  if (text === '') return [];
  const octets: number[] = [];
  const groups = text.split(':');
  for (const [at, group] of groups.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      octets.push(value >> 8, value & 0xff);
      continue;
    }
    const quad = at === groups.length - 1 ? parseIp4(group) : null;
    if (quad === null) return null;
    octets.push(...quad);
  }
  return octets;
};

/** RFC 4291 §2.2, all three forms; no zone index. */
export const parseIp6 = (text: string): Octets | null => {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return null;
  const left = groupsOf(halves[0] ?? '');
  const right = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (left === null || right === null) return null;
  if (halves.length === 1) return left.length === 16 ? left : null;
  // An embedded IPv4 address may stand only at the very end.
  if ((halves[0] ?? '').includes('.')) return null;
  const gap = 16 - left.length - right.length;
  return gap < 2 ? null : [...left, ...Array.from({ length: gap }, () => 0), ...right];
};

/** Either family; an IPv4-mapped IPv6 address is IPv4 (RFC 7208 §5). */
export const parseIp = (text: string): Octets | null => {
  const four = parseIp4(text);
  if (four !== null) return four;
  const six = parseIp6(text);
  if (six === null) return null;
  const mapped = six.slice(0, 10).every((octet) => octet === 0) && six[10] === 0xff && six[11] === 0xff;
  return mapped ? six.slice(12) : six;
};

/** Whether both are of one family and agree in the first `bits` bits. */
export const sameNetwork = (one: Octets, other: Octets, bits: number): boolean => {
  if (one.length !== other.length) return false;
  return one.every((octet, at) => {
    const left = bits - at * 8;
    if (left <= 0) return true;
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    return (octet & mask) === ((other[at] ?? 0) & mask);
  });
};

/** `192.0.2.1`, or 32 nibbles in capitals with dots between: the form of the `i` macro (RFC 7208 §7.3). */
export const dottedForm = (ip: Octets): string => {
  if (ip.length === 4) return ip.join('.');
  const nibbles = ip.flatMap((octet) => [(octet >> 4).toString(16), (octet & 15).toString(16)]);
  return nibbles.join('.').toUpperCase();
};

/** The name under which the reverse mapping of the address is asked. */
export const reverseName = (ip: Octets): string =>
  `${dottedForm(ip).toLowerCase().split('.').reverse().join('.')}.${ip.length === 4 ? 'in-addr' : 'ip6'}.arpa`;

/** Readable text: dotted quad, or IPv6 in eight groups with the longest run of zeros left out (RFC 5952). */
export const ipText = (ip: Octets): string => {
  if (ip.length === 4) return ip.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => (((ip[at * 2] ?? 0) << 8) | (ip[at * 2 + 1] ?? 0)).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map((run) => run[0]);
  const longest = runs.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return groups.join(':');
  const text = groups.join(':').replace(longest, '::').replace(/:{3,}/, '::');
  return text;
};
