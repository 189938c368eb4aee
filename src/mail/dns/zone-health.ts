// What is wrong with the name servers of a zone: those that do not serve it, and those that only one side lists.
import type { DnsOutcome } from '../../core/ports/dns.ts';
import { compareSerials, newestSerial } from './serial.ts';

interface Address {
  readonly address: string;
  readonly outcome: DnsOutcome;
  readonly serial: number | null;
  readonly givenBy?: 'zone' | 'parent' | 'both';
}

interface Server {
  readonly host: string;
  readonly alias: string | null;
  readonly listedBy: 'zone' | 'parent' | 'both';
  readonly lookup: DnsOutcome;
  readonly addresses: readonly Address[];
}

export interface ServedZone {
  readonly domain: string;
  readonly zone: string | null;
  /** Of the search for the zone at the resolver. */
  readonly outcome: DnsOutcome;
  readonly servers: readonly Server[];
  readonly delegation: { readonly parent: string; readonly servers: readonly string[] } | null;
}

export type ServerState =
  | 'serves'
  /** It answers, but not for this zone: lame, REFUSED, SERVFAIL. */
  | 'does-not-serve'
  /** Its name has no address. */
  | 'no-address'
  /** No answer came, from no address of it. */
  | 'silent'
  /** It serves the zone, and its name is a CNAME: some resolvers do not follow (RFC 2181 §10.3). */
  | 'alias';

const isIpv6 = (address: string): boolean => address.includes(':');
const isSilence = (outcome: DnsOutcome): boolean => outcome === 'timeout' || outcome === 'unreachable';

/** Whether anything answered over IPv6. If nothing does, the path there is missing on this side, which is no fault of the zone. */
export const ipv6Works = (zones: readonly ServedZone[]): boolean =>
  zones.some((zone) =>
    zone.servers.some((server) => server.addresses.some((one) => isIpv6(one.address) && !isSilence(one.outcome))),
  );

/** Addresses that the delegation alone gives, where the zone gives others: of a server that has moved since. */
export const staleGlue = (server: Server): readonly Address[] =>
  server.addresses.some(({ givenBy }) => givenBy === 'zone' || givenBy === 'both')
    ? server.addresses.filter(({ givenBy }) => givenBy === 'parent')
    : [];

/** How one server stands to its zone. `ipv6` as `ipv6Works` says. */
export const serverState = (server: Server, ipv6: boolean): ServerState => {
  const stale = staleGlue(server);
  return addressesState(
    server,
    server.addresses.filter((one) => !stale.includes(one)),
    ipv6,
  );
};

/** Its addresses could not be looked up: nobody asked it, and what it would say nobody knows. */
export const isUnasked = ({ addresses, lookup }: Pick<Server, 'addresses' | 'lookup'>): boolean =>
  addresses.length === 0 && lookup !== 'nodata' && lookup !== 'nxdomain';

const addressesState = (server: Server, addresses: readonly Address[], ipv6: boolean): ServerState => {
  const counted = addresses.filter((one) => ipv6 || !isIpv6(one.address));
  if (addresses.length === 0) return isUnasked({ addresses, lookup: server.lookup }) ? 'silent' : 'no-address';
  // True too of a server with IPv6 addresses alone, which cannot be judged from here.
  if (counted.every((one) => one.outcome === 'found')) return server.alias === null ? 'serves' : 'alias';
  return counted.some((one) => one.outcome !== 'found' && !isSilence(one.outcome)) ? 'does-not-serve' : 'silent';
};

/** As a resolver comes to the server that starts at the parent zone: by the addresses that the delegation gives, where it gives any. */
const stateFromAbove = (server: Server, ipv6: boolean): ServerState => {
  const glue = server.addresses.filter(({ givenBy }) => givenBy === 'parent' || givenBy === 'both');
  return addressesState(server, glue.length > 0 ? glue : server.addresses, ipv6);
};

/**
 * Whether the parent zone delegates to servers of which none serves the zone, so that resolvers can learn nothing of it. The parent told so
 * from here: the way to name servers is open. Silence counts only where the resolver gets nothing either.
 */
export const isServedByNone = (zone: ServedZone, ipv6: boolean): boolean => {
  if (zone.delegation === null) return false;
  const states = zone.servers.filter(({ listedBy }) => listedBy !== 'zone').map((server) => stateFromAbove(server, ipv6));
  if (states.length === 0 || states.some((state) => state === 'serves' || state === 'alias')) return false;
  return zone.outcome !== 'found' || (states.some((state) => state !== 'silent') && !zone.servers.some(isUnasked));
};

/** Hosts whose SOA serial is older than the newest one seen (RFC 1982). */
export const serversBehind = (servers: readonly Server[]): string[] => {
  const serials = servers.flatMap((server) => server.addresses.flatMap((one) => (one.serial === null ? [] : [one.serial])));
  const newest = newestSerial(serials);
  const isBehind = (one: Address): boolean => one.serial !== null && newest !== null && compareSerials(one.serial, newest) < 0;
  return servers.filter((server) => server.addresses.some(isBehind)).map((server) => server.host);
};

/**
 * The list in the zone is an old one: none of the servers serves it that it alone names, and all do that the parent alone names. Brought along
 * when the zone was moved.
 */
export const isOldList = (zone: ServedZone, ipv6: boolean): boolean => {
  const serving = (by: Server['listedBy']): readonly boolean[] =>
    zone.servers
      .filter(({ listedBy }) => listedBy === by)
      .map((server) => ['serves', 'alias'].includes(serverState(server, ipv6)));
  const [own, parents] = [serving('zone'), serving('parent')];
  return own.length > 0 && parents.length > 0 && !own.includes(true) && !parents.includes(false);
};

/** Where zone and parent disagree about the list of servers; null when they agree, or the parent's list is not known. */
export const delegationDifference = (
  zone: ServedZone,
): { readonly onlyZone: readonly string[]; readonly onlyParent: readonly string[] } | null => {
  if (zone.delegation === null) return null;
  const listed = (by: Server['listedBy']): string[] =>
    zone.servers.filter((server) => server.listedBy === by).map((server) => server.host);
  const [onlyZone, onlyParent] = [listed('zone'), listed('parent')];
  // Without a list of the zone's own there is nothing to compare: its servers do not answer.
  const isKnown = zone.servers.some((server) => server.listedBy !== 'parent');
  return isKnown && onlyZone.length + onlyParent.length > 0 ? { onlyZone, onlyParent } : null;
};
