// Who serves a zone as its parent's own servers say: where the resolver's cache, or the zone's own failing servers, do not tell.
import type { DnsAnswer, DnsDelegation, DnsPort } from '../../core/ports/dns.ts';
import type { ListedBy } from '../../facts/dns-where.ts';
import { addressesOf, findZone, parentOf, type ServerAddresses, serversOf } from './zone-servers.ts';

/** So many servers of the parent are asked for the delegation, at once; the first that tells is believed. */
const PARENT_SERVERS = 3;

export interface Delegated extends DnsDelegation {
  readonly parent: string;
}

/** What the parent's own servers delegate to; a server that holds both zones answers from the child and cannot tell. */
const delegationOf = async (dns: DnsPort, zone: string): Promise<Delegated | null> => {
  const above = parentOf(zone);
  const parent = above === null ? null : (await findZone(dns, above)).zone;
  // Directly below the root stand top-level and private domains: the root servers are not for such questions.
  if (parent === null || parent === '') return null;
  const servers = await serversOf(dns, parent);
  const addresses = servers.flatMap((server) => server.addresses.slice(0, 1)).slice(0, PARENT_SERVERS);
  const answers = await Promise.all(addresses.map((address) => dns.askServer(address, zone, 'NS')));
  const told = answers.find((answer) => answer.delegation?.zone === zone)?.delegation;
  return told === undefined ? null : { ...told, parent, servers: [...new Set(told.servers)].sort() };
};

/**
 * The delegation of a registered domain that the resolver calls missing: a cache may keep “there is no such domain” from before it was
 * registered, for as long as the parent zone says. null where the parent knows nothing of it either.
 */
export const freshDelegation = async (dns: DnsPort, domain: string): Promise<Delegated | null> => {
  const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
  const registrable = registrableDomain(domain);
  return registrable === null ? null : delegationOf(dns, registrable);
};

/** The deeper zone that a server refers to for this name; null when it refers nowhere, sideways or up. */
export const deeper = (answers: readonly DnsAnswer[], name: string, zone: string): DnsDelegation | null => {
  const below = (child: string): boolean =>
    (name === child || name.endsWith(`.${child}`)) && child.length > zone.length && (zone === '' || child.endsWith(`.${zone}`));
  return (
    answers.map((answer) => answer.delegation).find((delegation) => delegation !== undefined && below(delegation.zone)) ?? null
  );
};

/** Of a zone that the resolver does not give: the delegation above it still shows who should serve it. */
export const hiddenDelegation = async (dns: DnsPort, domain: string): Promise<Delegated | null> => {
  for (let at: string | null = domain; at?.includes('.') === true; at = parentOf(at)) {
    const delegation = await delegationOf(dns, at);
    if (delegation !== null) return delegation;
  }
  return null;
};

/** The servers of a delegation with the addresses that came along; the resolver is asked for those of the others. */
export const delegatedServers = (dns: DnsPort, { servers, glue }: DnsDelegation): Promise<ServerAddresses[]> =>
  Promise.all(
    servers.map((host): Promise<ServerAddresses> => {
      const addresses = glue.filter((one) => one.host === host).map(({ address }) => address);
      return addresses.length > 0 ? Promise.resolve({ host, lookup: 'found', addresses, alias: null }) : addressesOf(dns, host);
    }),
  );

/** A server that the zone or its parent lists. */
export interface ListedServer extends ServerAddresses {
  readonly listedBy: ListedBy;
  /** The addresses that the delegation gives. */
  readonly glue: readonly string[];
}

interface AllServers {
  readonly servers: readonly ListedServer[];
  readonly delegation: Delegated | null;
  /** Hosts that a cache still has as the zone's servers, of which the delegation, and the servers that it leads to, know none any more. */
  readonly movedFrom: readonly ServerAddresses[];
}

const glueOf = (delegation: Delegated | null, host: string): readonly string[] =>
  (delegation?.glue ?? []).flatMap((one) => (one.host === host ? [one.address] : []));

/** Whether each of them is a name server of the zone by its own word too. */
const listThemselves = async (dns: DnsPort, zone: string, servers: readonly ListedServer[]): Promise<boolean> => {
  const lists = await Promise.all(
    servers.map(async ({ host, glue, addresses }) => {
      const [address] = [...glue, ...addresses];
      const answer = address === undefined ? null : await dns.askServer(address, zone, 'NS');
      return answer?.records.some(({ data }) => data === host) ?? false;
    }),
  );
  return servers.length > 0 && lists.every(Boolean);
};

/** All servers that a resolver may come to for the zone: those that the zone lists, `own`, and those that its parent does. */
export const allServers = async (
  dns: DnsPort,
  zone: string,
  own: Promise<readonly ServerAddresses[]> = serversOf(dns, zone),
): Promise<AllServers> => {
  const [listed, delegation] = await Promise.all([own, delegationOf(dns, zone)]);
  const hosts = delegation?.servers ?? [];
  const others = await Promise.all(
    hosts.filter((host) => !listed.some((server) => server.host === host)).map((host) => addressesOf(dns, host)),
  );
  const as = (listedBy: (host: string) => ListedBy) => (server: ServerAddresses) => ({
    ...server,
    listedBy: listedBy(server.host),
    glue: glueOf(delegation, server.host),
  });
  const parents = others.map(as(() => 'parent'));
  const apart = listed.length > 0 && parents.length === hosts.length;
  if (apart && (await listThemselves(dns, zone, parents)))
    return { servers: others.map(as(() => 'both')), delegation, movedFrom: listed };
  const servers = [...listed.map(as((host) => (hosts.includes(host) ? 'both' : 'zone'))), ...parents];
  return { servers, delegation, movedFrom: [] };
};

/** Of a zone that the resolver does not give, its parent alone says who serves it. */
export const serversByParent = async (dns: DnsPort, delegation: Delegated): Promise<AllServers> => {
  const servers = await delegatedServers(dns, delegation);
  return { servers: servers.map((server) => ({ ...server, listedBy: 'parent', glue: [] })), delegation, movedFrom: [] };
};
