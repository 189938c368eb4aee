// What DNS says. Each question keeps its outcome: NXDOMAIN, NODATA, SERVFAIL and time-out are different facts.
import type { DnsOutcome } from '../core/ports/dns.ts';

/** One question's answer as a fact. */
export interface DnsLookup {
  readonly name: string;
  readonly type: string;
  readonly outcome: DnsOutcome;
  /** Presentation form. */
  readonly values: readonly string[];
  /** CNAME targets walked, in order. */
  readonly chain: readonly string[];
  /** Seconds; of the answer, or of the negative answer. */
  readonly ttl: number | null;
  readonly server: string | null;
  readonly detail: string | null;
}

export interface DnsFacts {
  /** The DKIM names that SES's tokens (or the profile's selectors) ask for. */
  'dns.dkim': {
    readonly identity: string;
    readonly origin: string | null;
    readonly records: readonly {
      /** Token or selector. */
      readonly selector: string;
      readonly name: string;
      /** Expected CNAME target; null for a key published as TXT. */
      readonly expectedTarget: string | null;
      readonly cname: DnsLookup;
      /** TXT at the name, through the chain. */
      readonly key: DnsLookup;
      /** The same name with the domain appended twice. */
      readonly doubled: DnsLookup | null;
    }[];
  };
}
