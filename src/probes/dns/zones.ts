// Asks who serves the zones of the sending domains: the NS records, the delegation above them, and every server for its SOA.
import { NotAsked } from '../../core/probe.ts';
import type { DnsPort } from '../../core/ports/dns.ts';
import type { Sender } from '../../core/sender.ts';
import type { NameServer, NameServerAddress, ZoneServers } from '../../facts/dns-where.ts';
import { toDnsName } from '../../text/domain-name.ts';
import { mailDomain } from '../../text/mail-address.ts';
import { defineProbe } from '../probe.ts';
import { addressesOf, findZone, parentOf, RESOLVERS_ALONE, type ServerAddresses, serversOf } from './zone-servers.ts';

/** So many servers of the parent are asked for the delegation, at once; the first that tells is believed. */
const PARENT_SERVERS = 3;

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

/** What the parent's own servers delegate to; a server that holds both zones answers from the child and cannot tell. */
const delegationOf = async (dns: DnsPort, zone: string): Promise<ZoneServers['delegation']> => {
  const above = parentOf(zone);
  const parent = above === null ? null : (await findZone(dns, above)).zone;
  // Directly below the root stand top-level and private domains: the root servers are not for such questions.
  if (parent === null || parent === '') return null;
  const servers = await serversOf(dns, parent);
  const addresses = servers.flatMap((server) => server.addresses.slice(0, 1)).slice(0, PARENT_SERVERS);
  const answers = await Promise.all(addresses.map((address) => dns.askServer(address, zone, 'NS')));
  const told = answers.find((answer) => answer.delegation?.zone === zone)?.delegation;
  return told === undefined ? null : { parent, servers: [...new Set(told.servers)].sort() };
};

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
  return { servers: [...zones, ...parents], delegation };
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
  const hidden = outcome === 'nxdomain' ? null : await hiddenZone(dns, domain);
  if (hidden === null) return { domain, zone, outcome, detail, servers: [], delegation: null };
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
