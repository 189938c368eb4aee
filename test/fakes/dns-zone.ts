// A resolver over a plain object. Rules:
//   a name that is not listed, with nothing listed below it → nxdomain; with something below it, or without the type → nodata;
//   a CNAME is followed for every type but CNAME, and speaks for its last name; `*.x` answers for names below x without own records;
//   an outcome instead of the records of a name, or of a type, is that outcome. Every question is kept in `asked` as `name TYPE`.
import type { DnsAnswer, DnsOutcome, DnsPort, DnsRecord, DnsType } from '../../src/core/ports/dns.ts';

type Types = { readonly [type: string]: readonly string[] | DnsOutcome };
export type Zone = { readonly [name: string]: Types | DnsOutcome };

export interface FakeDns extends DnsPort {
  readonly asked: readonly string[];
}

const TTL = 300;
const NEGATIVE_TTL = 60;

const entryOf = (zone: Zone, name: string): Types | DnsOutcome | undefined => {
  if (zone[name] !== undefined) return zone[name];
  if (Object.keys(zone).some((other) => other.endsWith(`.${name}`))) return {};
  for (let at = name.indexOf('.'); at >= 0; at = name.indexOf('.', at + 1)) {
    const wild = zone[`*${name.slice(at)}`];
    if (wild !== undefined) return wild;
    const above = name.slice(at + 1);
    // A name that exists, be it only for those below it, keeps wildcards above it away (RFC 4592 §4.4).
    if (zone[above] !== undefined || Object.keys(zone).some((other) => other.endsWith(`.${above}`))) return undefined;
  }
  return undefined;
};

const lower = (zone: Zone): Zone => Object.fromEntries(Object.entries(zone).map(([name, value]) => [name.toLowerCase(), value]));

const walk = (
  zone: Zone,
  name: string,
  type: DnsType,
): { readonly outcome: DnsOutcome; readonly chain: DnsRecord[]; readonly records: DnsRecord[] } => {
  const chain: DnsRecord[] = [];
  for (let at = name; chain.length <= 8; ) {
    const entry = entryOf(zone, at);
    if (entry === undefined) return { outcome: 'nxdomain', chain, records: [] };
    if (typeof entry === 'string') return { outcome: entry, chain, records: [] };
    const target = entry['CNAME'];
    if (type !== 'CNAME' && target !== undefined && typeof target !== 'string') {
      chain.push({ name: at, type: 'CNAME', ttl: TTL, data: target[0]! });
      at = target[0]!.toLowerCase();
      continue;
    }
    const found = entry[type];
    if (typeof found === 'string') return { outcome: found, chain, records: [] };
    if (found === undefined || found.length === 0) return { outcome: 'nodata', chain, records: [] };
    return { outcome: 'found', chain, records: found.map((data) => ({ name: at, type, ttl: TTL, data })) };
  }
  return { outcome: 'loop', chain, records: [] };
};

/** Answers from `zone`; `askServer` too, whatever the server. */
export const fakeDns = (given: Zone): FakeDns => {
  const zone = lower(given);
  const asked: string[] = [];
  const answer = (name: string, type: DnsType): Promise<DnsAnswer> => {
    asked.push(`${name} ${type}`);
    const { outcome, chain, records } = walk(zone, name.toLowerCase(), type);
    const negative = outcome === 'nodata' || outcome === 'nxdomain';
    return Promise.resolve({
      question: { name, type },
      outcome,
      records,
      chain,
      negativeTtl: negative ? NEGATIVE_TTL : null,
      server: outcome === 'timeout' ? null : '127.0.0.1:53',
      authoritative: false,
      authenticated: false,
      durationMs: 1,
      zone: null,
      transport: 'udp',
      detail: negative || outcome === 'found' ? null : `127.0.0.1:53: ${outcome}`,
    });
  };
  return { asked, ask: answer, askServer: (_server, name, type) => answer(name, type) };
};
