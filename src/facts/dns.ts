// What DNS says. Each question keeps its outcome: NXDOMAIN, NODATA, SERVFAIL and time-out are different facts.
import type { DnsOutcome } from '../core/ports/dns.ts';
import type { SiteAnswer } from '../core/ports/mail-hosts.ts';
import type { DkimKey } from '../mail/dkim/key.ts';
import type { SpfEvaluation } from '../mail/spf/evaluate.ts';
import type { SpfTree } from '../mail/spf/tree.ts';

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

/** What is asked of every DKIM name, a token's or a selector's. */
export interface DkimName {
  /** Token or selector. */
  readonly selector: string;
  readonly name: string;
  readonly cname: DnsLookup;
  /** TXT at the name, through the chain. */
  readonly key: DnsLookup;
  /** The first TXT record at the end of the chain; null when there is none. */
  readonly parsedKey: DkimKey | null;
  /** The same name with the domain appended twice; null when not asked, because the name itself answers. */
  readonly doubled: DnsLookup | null;
  /** The name without its underscore, for panels that drop it; null when not asked, because the name itself answers. */
  readonly bare: DnsLookup | null;
  /** A or AAAA at the name; null when not asked, because the name has a CNAME or does not exist. */
  readonly address: DnsLookup | null;
  /** The same question at a selector that nobody published: an address there comes from a wildcard. */
  readonly control: DnsLookup | null;
  /** TXT of a selector that nobody published: an answer means a wildcard. Null when not asked, because the right CNAME stands there. */
  readonly wildcard: DnsLookup | null;
  /** Another name at which a key stands that was meant for this one; null when not asked, or none has one. */
  readonly elsewhere: DnsLookup | null;
  /** TXT at the target without the domain behind it, for a CNAME whose final dot was left out; null when not asked. Left out by records from before it was asked. */
  readonly undotted?: DnsLookup | null;
}

/** A domain that SPF or DKIM will authenticate, with the names its Organizational Domain follows from. */
export interface AuthenticatedDomain {
  readonly domain: string;
  /** TXT at `_dmarc` of the domain and of its parents. */
  readonly walk: readonly DnsLookup[];
  /** By the public suffix list, for readers of RFC 7489; null for a public suffix. */
  readonly registrable: string | null;
}

/** The addresses of one host that an MX record names; null where they need not be asked: an address literal, `localhost`, the null MX. */
export interface MailHost {
  /** Lower case, without the final dot; `.` for a null MX. */
  readonly host: string;
  readonly a: DnsLookup | null;
  readonly aaaa: DnsLookup | null;
  /** The name in front of the mail domain, with its addresses, where the final dot seems to be left out; null elsewhere. */
  readonly undotted: { readonly host: string; readonly address: DnsLookup } | null;
}

/** Where mail to a domain goes. */
export interface MailRoute {
  readonly mx: DnsLookup;
  /** Asked only where there is no MX: the implicit one (RFC 5321 §5.1). */
  readonly address: DnsLookup | null;
  /** Of the MX records, each host once. */
  readonly hosts: readonly MailHost[];
}

/** A domain that mail must reach: replies, bounces. */
export interface MailDomain extends MailRoute {
  readonly role: 'from' | 'reply-to' | 'mail-from';
  readonly domain: string;
  /** Nothing can stand beside it, and some servers let it all the same: then it depends on the question what a resolver sees. */
  readonly cname: DnsLookup;
}

export interface DnsFacts {
  /** The names that the tokens of SES Easy DKIM ask for. */
  'dns.dkim': {
    /** The identity whose tokens these are. */
    readonly identity: string;
    readonly domain: string;
    readonly origin: string | null;
    /** Who named the zone of the expected targets: SES, or AWS's table of regions. */
    readonly targetFrom: 'ses' | 'table';
    readonly records: readonly (DkimName & { readonly expectedTarget: string })[];
  };
  /** The keys of what somebody named as signing: a relay's, or BYODKIM's. */
  'dns.dkimKeys': {
    /** Of the identity or the sender. */
    readonly domain: string;
    /** SES signs with the gym's own key (BYODKIM); its API does not tell the selector. */
    readonly byodkim: boolean;
    readonly records: readonly (DkimName & {
      /** d=, as somebody named it. */
      readonly domain: string;
    })[];
  };
  /** The custom MAIL FROM domain of SES. */
  'dns.mailFrom': {
    readonly domain: string;
    /** Who named the domain: SES's identity, or the profile. */
    readonly from: 'ses' | 'profile';
    readonly identityDomain: string;
    /** Of the identity's domain, by the public suffix list; null for a public suffix. Left out by records from before it was told. */
    readonly registrable?: string | null;
    readonly expectedMx: string;
    readonly mx: DnsLookup;
    readonly txt: DnsLookup;
    /** MX at the doubled name; null when not asked, because the name itself has one. */
    readonly doubled: DnsLookup | null;
    /** MX at a name beside it that nobody published, which tells a wildcard; null when not asked, because the MX is right. */
    readonly wildcard: DnsLookup | null;
    /** MX of the identity's domain, where SES's host may stand instead; null when not asked, because the name itself has it. */
    readonly parent: DnsLookup | null;
    /** A or AAAA at the name, for an address entered where the MX belongs; null when not asked, because the name has an MX or is an alias. */
    readonly address: DnsLookup | null;
  };
  /** SPF where receivers look for it: at the MAIL FROM domain (RFC 7208 §2.4). */
  'dns.spf': {
    /** null: the provider uses a return path of its own, where the gym publishes nothing. */
    readonly mailFrom: {
      readonly domain: string;
      /** `custom`: SES's custom MAIL FROM · `return-path`: declared in the profile · `from`: taken from the From address. */
      readonly kind: 'custom' | 'return-path' | 'from';
      readonly tree: SpfTree;
      /** Every TXT record at the domain itself; null where an alias or a wildcard answers for it, or nothing answered. */
      readonly texts: readonly string[] | null;
      /** The target of the CNAME that stands at the domain; null where none does. */
      readonly alias: string | null;
      /** What answers at the domain comes from a wildcard above it. */
      readonly wildcard: boolean;
      /** Names and types beside it at which an SPF record stands instead; asked only where the domain has none. */
      readonly elsewhere: readonly DnsLookup[];
    } | null;
    /** The provider's own SPF name; null when it publishes none, or is not known. */
    readonly provider: {
      readonly target: string;
      /** It normally uses a return path of its own. */
      readonly owned: boolean;
      /** Asked only where the policy does not draw it in. */
      readonly tree: SpfTree | null;
    } | null;
    /** What a receiver concludes for the client of `certify dns --ip`; null when none was given. */
    readonly evaluation: (SpfEvaluation & { readonly ip: string; readonly sender: string; readonly helo: string }) | null;
    /** What a receiver concludes for addresses that are known to send: as somebody named them, or of a server that one runs oneself. */
    readonly servers: readonly {
      readonly address: string;
      readonly known: 'named' | 'host';
      readonly evaluation: SpfEvaluation;
    }[];
    /** Results for addresses that nobody owns; asked only where a term depends on the message. */
    readonly strangers: readonly { readonly ip: string; readonly result: SpfEvaluation['result'] }[];
    /** Information only: SPF at the From domain is not what receivers check. */
    readonly fromDomain: { readonly domain: string; readonly records: readonly string[] } | null;
  };
  /** From, Reply-To and MAIL FROM domains: can they receive? */
  'dns.mailDomains': { readonly domains: readonly MailDomain[] };
  /** TXT at `_dmarc` of the From domain and of its parents, as the tree walk of RFC 9989 §4.10 asks. */
  'dns.dmarc': {
    readonly domain: string;
    /** From the From domain upward. */
    readonly walk: readonly DnsLookup[];
    /** TXT at the From domain itself: a DMARC record there is misplaced. */
    readonly apex: DnsLookup;
    /** TXT at `_dmarc.<domain>.<domain>`; null when not asked, because the walk found a record. */
    readonly doubled: DnsLookup | null;
    /** TXT at a name beside `_dmarc` that nobody published, which tells a wildcard; null when not asked. */
    readonly wildcard: DnsLookup | null;
    /** Names and types beside it at which a DMARC record stands instead; asked only where the walk found none. */
    readonly elsewhere: readonly DnsLookup[];
  };
  /** What will be authenticated when mail is sent as things stand: the base for predicting DMARC. */
  'dns.alignment': {
    readonly from: AuthenticatedDomain;
    /** MAIL FROM; null when the return path is not known. */
    readonly spf: AuthenticatedDomain | null;
    /** Nobody said what MAIL FROM is: it was taken from the From address. */
    readonly spfAssumed: boolean;
    /** d= of each signature, as `signers` told it; empty when nobody did. */
    readonly dkim: readonly AuthenticatedDomain[];
    /** SES tells what it signs as; a name that somebody gave is proven by a key that stands there. */
    readonly signers: 'ses' | 'named';
  };
  /** Who gets the DMARC reports, and whether they want them (RFC 9990). */
  'dns.dmarcReports': {
    /** Where the record was found that names them. */
    readonly policyDomain: string;
    readonly destinations: readonly (MailRoute & {
      readonly tag: 'rua' | 'ruf';
      readonly host: string;
      /** Of another organisation than the policy; null: a name that decides was not answered. */
      readonly external: boolean | null;
      /** TXT at `<policy domain>._report._dmarc.<host>`; null where none is needed. */
      readonly authorisation: DnsLookup | null;
    })[];
  };
  /** Optional records of the From domain: MTA-STS, TLS reporting, BIMI. */
  'dns.mailPolicies': {
    readonly domain: string;
    readonly mtaSts: DnsLookup;
    readonly tlsRpt: DnsLookup;
    readonly bimi: DnsLookup;
  };
  /** The host that click and open tracking links point to. */
  'dns.tracking': {
    readonly domain: string;
    readonly region: string;
    readonly httpsPolicy: string | null;
    /** A, through the chain. */
    readonly address: DnsLookup;
    /** What answers there over HTTPS; null: not asked (`dns.deep`). */
    readonly site: SiteAnswer | null;
    /** Who may issue certificates for it (RFC 8659); null: not asked. */
    readonly caa: DnsLookup | null;
  };
}
