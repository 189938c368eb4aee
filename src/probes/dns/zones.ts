// Asks who serves the zones of the sending domains: the NS records, the delegation above them, and every server for its SOA.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Sender } from '../../core/sender.ts';
import type { ListedBy, NameServer, NameServerAddress, ZoneServers } from '../../facts/dns-where.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { allServers, type Delegated, delegationOf, freshDelegation, type ListedServer, serversByParent } from './delegation.ts';
import { findZone, parentOf, RESOLVERS_ALONE, serversOf } from './zone-servers.ts';

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

/** A zone whose servers all fail hides itself from the resolver; the delegation above it still shows who should serve it. */
const hiddenZone = async (dns: DnsPort, domain: string): Promise<Delegated | null> => {
  for (let at: string | null = domain; at?.includes('.') === true; at = parentOf(at)) {
    const delegation = await delegationOf(dns, at);
    if (delegation !== null) return delegation;
  }
  return null;
};

const movedOf = async (dns: DnsPort, zone: string, from: readonly string[]): Promise<Pick<ZoneServers, 'moved'>> => {
  if (from.length === 0) return {};
  const { records } = await dns.ask(zone, 'NS');
  return { moved: { from, ttl: records.length === 0 ? null : Math.min(...records.map(({ ttl }) => ttl)) } };
};

const zoneServers = async (dns: DnsPort, domain: string): Promise<ZoneServers> => {
  const { zone, outcome, detail } = await findZone(dns, domain);
  if (zone !== null) {
    const own = serversOf(dns, zone);
    // At once: what the delegation says takes some questions more.
    void own.then((listed) => listed.flatMap(({ addresses }) => addresses.map((one) => dns.askServer(one, zone, 'SOA'))));
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
  const hidden = await hiddenZone(dns, domain);
  return hidden === null ? unknown : byParent(dns, { domain, outcome, detail }, hidden);
};

export const zonesProbe = defineProbe({
  key: 'dns.zones',
  needs: [],
  permissions: [],
  async ask({ dns, sender }) {
    if (!sender.authoritative) return new NotAsked(RESOLVERS_ALONE);
    const found = await Promise.all(domainsOf(sender).map((domain) => zoneServers(dns, domain)));
    // Several domains in one zone have the same servers.
    return {
      zones: found.filter(
        (one, at) => found.findIndex((other) => (other.zone ?? other.domain) === (one.zone ?? one.domain)) === at,
      ),
    };
  },
});
