// IP addresses as SPF takes them: mapped ones are IPv4, and the texts of its macros.
import { type Octets, parseIp4, parseIp6 } from '../../text/ip-address.ts';

/** Either family; an IPv4-mapped IPv6 address is IPv4 (RFC 7208 §5). */
export const parseIp = (text: string): Octets | null => {
  const four = parseIp4(text);
  if (four !== null) return four;
  const six = parseIp6(text);
  if (six === null) return null;
  const mapped = six.slice(0, 10).every((octet) => octet === 0) && six[10] === 0xff && six[11] === 0xff;
  return mapped ? six.slice(12) : six;
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
