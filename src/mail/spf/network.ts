// Address ranges as SPF writes them, to see whether one policy covers another.
import { type Octets, parseIp4, parseIp6, sameNetwork } from '../../text/ip-address.ts';

export interface Network {
  readonly octets: Octets;
  readonly bits: number;
}

/** `192.0.2.0/24` or `2001:db8::/32`; null for what is none. */
export const networkOf = (text: string): Network | null => {
  const [address = '', bits = ''] = text.split('/');
  const octets = parseIp4(address) ?? parseIp6(address);
  return octets === null || !/^\d{1,3}$/.test(bits) ? null : { octets, bits: Number(bits) };
};

const contains = (outer: Network, inner: Network): boolean =>
  outer.bits <= inner.bits && sameNetwork(outer.octets, inner.octets, outer.bits);

/** Whether each of `wanted` lies in one of `given`. A range that only several together cover does not count. */
export const coversAll = (given: readonly Network[], wanted: readonly Network[]): boolean =>
  wanted.every((inner) => given.some((outer) => contains(outer, inner)));
