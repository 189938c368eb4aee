// Where the parties of a tenant are and how certify signs in there, plain: what `world` opens its doors with. Secrets stay references.
import type { InboxPlace } from './ports/inbox.ts';
import type { SesEnvelope } from './ports/writes.ts';
import type { Endpoints, LedgerMap } from './profile.ts';

/** How certify signs in at AWS, to look or to provision. */
export type ProbeSource =
  | { readonly kind: 'static'; readonly accessKeyId: string }
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId?: string }
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'default-chain' };

/** The relay as a client of it needs to know it. */
export interface RelayAccount {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS. */
  readonly secure: boolean;
  readonly username: string | null;
  /** A key of the relay table. */
  readonly relay: string | null;
  /** Literal with `{id}`. */
  readonly queueIdPattern: string | null;
  /** Said in EHLO; null: this host's own name. */
  readonly ehloName: string | null;
  /** What sends name in headers, where SES stands behind the relay. */
  readonly ses: SesEnvelope | null;
  /** MAIL FROM of a session. */
  readonly sender: string;
  /** RCPT of a session. */
  readonly recipient: string;
}

/** Where SquareOS's own fields are read: a file below the profile's directory, or an API. */
export type SquareosPlace =
  | { readonly export: string }
  | { readonly baseUrl: string; readonly map: { readonly [field: string]: string } };

/** null: there is no such party, or nobody said where it is. */
export interface Places {
  /** The SES that serves the tenant: its own, or the one behind SES's SMTP interface. */
  readonly ses: {
    readonly region: string;
    readonly endpoints: Endpoints;
    /** The account that the profile names; null: it names none. */
    readonly account: string | null;
  } | null;
  readonly probe: ProbeSource;
  /** What may change the account; null: the profile names none. */
  readonly provision: ProbeSource | null;
  /** The access key that sends. */
  readonly sendKey: string | null;
  readonly relay: RelayAccount | null;
  readonly resolvers: readonly string[];
  /** Port of the name servers; 53 when null. */
  readonly authoritativePort: number | null;
  /** Further authorities for SMTP and the callback, a path below the profile's directory. */
  readonly caFile: string | null;
  readonly callbackUrl: string | null;
  readonly squareos: SquareosPlace | null;
  readonly ledger: { readonly baseUrl: string | null; readonly map: LedgerMap };
  /** The mailbox that the live message arrives in. */
  readonly inbox: InboxPlace | null;
  /** Ports of the hosts that take mail and publish its policy; null: a lab that does not play them. */
  readonly mailPorts: { readonly https: number; readonly smtp: number } | null;
  /** The peers say of themselves that they are simulated. */
  readonly lab: boolean;
}
