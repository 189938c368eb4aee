// Where a host leads: to this machine, into a private network, to a cloud's metadata service, or to the public. The house asks here.
import { type Octets, parseIp4, parseIp6, sameNetwork } from './ip-address.ts';

type Network = readonly [octets: Octets, bits: number];

const network = (text: string): Network => {
  const [address = '', bits = ''] = text.split('/');
  return [parseIp4(address) ?? parseIp6(address) ?? [], Number(bits)];
};

const inAny = (address: Octets, networks: readonly Network[]): boolean =>
  networks.some(([octets, bits]) => sameNetwork(address, octets, bits));

/** Of this machine (RFC 1122 §3.2.1.3, RFC 4291 §2.5); the unspecified address is connected to itself. */
const LOOPBACK = ['127.0.0.0/8', '0.0.0.0/32', '::1/128', '::/128'].map(network);

/** IANA special-purpose registry (RFC 6890 and later): not globally reachable. */
const SPECIAL_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map(network);

/** Global unicast is 2000::/3; these parts of it lead elsewhere: Teredo and protocol assignments, documentation, 6to4. */
const GLOBAL_6 = [network('2000::/3')];
const SPECIAL_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'].map(network);

/** Instance metadata of the clouds: credentials for whoever asks. */
const METADATA = [
  // AWS (ECS and EKS too), Google, Azure, Oracle, and whoever else hands them out link-locally.
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::/32',
  'fd20:ce::/32',
  // Alibaba, Oracle, Scaleway.
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fd00:42::42/128',
  // Azure's host agent, on an address that looks public.
  '168.63.129.16/32',
].map(network);

/** IPv4-mapped (RFC 4291 §2.5.5.2) and NAT64's well-known prefix (RFC 6052 §2.1): as reachable as the IPv4 address inside. */
const SAME_AS_IPV4 = ['::ffff:0:0/96', '64:ff9b::/96'].map(network);

const at = (address: Octets, ...places: readonly number[]): Octets => places.map((place) => address[place] ?? 0);

/** Where each kind of address carries an IPv4 one; every reading counts where the prefix leaves the length open. */
const CARRIERS: readonly (readonly [Network, (address: Octets) => readonly Octets[]])[] = [
  // Mapped; NAT64; IPv4-compatible (RFC 4291 §2.5.5.1); IPv4-translated (RFC 2765 §2.1).
  ...['::ffff:0:0/96', '64:ff9b::/96', '::/96', '::ffff:0:0:0/96'].map(
    (prefix) => [network(prefix), (address: Octets) => [address.slice(12)]] as const,
  ),
  // NAT64's local-use prefix (RFC 8215), by the lengths of RFC 6052 §2.2 that fit into it; zeros are padding of a longer one.
  [
    network('64:ff9b:1::/48'),
    (address) =>
      [at(address, 6, 7, 9, 10), at(address, 7, 9, 10, 11), at(address, 9, 10, 11, 12), address.slice(12)].filter((read) =>
        read.some((octet) => octet !== 0),
      ),
  ],
  // 6to4 (RFC 3056 §2).
  [network('2002::/16'), (address) => [address.slice(2, 6)]],
  // Teredo (RFC 4380 §4): the server, and the client's address with every bit turned.
  [network('2001::/32'), (address) => [address.slice(4, 8), address.slice(12).map((octet) => octet ^ 0xff)]],
];

/** ISATAP (RFC 5214 §6.1) stands in the interface identifier, below any prefix. */
const isIsatap = (address: Octets): boolean =>
  ((address[8] ?? 0) & 0xfd) === 0 && address[9] === 0 && address[10] === 0x5e && address[11] === 0xfe;

const embedded = (address: Octets): readonly Octets[] => {
  // `::` and `::1` are addresses of their own, not IPv4-compatible ones.
  if (address.length !== 16 || inAny(address, LOOPBACK)) return [];
  const carried = CARRIERS.flatMap(([prefix, read]) => (inAny(address, [prefix]) ? read(address) : []));
  return isIsatap(address) ? [...carried, address.slice(12)] : carried;
};

/** Set aside for examples (RFC 5737, RFC 3849, RFC 9637): not reachable, and in nobody's network either. */
const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map(network);

export const isDocumentation = (host: string): boolean => {
  const address = octetsOf(host);
  return address !== null && inAny(address, DOCUMENTATION);
};

export type AddressKind = 'public' | 'loopback' | 'private' | 'metadata';

const ownKind = (address: Octets): AddressKind => {
  if (inAny(address, METADATA)) return 'metadata';
  if (inAny(address, LOOPBACK)) return 'loopback';
  if (address.length === 4) return inAny(address, SPECIAL_4) ? 'private' : 'public';
  return inAny(address, SAME_AS_IPV4) || (inAny(address, GLOBAL_6) && !inAny(address, SPECIAL_6)) ? 'public' : 'private';
};

/** The most dangerous first: what leads to several is judged by the worst of them. */
const WORST: readonly AddressKind[] = ['metadata', 'loopback', 'private', 'public'];

/** Octets of a host that is an address; null for a name. `127.1` and `0x7f.1` are addresses to whoever connects (WHATWG URL). */
const octetsOf = (host: string): Octets | null => {
  const bare = host.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  const known = parseIp4(bare) ?? parseIp6(bare);
  if (known !== null) return known;
  return URL.canParse(`http://${bare}/`) ? parseIp4(new URL(`http://${bare}/`).hostname) : null;
};

/** What kind of address the host is, decoded from every form that carries an IPv4 address; null for a name. Brackets and a zone may stay. */
export const addressKind = (host: string): AddressKind | null => {
  const address = octetsOf(host);
  if (address === null) return null;
  const kinds = [address, ...embedded(address)].map(ownKind);
  return WORST.find((kind) => kinds.includes(kind)) ?? 'private';
};

/** This machine: an address of it in any form, `localhost` and the names below it (RFC 6761 §6.3). */
export const isLoopbackHost = (host: string): boolean => {
  const name = host.toLowerCase().replace(/\.+$/, '');
  return name === 'localhost' || name.endsWith('.localhost') || addressKind(host) === 'loopback';
};

/** An address instead of a name, in any form. */
export const isAddressHost = (host: string): boolean => addressKind(host) !== null;
