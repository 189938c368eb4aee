// Which addresses a URL from outside may lead to: public ones, unless the caller allows private ones; never a metadata service.
import { BlockList, isIP } from 'node:net';

const block = (entries: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of entries) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list;
};

/** IANA special-purpose registries (RFC 6890 and later): not globally reachable. */
const SPECIAL = block([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** Global unicast is 2000::/3; these parts of it lead elsewhere: Teredo and protocol assignments, documentation, 6to4. */
const SPECIAL_6 = block([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);
const GLOBAL_6 = block([['2000::', 3]]);

/** Instance metadata of the clouds: credentials for whoever asks. */
const METADATA = block([
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  // Azure's host agent, on an address that looks public.
  ['168.63.129.16', 32],
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
  ['fe80::', 10],
]);

/** IPv4 inside IPv6: mapped, or translated by NAT64. */
const embedded = (address: string): string | null => {
  const lower = address.toLowerCase();
  const dotted = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/.exec(lower)?.[1];
  if (dotted !== undefined) return dotted;
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(lower) ?? [];
  if (high === undefined || low === undefined) return null;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
};

export type AddressKind = 'public' | 'loopback' | 'private' | 'metadata';

/** `text` must be an IP address. */
export const addressKind = (text: string): AddressKind => {
  const address = embedded(text) ?? text;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (METADATA.check(address, family)) return 'metadata';
  if (address === '::1' || (family === 'ipv4' && address.startsWith('127.'))) return 'loopback';
  if (family === 'ipv4') return SPECIAL.check(address, 'ipv4') ? 'private' : 'public';
  return GLOBAL_6.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6') ? 'public' : 'private';
};

export const isAllowed = (kind: AddressKind, allowPrivate: boolean): boolean =>
  kind === 'public' || (allowPrivate && kind !== 'metadata');
