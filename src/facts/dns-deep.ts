// What is asked only on request (`certify dns --deep`, `dns.deep`): the policy and the hosts behind a domain's incoming mail.
import type { DnsOutcome } from '../core/ports/dns.ts';
import type { DnsLookup } from './dns.ts';
import type { PolicyAnswer } from '../core/ports/mail-hosts.ts';
import type { MtaStsPolicy, PolicyProblem } from '../mail/mta-sts/policy.ts';

type Headed<A> = A extends { readonly kind: 'answered' } ? Omit<A, 'text'> : A;

/** One TLSA record, and whether a certificate of the session is the one it names. */
export interface DaneRecord {
  /** As published, the digest cut. */
  readonly text: string;
  /** Usage 0 and 1 mean nothing for SMTP (RFC 7672 §3.1.3). */
  readonly usable: boolean;
  /** Why it is not usable, as a phrase; left out where it is, and by records from before it was told. */
  readonly why?: string;
  /** null: nothing to compare with. */
  readonly matches: boolean | null;
}

export interface MailHost {
  readonly host: string;
  /** `ECONNREFUSED`, `TIMEOUT`…: says nothing of the host, port 25 is often closed outward; null: it answered. */
  readonly unreachable: string | null;
  /** null: not seen. */
  readonly startTls: boolean | null;
  /** Code of a handshake that failed. */
  readonly tlsError: string | null;
  readonly certificate: {
    readonly trusted: boolean;
    /** Node's code, such as CERT_HAS_EXPIRED. */
    readonly error: string | null;
    readonly namesHost: boolean;
    /** ISO 8601. */
    readonly validTo: string;
    readonly issuer: string;
    readonly protocol: string | null;
  } | null;
  readonly dane: {
    /** The resolver validated the answer; without that TLSA counts for nothing. */
    readonly validated: boolean;
    readonly records: readonly DaneRecord[];
  } | null;
}

export interface BlocklistAnswer {
  readonly zone: string;
  /** `unseen`: no answer, an error code of the list, or a list that says yes to everything. */
  readonly state: 'clear' | 'listed' | 'unseen';
  /** As answered, such as `127.0.0.2`. */
  readonly codes: readonly string[];
  readonly detail: string | null;
}

export interface SendingAddress {
  readonly address: string;
  readonly ptr: DnsLookup;
  /** What PTR names; `leadsBack` null: DNS did not answer. */
  readonly names: readonly { readonly name: string; readonly leadsBack: boolean | null; readonly outcome: DnsOutcome }[];
  readonly blocklists: readonly BlocklistAnswer[];
}

export interface DnsDeepFacts {
  /** The addresses that mail leaves from, where somebody named them. */
  'dns.sendingAddresses': { readonly addresses: readonly SendingAddress[] };
  /** The MTA-STS policy, as fetched. */
  'dns.mtaSts': {
    readonly domain: string;
    /** Of the TXT record; null: there is none, and yet something answers where a policy would stand. */
    readonly id: string | null;
    readonly answer: Headed<PolicyAnswer>;
    /** null: not served, or senders discard it. */
    readonly policy: MtaStsPolicy | null;
    readonly problems: readonly PolicyProblem[];
    /** Where mail for the domain goes, by MX; null: DNS did not answer. */
    readonly hosts: readonly string[] | null;
    /** Those that no pattern of the policy names. */
    readonly unlisted: readonly string[];
  };
  /** The hosts that take the domain's mail, as a sending server meets them. */
  'dns.mailHosts': {
    readonly domain: string;
    /** `validated`: the resolver vouches for the answer (AD) · `signed`: the parent has DS, the resolver does not validate · `unsigned`. */
    readonly dnssec: 'validated' | 'signed' | 'unsigned' | 'unseen';
    readonly hosts: readonly MailHost[];
  };
}
