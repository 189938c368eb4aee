// Asks every name server of the zone for each record that sending needs, and puts the resolver's answer beside theirs.
import { NotAsked } from '../../core/probe.ts';
import type { Observation } from '../../core/observation.ts';
import type { DnsAnswer, DnsPort } from '../../core/ports/dns.ts';
import type { RecordSeen, SeenAt } from '../../facts/dns-where.ts';
import type { Facts } from '../../facts/index.ts';
import { sameName } from '../../text/domain-name.ts';
import { defineProbe } from '../probe.ts';
import { spfSubject } from './spf.ts';
import { allServers, deeper, delegatedServers, freshDelegation, hiddenDelegation, type ListedServer } from './delegation.ts';
import { findZone, RESOLVERS_ALONE, type ServerAddresses, serversOf } from './zone-servers.ts';

export interface Wanted {
  readonly name: string;
  readonly type: RecordSeen['type'];
  /** Whose zone is asked first. */
  readonly domain: string;
}

type Known = { readonly [K in 'dns.dkim' | 'dns.dkimKeys' | 'dns.mailFrom' | 'dns.dmarc']: Observation<Facts[K]> };

/** Delegations below one another that are followed; real zones have one or two. */
const DEEPEST = 4;

const value = <T>(observation: Observation<T>): T | null => (observation.state === 'observed' ? observation.value : null);

/** The names that the other DNS questions were about. TXT is asked for a DKIM token too: its answer begins with the alias. */
export const wantedRecords = (facts: Known): Wanted[] => {
  const [tokens, keys] = [value(facts['dns.dkim']), value(facts['dns.dkimKeys'])];
  const dkim = [
    ...(tokens?.records ?? []).map(({ name }) => ({ name, type: 'TXT' as const, domain: tokens?.domain ?? '' })),
    ...(keys?.records ?? []).map(({ name, domain }) => ({ name, type: 'TXT' as const, domain })),
  ];
  const mailFrom = value(facts['dns.mailFrom']);
  const bounces =
    mailFrom === null ? [] : (['MX', 'TXT'] as const).map((type) => ({ name: mailFrom.domain, type, domain: mailFrom.domain }));
  const dmarc = value(facts['dns.dmarc']);
  const policy =
    dmarc?.walk.find((lookup) => lookup.outcome === 'found')?.name ?? (dmarc === null ? null : `_dmarc.${dmarc.domain}`);
  const policies = policy === null ? [] : [{ name: policy, type: 'TXT' as const, domain: policy.replace(/^_dmarc\./, '') }];
  return [...dkim, ...bounces, ...policies];
};

/** An answer in a form that does not depend on who resolved the alias: the alias itself, else the records. */
export const seenIn = (answer: DnsAnswer): SeenAt => {
  const [alias] = answer.chain;
  if (alias !== undefined && answer.outcome !== 'lame')
    return { outcome: 'found', values: [`CNAME ${alias.data}`], ttl: alias.ttl, detail: null };
  const ttls = answer.records.map((record) => record.ttl);
  const ttl = answer.outcome === 'found' && ttls.length > 0 ? Math.min(...ttls) : answer.negativeTtl;
  return { outcome: answer.outcome, values: answer.records.map((record) => record.data).sort(), ttl, detail: answer.detail };
};

type AtAuthorities = Pick<RecordSeen, 'zone' | 'authorities'>;

/** `_domainkey` holds no records of its own: servers that call it missing hide the keys below it. */
const emptyName = (name: string): string | null => (/^[^.]+\._domainkey\./.test(name) ? name.slice(name.indexOf('.') + 1) : null);

interface Told {
  readonly host: string;
  readonly address: string;
  readonly answer: DnsAnswer;
  readonly above: DnsAnswer | null;
  /** An alias is asked for at one server alone; null at the others. */
  readonly alias: DnsAnswer | null;
}

interface Place {
  readonly host: string;
  readonly address: string;
}

const askPlace = async (dns: DnsPort, wanted: Wanted, { host, address }: Place, first: boolean): Promise<Told> => {
  const empty = emptyName(wanted.name);
  const [answer, above, alias] = await Promise.all([
    dns.askServer(address, wanted.name, wanted.type),
    empty === null ? null : dns.askServer(address, empty, 'TXT'),
    first ? dns.askServer(address, wanted.name, 'CNAME') : null,
  ]);
  return { host, address, answer, above, alias };
};

/** An alias and another record at one name: some servers give both, some the one that is asked for. */
const besideIn = ({ answer, alias }: Told): readonly string[] => {
  if (answer.chain.length > 0) return (answer.beside ?? []).map(({ data }) => data).sort();
  return answer.outcome === 'found' && alias?.outcome === 'found' ? alias.records.map(({ data }) => `CNAME ${data}`) : [];
};

const authorityOf = (told: Told): RecordSeen['authorities'][number] => {
  const { host, address, answer, above } = told;
  const beside = besideIn(told);
  const seen = { ...seenIn(answer), host, address, ...(beside.length === 0 ? {} : { beside }) };
  return seen.outcome === 'found' && above?.outcome === 'nxdomain' ? { ...seen, deniesAbove: true } : seen;
};

/** Asks the servers of a zone, and where these refer further down, the servers below. */
const askDown = async (
  dns: DnsPort,
  wanted: Wanted,
  zone: string,
  servers: readonly ServerAddresses[],
  depth: number,
): Promise<AtAuthorities> => {
  const places = servers.flatMap(({ host, addresses }) => addresses.map((address) => ({ host, address })));
  const told = await Promise.all(places.map((place, at) => askPlace(dns, wanted, place, at === 0)));
  const answers = told.map(({ answer }) => answer);
  const below = depth < DEEPEST ? deeper(answers, wanted.name, zone) : null;
  if (below !== null) return askDown(dns, wanted, below.zone, await delegatedServers(dns, below), depth + 1);
  return { zone, authorities: told.map(authorityOf) };
};

const withGlue = (server: ListedServer): ServerAddresses => ({
  ...server,
  addresses: [...new Set([...server.addresses, ...server.glue])],
});

/** What only the delegation leads to, a resolver that starts there believes: it is asked beside the servers that the zone lists. */
const onlyParent = (all: readonly ListedServer[]): readonly ServerAddresses[] =>
  all.flatMap((server) => {
    const { host, lookup, alias, addresses, glue, listedBy } = server;
    const others = listedBy === 'parent' ? withGlue(server).addresses : glue.filter((one) => !addresses.includes(one));
    return (addresses.length === 0 && listedBy !== 'parent') || others.length === 0
      ? []
      : [{ host, lookup, alias, addresses: others }];
  });

const askZone = async (dns: DnsPort, wanted: Wanted, zone: string): Promise<AtAuthorities> => {
  const own = serversOf(dns, zone);
  const [told, all] = await Promise.all([
    own.then((servers) => askDown(dns, wanted, zone, servers, 0)),
    allServers(dns, zone, own),
  ]);
  // Those that a cache still has of a zone that has moved serve a copy that nobody changes.
  if (all.movedFrom.length > 0) return askDown(dns, wanted, zone, all.servers.map(withGlue), 0);
  // Below a zone cut its own servers speak.
  if (told.zone !== zone) return told;
  const more = await askDown(dns, wanted, zone, onlyParent(all.servers), DEEPEST);
  const others = more.authorities.map((one) => ({ ...one, onlyParent: true as const }));
  return { zone, authorities: [...told.authorities, ...others] };
};

const atAuthorities = async (dns: DnsPort, wanted: Wanted): Promise<AtAuthorities> => {
  const { zone, outcome } = await findZone(dns, wanted.domain);
  if (zone !== null) return askZone(dns, wanted, zone);
  // The resolver alone may deny the zone, or fail for it.
  const told = await (outcome === 'nxdomain' ? freshDelegation : hiddenDelegation)(dns, wanted.domain);
  return told === null ? { zone, authorities: [] } : askDown(dns, wanted, told.zone, await delegatedServers(dns, told), 0);
};

const recordSeen = async (dns: DnsPort, wanted: Wanted): Promise<RecordSeen> => {
  const [answer, seen] = await Promise.all([dns.ask(wanted.name, wanted.type), atAuthorities(dns, wanted)]);
  return {
    name: wanted.name,
    type: wanted.type,
    caches: seenIn(answer),
    bogus: answer.bogus === true,
    bogusZone: answer.bogusZone ?? null,
    ...seen,
  };
};

export const whereSeenProbe = defineProbe({
  key: 'dns.whereSeen',
  needs: [],
  uses: ['ses.identity', 'dns.dkim', 'dns.dkimKeys', 'dns.mailFrom', 'dns.dmarc'],
  permissions: [],
  async ask({ dns, sender }, facts) {
    if (!sender.authoritative) return new NotAsked(RESOLVERS_ALONE);
    // The SPF policy alone, not the fact of its whole tree: that would be waited for.
    const spf = spfSubject(sender, facts['ses.identity']);
    const policy = spf === null || spf.kind === 'custom' ? [] : [{ name: spf.domain, type: 'TXT' as const, domain: spf.domain }];
    const route = { name: sender.domain, type: 'MX' as const, domain: sender.domain };
    const known = wantedRecords(facts);
    const asked = known.some(({ name, type }) => type === 'MX' && sameName(name, route.name));
    const wanted = [...known, ...policy, ...(asked ? [] : [route])];
    return { records: await Promise.all(wanted.map((one) => recordSeen(dns, one))) };
  },
});
