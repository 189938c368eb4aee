// Address ranges as SPF writes them, as numbers, so that whole policies can be compared and not single spellings.
import { type Octets, parseIp4, parseIp6 } from '../../text/ip-address.ts';
import { ipText } from './ip.ts';

export type Family = 4 | 6;

export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** Addresses of a family. */
export const SPACE: { readonly [F in Family]: bigint } = { 4: 1n << 32n, 6: 1n << 128n };

const numberOf = (octets: Octets): bigint => octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);

/** `192.0.2.0/24` or `2001:db8::/32`; null for what is none. */
export const rangeOf = (text: string): Range | null => {
  const [address = '', length = ''] = text.split('/');
  const octets = parseIp4(address) ?? parseIp6(address);
  if (octets === null || !/^\d{1,3}$/.test(length)) return null;
  const family = octets.length === 4 ? 4 : 6;
  const host = BigInt(Math.max(0, octets.length * 8 - Number(length)));
  const first = (numberOf(octets) >> host) << host;
  return { family, first, last: first + (1n << host) - 1n };
};

export const contains = (range: Range, family: Family, address: bigint): boolean =>
  range.family === family && range.first <= address && address <= range.last;

/** An address in its usual form. */
export const addressText = (family: Family, address: bigint): string => {
  const octets: number[] = [];
  for (let shift = family === 4 ? 24n : 120n; shift >= 0n; shift -= 8n) octets.push(Number((address >> shift) & 0xffn));
  return ipText(octets);
};
