// Finds the zone a domain lies in and the addresses of its name servers, in as few dependent questions as there can be.
import type { DnsAnswer, DnsOutcome, DnsPort } from '../../core/ports/dns.ts';
import { isAbsent } from '../../mail/dns/outcome.ts';

/** Why name servers were not asked: so it was said, or every resolver is one over HTTPS, because port 53 is closed. */
export const RESOLVERS_ALONE = 'The resolvers alone were asked, and not the name servers of the zone.';

export interface FoundZone {
  /** '' is the root; null when it was not found. */
  readonly zone: string | null;
  readonly outcome: DnsOutcome;
  readonly detail: string | null;
}

export interface ServerAddresses {
  readonly host: string;
  readonly lookup: DnsOutcome;
  readonly addresses: readonly string[];
  /** The end of its CNAMEs; null where it has none. */
  readonly alias: string | null;
}

/** Delegations of more servers than this do not occur (the root has 13). */
const MOST_SERVERS = 13;

/** `www.example.com` → `example.com`; null for the root. */
export const parentOf = (name: string): string | null => {
  if (name === '') return null;
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
};

/** Asked without being awaited: what the next question will most likely be. The port keeps the answers and never rejects. */
const askAhead = (dns: DnsPort, domain: string): void => {
  const parent = parentOf(domain);
  void dns.ask(domain, 'NS');
  if (parent === null) return;
  void dns.ask(parent, 'SOA');
  void dns.ask(parent, 'NS');
};

/** The zone that an answer to a SOA question names; null when an alias or a terse server hides it. */
const zoneIn = (answer: DnsAnswer): string | null => {
  if (answer.chain.length > 0) return null;
  return answer.outcome === 'found' ? (answer.records[0]?.name ?? null) : answer.zone;
};

/** A name that does not exist below a zone that delegates names to others: nobody has been given it, and that zone is not the sender's. */
const undelegated = async (domain: string, zone: string, answer: DnsAnswer): Promise<FoundZone | null> => {
  if (answer.outcome !== 'nxdomain') return null;
  const { registrableDomain } = await import('../../mail/dmarc/registrable.ts');
  const registrable = registrableDomain(domain) ?? domain;
  if (zone === registrable || zone.endsWith(`.${registrable}`)) return null;
  return { zone: null, outcome: 'nxdomain', detail: `${registrable} is not registered: no zone of that name is delegated.` };
};

/** The zone cut at or above `domain`. Behind an alias it is the zone of the alias itself, not of its target. */
export const findZone = async (dns: DnsPort, domain: string): Promise<FoundZone> => {
  askAhead(dns, domain);
  for (let at: string | null = domain; at !== null; at = parentOf(at)) {
    const answer: DnsAnswer = await dns.ask(at, 'SOA');
    const zone = zoneIn(answer);
    if (zone !== null) return (await undelegated(domain, zone, answer)) ?? { zone, outcome: 'found', detail: null };
    if (answer.chain.length === 0 && !isAbsent(answer.outcome))
      return { zone: null, outcome: answer.outcome, detail: answer.detail };
  }
  return { zone: null, outcome: 'nodata', detail: `No name server names the zone of ${domain}.` };
};

/** A and AAAA of one host, both asked. */
export const addressesOf = async (dns: DnsPort, host: string): Promise<ServerAddresses> => {
  const answers = await Promise.all([dns.ask(host, 'A'), dns.ask(host, 'AAAA')]);
  const addresses = answers.flatMap((answer) => answer.records.map((record) => record.data));
  const [a, aaaa] = answers;
  const lookup = addresses.length > 0 ? 'found' : isAbsent(a.outcome) ? aaaa.outcome : a.outcome;
  return { host, lookup, addresses, alias: answers.flatMap(({ chain }) => chain).at(-1)?.data ?? null };
};

/** The name servers that the zone's NS records list, with their addresses. */
export const serversOf = async (dns: DnsPort, zone: string): Promise<ServerAddresses[]> => {
  const answer = await dns.ask(zone, 'NS');
  const hosts = [...new Set(answer.records.map((record) => record.data))].sort().slice(0, MOST_SERVERS);
  return Promise.all(hosts.map((host) => addressesOf(dns, host)));
};
