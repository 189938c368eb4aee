// Names at which DNS is asked about an address: in-addr.arpa, ip6.arpa (RFC 1035 §3.5, RFC 3596 §2.5), and below a blocklist (RFC 5782 §2).
import { parseIp4, parseIp6 } from './ip-address.ts';

/** Octets or nibbles in reverse, as labels; null when it is no address. */
const reversed = (address: string): { readonly labels: string; readonly version: 4 | 6 } | null => {
  const four = parseIp4(address);
  if (four !== null) return { labels: four.toReversed().join('.'), version: 4 };
  const six = parseIp6(address);
  if (six === null) return null;
  const nibbles = six.flatMap((octet) => [octet >> 4, octet & 15]).map((nibble) => nibble.toString(16));
  return { labels: nibbles.toReversed().join('.'), version: 6 };
};

/** Where the PTR record of an address stands. */
export const reverseName = (address: string): string | null => {
  const found = reversed(address);
  return found === null ? null : `${found.labels}.${found.version === 4 ? 'in-addr' : 'ip6'}.arpa`;
};

/** Where a blocklist answers for an address. */
export const blocklistName = (address: string, zone: string): string | null => {
  const found = reversed(address);
  return found === null ? null : `${found.labels}.${zone}`;
};
