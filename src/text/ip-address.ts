// IP addresses as octets: reading their text forms, and which network they lie in.

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
