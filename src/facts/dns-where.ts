// Who serves a zone, and where each record was seen: at every name server of the zone, and in the caches of a resolver.
import type { DnsOutcome } from '../core/ports/dns.ts';

export type ListedBy = 'zone' | 'parent' | 'both';

/** One address of a name server, asked for the SOA of the zone without recursion. */
export interface NameServerAddress {
  readonly address: string;
  readonly outcome: DnsOutcome;
  /** Of the SOA; null when it gave none. */
  readonly serial: number | null;
  /** One sentence when it gave none. */
  readonly detail: string | null;
  /** Where the delegation gives an address of the host along with its name (glue): who gives this one, it, the zone, or both. */
  readonly givenBy?: ListedBy;
}

export interface NameServer {
  readonly host: string;
  /** The host is a CNAME of this name, which an NS record must not name (RFC 2181 §10.3); null where it is none. */
  readonly alias: string | null;
  /** Who lists it: the zone itself, the delegation in the parent zone, or both. */
  readonly listedBy: ListedBy;
  /** Of the question for its addresses: `found`, or the better of what A and AAAA gave. */
  readonly lookup: DnsOutcome;
  readonly addresses: readonly NameServerAddress[];
}

export interface ZoneServers {
  /** The domain the question was about. */
  readonly domain: string;
  /** The zone it lies in; null when that could not be found. */
  readonly zone: string | null;
  /** Of the search for the zone: `found`, or why not. */
  readonly outcome: DnsOutcome;
  readonly detail: string | null;
  readonly servers: readonly NameServer[];
  /** The delegation as a server of the parent zone gives it; null when no server of the parent alone told. */
  readonly delegation: { readonly parent: string; readonly servers: readonly string[] } | null;
  /**
   * The zone has moved: `servers` are those of the delegation, which list themselves, and the resolver still has none of them but these, for
   * `ttl` seconds.
   */
  readonly moved?: {
    readonly from: readonly string[];
    readonly ttl: number | null;
    /** Not moved: the resolver speaks for the zone itself, or `from` lie at private addresses. The network has a zone of this name of its own. */
    readonly here?: true;
  };
}

/** What one party says of a record. */
export interface SeenAt {
  readonly outcome: DnsOutcome;
  /** Sorted, presentation form; an alias is `CNAME target`. */
  readonly values: readonly string[];
  /** Seconds; in a cache what is left, of a negative answer how long it may be kept. */
  readonly ttl: number | null;
  readonly detail: string | null;
}

export interface RecordSeen {
  readonly name: string;
  readonly type: 'MX' | 'TXT';
  /** As the resolver answers, from its cache. */
  readonly caches: SeenAt;
  /** The resolver answers only with DNSSEC checking disabled. */
  readonly bogus: boolean;
  /** Then the zone whose signatures do not validate; null where it cannot be told. */
  readonly bogusZone: string | null;
  /** Every address of every name server of the zone the record lies in. */
  readonly authorities: readonly (SeenAt & {
    readonly host: string;
    readonly address: string;
    /** It has the record, and says that the name above does not exist: resolvers may then believe it of everything below (RFC 8020). */
    readonly deniesAbove?: true;
    /** What stands at the name besides `values`, where an alias is one of them: presentation form, an alias as `CNAME target`. */
    readonly beside?: readonly string[];
    /** The delegation alone leads there: the zone lists neither the host at this address, nor, if it is another one, the host. */
    readonly onlyParent?: true;
  })[];
  /** That zone: deeper than the domain's own where the name is delegated further. */
  readonly zone: string | null;
}

export interface DnsWhereFacts {
  /** The zones of the From, MAIL FROM and identity domains, with all their name servers. */
  'dns.zones': { readonly zones: readonly ZoneServers[] };
  /** Each record that sending needs, where it was seen. */
  'dns.whereSeen': { readonly records: readonly RecordSeen[] };
}
