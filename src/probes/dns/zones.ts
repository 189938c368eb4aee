// Asks who serves the zones of the sending domains: the NS records, the delegation above them, and every server for its SOA.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Sender } from '../../core/sender.ts';
import type { ListedBy, NameServer, NameServerAddress, ZoneServers } from '../../facts/dns-where.ts';
import { isWithin, toDnsName } from '../../text/domain-name.ts';
import { addressKind } from '../../text/host-address.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import {
  allServers,
  deeper,
  type Delegated,
  hiddenDelegation,
  freshDelegation,
  type ListedServer,
  serversByParent,
} from './delegation.ts';
import { findZone, RESOLVERS_ALONE, type ServerAddresses, serversOf } from './zone-servers.ts';

/** Delegations below one another that are followed; real zones have one or two. */
const DEEPEST = 3;
/** So many servers of a zone are asked whether they delegate a name further. */
const SERVERS_ASKED = 3;

/** The domains whose zones matter: From, MAIL FROM and identity, each once. */
const domainsOf = ({ domain, ses, returnPath }: Sender): readonly string[] => {
  const texts = [domain, ses?.identity ?? null, ses?.mailFrom ?? null, returnPath];
  const domains = texts.map((text) => (text === null ? null : toDnsName(mailDomain(text) ?? text)));
  return [...new Set(domains.filter((domain) => domain !== null))];
};

const serialOf = (soa: string | undefined): number | null => (soa === undefined ? null : Number(soa.split(' ')[2]));

const askAddress = async (dns: DnsPort, zone: string, address: string, givenBy: ListedBy | null): Promise<NameServerAddress> => {
  const answer = await dns.askServer(address, zone, 'SOA');
  const asked = { address, outcome: answer.outcome, serial: serialOf(answer.records[0]?.data), detail: answer.detail };
  return givenBy === null ? asked : { ...asked, givenBy };
};

/** Every address of a server once, with who gives it where the delegation gives any. */
const placesOf = ({ addresses, glue }: ListedServer): readonly { readonly address: string; readonly by: ListedBy | null }[] => [
  ...addresses.map((address) => ({
    address,
    by: glue.length === 0 ? null : glue.includes(address) ? ('both' as const) : ('zone' as const),
  })),
  ...glue.filter((address) => !addresses.includes(address)).map((address) => ({ address, by: 'parent' as const })),
];

const askServers = (dns: DnsPort, zone: string, servers: readonly ListedServer[]): Promise<NameServer[]> =>
  Promise.all(
    servers.map(async (server) => ({
      host: server.host,
      alias: server.alias,
      listedBy: server.listedBy,
      lookup: server.lookup,
      addresses: await Promise.all(placesOf(server).map(({ address, by }) => askAddress(dns, zone, address, by))),
    })),
  );

const toldBy = (delegation: Delegated | null): ZoneServers['delegation'] =>
  delegation === null ? null : { parent: delegation.parent, servers: delegation.servers };

/** A zone that the resolver still denies: its parent alone says who serves it. */
const freshZone = async (dns: DnsPort, domain: string): Promise<ZoneServers | null> => {
  const delegation = await freshDelegation(dns, domain);
  return delegation === null ? null : byParent(dns, { domain, outcome: 'found', detail: null }, delegation);
};

const byParent = async (
  dns: DnsPort,
  found: Pick<ZoneServers, 'domain' | 'outcome' | 'detail'>,
  delegation: Delegated,
): Promise<ZoneServers> => {
  const { servers } = await serversByParent(dns, delegation);
  return {
    ...found,
    zone: delegation.zone,
    servers: await askServers(dns, delegation.zone, servers),
    delegation: toldBy(delegation),
  };
};

const movedOf = async (dns: DnsPort, zone: string, from: readonly ServerAddresses[]): Promise<Pick<ZoneServers, 'moved'>> => {
  if (from.length === 0) return {};
  // What is read from a cache comes without authority.
  const { records, authoritative } = await dns.ask(zone, 'NS');
  const here = authoritative || from.some(({ addresses }) => addresses.some((one) => addressKind(one) === 'private'));
  const ttl = records.length === 0 ? null : Math.min(...records.map((record) => record.ttl));
  return { moved: { from: from.map(({ host }) => host), ttl, ...(here ? { here } : {}) } };
};

/** What will be asked of these servers next, before it is known whether they answer. */
const askServersAhead = (dns: DnsPort, zone: string, servers: readonly ServerAddresses[], below: readonly string[]): void => {
  for (const address of servers.flatMap(({ addresses }) => addresses)) void dns.askServer(address, zone, 'SOA');
  const first = servers.flatMap(({ addresses }) => addresses.slice(0, 1)).slice(0, SERVERS_ASKED);
  for (const name of below.filter((one) => isWithin(one, zone)))
    for (const address of first) void dns.askServer(address, name, 'TXT');
};

/** `below`: names that may be delegated further. */
const zoneServers = async (dns: DnsPort, domain: string, below: readonly string[] = []): Promise<ZoneServers> => {
  const { zone, outcome, detail } = await findZone(dns, domain);
  if (zone !== null) {
    const own = serversOf(dns, zone);
    // At once: what the delegation says takes some questions more.
    void own.then((listed) => askServersAhead(dns, zone, listed, below));
    const { servers, delegation, movedFrom } = await allServers(dns, zone, own);
    return {
      domain,
      zone,
      outcome,
      detail,
      servers: await askServers(dns, zone, servers),
      delegation: toldBy(delegation),
      ...(await movedOf(dns, zone, movedFrom)),
    };
  }
  const unknown = { domain, zone, outcome, detail, servers: [], delegation: null };
  if (outcome === 'nxdomain') return (await freshZone(dns, domain)) ?? unknown;
  const hidden = await hiddenDelegation(dns, domain);
  return hidden === null ? unknown : byParent(dns, { domain, outcome, detail }, hidden);
};

/** Names that are given to others without the rest of the zone: the policy of DMARC, and the keys. */
const namesBelow = ({ domain, ses, dkim }: Sender): readonly string[] => {
  const signing = [...(ses === null ? [] : [mailDomain(ses.identity) ?? ses.identity]), ...dkim.map((signer) => signer.domain)];
  return [...new Set([`_dmarc.${domain}`, ...signing.map((one) => `_domainkey.${toDnsName(one) ?? one}`)])];
};

/** The deepest of these zones in which the name lies. */
const zoneAbove = (name: string, zones: readonly ZoneServers[]): ZoneServers | undefined =>
  zones
    .filter(({ zone }) => zone !== null && isWithin(name, zone))
    .toSorted((a, b) => (b.zone ?? '').length - (a.zone ?? '').length)
    .at(0);

/** The zones to which these delegate the name, and those below. */
const delegatedFurther = async (
  dns: DnsPort,
  name: string,
  zones: readonly ZoneServers[],
  depth = 0,
): Promise<readonly ZoneServers[]> => {
  const above = zoneAbove(name, zones);
  if (above === undefined || depth === DEEPEST) return [];
  const serving = above.servers.flatMap(({ addresses }) => addresses.filter(({ outcome }) => outcome === 'found').slice(0, 1));
  const answers = await Promise.all(serving.slice(0, SERVERS_ASKED).map(({ address }) => dns.askServer(address, name, 'TXT')));
  const delegation = deeper(answers, name, above.zone ?? '');
  if (delegation === null) return [];
  const below = await zoneServers(dns, delegation.zone);
  if (below.zone !== delegation.zone) return [];
  return [below, ...(await delegatedFurther(dns, name, [...zones, below], depth + 1))];
};

export const zonesProbe = defineProbe({
  key: 'dns.zones',
  needs: [],
  permissions: [],
  async ask({ dns, sender }) {
    if (!sender.authoritative) return new NotAsked(RESOLVERS_ALONE);
    const names = namesBelow(sender);
    const found = await Promise.all(domainsOf(sender).map((domain) => zoneServers(dns, domain, names)));
    const below = await Promise.all(names.map((name) => delegatedFurther(dns, name, found)));
    const zones = [...found, ...below.flat()];
    // Several domains in one zone have the same servers.
    return {
      zones: zones.filter(
        (one, at) => zones.findIndex((other) => (other.zone ?? other.domain) === (one.zone ?? one.domain)) === at,
      ),
    };
  },
});
