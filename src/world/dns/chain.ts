// Pure: what one reply says about a name: the aliases it walks, the records at their end, and whether it goes on elsewhere.
import type { DnsDelegation, DnsRecord, DnsType } from '../../core/ports/dns.ts';
import { isWithin } from './query-name.ts';
import type { Reply } from './reply.ts';

/** Longest chain of aliases that is followed; resolvers give up at 8 to 16. */
const MAXIMUM_ALIASES = 8;

export interface Walk {
  /** All aliases so far, in order. */
  readonly chain: readonly DnsRecord[];
  /** The name after the last alias. */
  readonly end: string;
  /** The chain comes back to itself, or is too long. */
  readonly loops: boolean;
}

/** Follows the aliases in `records` from the end of `walk`, whatever order they stand in. Asking for CNAME follows none. */
export const follow = (walk: Walk, records: readonly DnsRecord[], type: DnsType): Walk => {
  if (type === 'CNAME') return walk;
  const chain = [...walk.chain];
  let end = walk.end;
  for (;;) {
    const alias = records.find((record) => record.type === 'CNAME' && record.name === end);
    if (alias === undefined) return { chain, end, loops: false };
    const passed = chain.some((record) => record.name === alias.name);
    if (passed || chain.length >= MAXIMUM_ALIASES) return { chain, end, loops: true };
    chain.push(alias);
    end = alias.data;
  }
};

/** The records of the type asked for at a name. */
export const recordsAt = (reply: Reply, name: string, type: DnsType): DnsRecord[] =>
  reply.answers.filter((record) => record.type === type && record.name === name);

export interface Negative {
  /** Owner of the SOA. */
  readonly zone: string;
  /** Seconds: min(SOA TTL, SOA MINIMUM) (RFC 2308 §5). */
  readonly ttl: number;
}

/** The SOA that makes a negative answer cacheable, when it speaks for the name. */
export const negativeOf = (reply: Reply, name: string): Negative | null => {
  const soa = reply.authorities.find((record) => record.type === 'SOA' && isWithin(name, record.name));
  if (soa === undefined) return null;
  const minimum = Number(soa.data.split(' ').at(-1));
  return { zone: soa.name, ttl: Number.isFinite(minimum) ? Math.min(soa.ttl, minimum) : soa.ttl };
};

/** Where a reply without an answer points to: NS records of the name or of something above it. */
export const delegationOf = (reply: Reply, name: string): DnsDelegation | null => {
  const servers = reply.authorities.filter((record) => record.type === 'NS' && isWithin(name, record.name));
  const zone = servers[0]?.name;
  if (zone === undefined || reply.answers.length > 0) return null;
  const hosts = servers.filter((record) => record.name === zone).map((record) => record.data);
  const glue = reply.additionals
    .filter((record) => (record.type === 'A' || record.type === 'AAAA') && hosts.includes(record.name))
    .map((record) => ({ host: record.name, address: record.data }));
  return { zone, servers: hosts, glue };
};
