// Who sends, through what and to whom, as declared: what probes ask with. Not masked, so it never becomes a fact as a whole.
import type { SesTemplate } from './profile.ts';

/** The part of Amazon SES that serves the sender, through its API or behind its SMTP interface. */
export interface SesPlace {
  readonly region: string;
  /** Address or domain. */
  readonly identity: string;
  /** The custom MAIL FROM domain that is declared; null when none is. */
  readonly mailFrom: string | null;
  /** The set that the platform passes; null when it passes none; undefined: nobody said. */
  readonly configurationSet: string | null | undefined;
  /** Undefined: nobody said which topic carries the events. */
  readonly topicArn: string | null | undefined;
  /** SES tenant that sends name; null when they name none. */
  readonly tenant: string | null;
  /** The identity of another account that sends name (sending authorization); null when the account's own is used. */
  readonly identityArn: string | null;
  /** Name of the multi-region endpoint that sends go to. */
  readonly globalEndpoint: string | null;
  /** What SES calls a send on this way; policies and the simulator ask for it. */
  readonly action: 'ses:SendEmail' | 'ses:SendRawEmail';
}

/** The relay that takes the mail. */
export interface RelayPlace {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS. */
  readonly secure: boolean;
  readonly username: string | null;
  /** A key of the relay table. */
  readonly relay: string | null;
  /** Set when the host is SES's SMTP interface. */
  readonly sesRegion: string | null;
}

/** A domain that mail is signed as, and a selector of it. */
export interface DkimSigner {
  /** d= of the signature, lower case A-labels. */
  readonly domain: string;
  /** Lower case. */
  readonly selector: string;
}

/** null in a field: nobody declared it. */
export interface Sender {
  /** The From address. */
  readonly address: string;
  /** Its domain, lower case A-labels. */
  readonly domain: string;
  readonly replyTo: string | null;
  /** Address or domain that bounces go to. */
  readonly returnPath: string | null;
  /** What is signed as, where a key stands: d= with its selector, as somebody named them. */
  readonly dkim: readonly DkimSigner[];
  readonly ses: SesPlace | null;
  readonly relay: RelayPlace | null;
  /** The access key that the platform sends with. */
  readonly accessKey: { readonly id: string; readonly sameAsProbe: boolean } | null;
  /** Who gets the live message. */
  readonly recipient: string | null;
  /** Where the provider calls back. */
  readonly callbackUrl: string | null;
  /** Whether name servers are asked too, and not the resolver alone. */
  readonly authoritative: boolean;
  /** Whether the hosts that take the domain's mail are met too, and its MTA-STS policy fetched. */
  readonly deep: boolean;
  /** Addresses that mail leaves from, as somebody named them. */
  readonly sendsFrom: readonly string[];
  /** Zones of blocklists that those are looked up in; none unless somebody names them. */
  readonly blocklists: readonly string[];
  /** Templates that SES holds, and whether they are looked at where nothing is sent too. */
  readonly templates: { readonly named: readonly SesTemplate[]; readonly look: boolean };
  /** A client for which SPF is evaluated, as a receiver would; `certify dns --ip` alone gives one. */
  readonly client: { readonly ip: string; readonly sender: string; readonly helo: string } | null;
}
