// Asks who serves the zones of the sending domains: the NS records, the delegation above them, and every server for its SOA.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Sender } from '../../core/sender.ts';
import type { NameServer, NameServerAddress, ZoneServers } from '../../facts/dns-where.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { type Delegated, delegatedServers, delegationOf, freshDelegation } from './delegation.ts';
import { addressesOf, findZone, parentOf, RESOLVERS_ALONE, type ServerAddresses, serversOf } from './zone-servers.ts';

/** The domains whose zones matter: From, MAIL FROM and identity, each once. */
const domainsOf = ({ domain, ses, returnPath }: Sender): readonly string[] => {
  const texts = [domain, ses?.identity ?? null, ses?.mailFrom ?? null, returnPath];
  const domains = texts.map((text) => (text === null ? null : toDnsName(mailDomain(text) ?? text)));
  return [...new Set(domains.filter((domain) => domain !== null))];
};

const serialOf = (soa: string | undefined): number | null => (soa === undefined ? null : Number(soa.split(' ')[2]));

const askAddress = async (dns: DnsPort, address: string, zone: string): Promise<NameServerAddress> => {
  const answer = await dns.askServer(address, zone, 'SOA');
  return { address, outcome: answer.outcome, serial: serialOf(answer.records[0]?.data), detail: answer.detail };
};

const askServers = (
  dns: DnsPort,
  zone: string,
  servers: readonly ServerAddresses[],
  listedBy: NameServer['listedBy'],
): Promise<NameServer[]> =>
  Promise.all(
    servers.map(async ({ host, alias, lookup, addresses }) => ({
      host,
      alias,
      listedBy,
      lookup,
      addresses: await Promise.all(addresses.map((address) => askAddress(dns, address, zone))),
    })),
  );

/** Every server that the zone or its parent lists, asked; `listed` are those of the zone. */
const withParents = async (
  dns: DnsPort,
  zone: string,
  listed: readonly ServerAddresses[],
): Promise<Pick<ZoneServers, 'servers' | 'delegation'>> => {
  const own = askServers(dns, zone, listed, 'zone');
  const delegation = await delegationOf(dns, zone);
  const delegated = new Set(delegation?.servers ?? []);
  const others = [...delegated].filter((host) => !listed.some((server) => server.host === host));
  const parents = await askServers(dns, zone, await Promise.all(others.map((host) => addressesOf(dns, host))), 'parent');
  const zones = (await own).map((server) => (delegated.has(server.host) ? { ...server, listedBy: 'both' as const } : server));
  return { servers: [...zones, ...parents], delegation: toldBy(delegation) };
};

const toldBy = (delegation: Delegated | null): ZoneServers['delegation'] =>
  delegation === null ? null : { parent: delegation.parent, servers: delegation.servers };

/** A zone that the resolver still denies: its parent alone says who serves it. */
const freshZone = async (dns: DnsPort, domain: string): Promise<ZoneServers | null> => {
  const delegation = await freshDelegation(dns, domain);
  if (delegation === null) return null;
  const servers = await askServers(dns, delegation.zone, await delegatedServers(dns, delegation), 'parent');
  return { domain, zone: delegation.zone, outcome: 'found', detail: null, servers, delegation: toldBy(delegation) };
};

/** A zone whose servers all fail hides itself from the resolver; the delegation above it still shows who should serve it. */
const hiddenZone = async (dns: DnsPort, domain: string): Promise<string | null> => {
  for (let at: string | null = domain; at?.includes('.') === true; at = parentOf(at)) {
    if ((await delegationOf(dns, at)) !== null) return at;
  }
  return null;
};

const zoneServers = async (dns: DnsPort, domain: string): Promise<ZoneServers> => {
  const { zone, outcome, detail } = await findZone(dns, domain);
  if (zone !== null) {
    void delegationOf(dns, zone);
    return { domain, zone, outcome, detail, ...(await withParents(dns, zone, await serversOf(dns, zone))) };
  }
  const unknown = { domain, zone, outcome, detail, servers: [], delegation: null };
  if (outcome === 'nxdomain') return (await freshZone(dns, domain)) ?? unknown;
  const hidden = await hiddenZone(dns, domain);
  if (hidden === null) return unknown;
  return { domain, zone: hidden, outcome, detail, ...(await withParents(dns, hidden, [])) };
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
