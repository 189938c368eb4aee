// DNS as asked on the wire. Every way an answer can fail to come stays distinct; nothing here throws for a bad answer.

/** `SPF` is the retired type 99 (RFC 7208 §14.1), asked only to say that somebody still publishes it. */
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'PTR' | 'SOA' | 'SPF' | 'TXT' | 'TLSA' | 'DS' | 'CAA';

export interface DnsRecord {
  /** Owner name, lower case, no trailing dot. */
  readonly name: string;
  readonly type: string;
  /** Seconds. */
  readonly ttl: number;
  /** Presentation form: address, name without trailing dot, `10 host`, the joined TXT strings, SOA fields. */
  readonly data: string;
  /** TXT only: the character-strings before joining. */
  readonly strings?: readonly string[];
}

export type DnsOutcome =
  /** At least one record of the type asked for, at the end of `chain`. */
  | 'found'
  /** The name exists (perhaps as a CNAME chain's end), the type does not. */
  | 'nodata'
  /** The name, or the last name of the chain, does not exist. */
  | 'nxdomain'
  | 'servfail'
  /** SERVFAIL, for the root too: the resolver has nobody to ask, or believes nobody. */
  | 'resolver-failed'
  | 'refused'
  | 'notimp'
  /** Also for a name that cannot be asked (a label over 63 octets): then `server` is null. */
  | 'formerr'
  /** The server answered, not authoritatively, or referred elsewhere; as a resolver: it does not offer recursion. */
  | 'lame'
  /** The answer is too long for UDP, and the server does not give it over TCP. */
  | 'no-tcp'
  | 'timeout'
  /** Connection refused, no route. */
  | 'unreachable'
  /** An answer came that cannot be read. */
  | 'malformed'
  /** A CNAME chain that comes back to itself or is longer than 8. */
  | 'loop';

/** Name servers that an answer points to instead of answering (a referral). */
export interface DnsDelegation {
  /** Owner of the NS records: below the zone asked for is a delegation, at or above it an upward referral. */
  readonly zone: string;
  /** Host names. */
  readonly servers: readonly string[];
  /** Addresses that came along. */
  readonly glue: readonly { readonly host: string; readonly address: string }[];
}

export interface DnsAnswer {
  readonly question: { readonly name: string; readonly type: DnsType };
  readonly outcome: DnsOutcome;
  /** Records of the asked type at the end of the chain. */
  readonly records: readonly DnsRecord[];
  /** CNAMEs walked, in order. */
  readonly chain: readonly DnsRecord[];
  /** Seconds that a negative answer may be cached: min(SOA TTL, SOA MINIMUM). */
  readonly negativeTtl: number | null;
  /** host:port that answered last. */
  readonly server: string | null;
  readonly authoritative: boolean;
  /** AD bit. */
  readonly authenticated: boolean;
  /** Only with `servfail`: the same question with checking disabled (CD=1) was answered, so DNSSEC validation is what fails. */
  readonly bogus?: true;
  /** With `bogus`: the highest zone on the way to the name that does not validate; left out where it cannot be told. */
  readonly bogusZone?: string;
  /** Only from `askServer`: records of the type asked for that stand at the name itself, beside the first alias of `chain`. */
  readonly beside?: readonly DnsRecord[];
  /** Only from `askServer`, with `lame`: where the server points to. */
  readonly delegation?: DnsDelegation;
  /** Milliseconds. */
  readonly durationMs: number;
  /** Owner of the SOA in the authority section, if one came. */
  readonly zone: string | null;
  readonly transport: 'udp' | 'tcp' | 'https' | null;
  /** One sentence for people when the outcome is none of found, nodata, nxdomain. */
  readonly detail: string | null;
}

export interface DnsPort {
  /** Asks the recursive resolvers of the profile (else the system's), following CNAMEs. Identical questions are asked once. */
  ask(name: string, type: DnsType): Promise<DnsAnswer>;
  /**
   * Asks one authoritative server, RD=0, no CNAME chase. `server` is an address, or address:port.
   * At an alias the CNAMEs it gave stand in `chain`, and the outcome is `nodata` unless it also gave the records at their end.
   */
  askServer(server: string, name: string, type: DnsType): Promise<DnsAnswer>;
}
