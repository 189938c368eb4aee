// Everything a run may look at. `check` is handed this and nothing else, so that sending does not compile there.
import type { Clock } from '../clock.ts';
import type { Sender } from '../sender.ts';
import type { AwsReads } from './aws.ts';
import type { DnsPort } from './dns.ts';
import type { InboxPort } from './inbox.ts';
import type { LedgerReads } from './ledger.ts';
import type { MailHostsPort } from './mail-hosts.ts';
import type { MessagePort } from './message.ts';
import type { SecretsPort } from './secrets.ts';
import type { SmtpPort } from './smtp.ts';
import type { SquareosReads } from './squareos.ts';
import type { WebhookPort } from './webhook.ts';

export interface Reads {
  /** Unmasked; what a fact takes from it is masked by the engine before any check sees it. */
  readonly sender: Sender;
  readonly clock: Clock;
  readonly secrets: SecretsPort;
  readonly aws: AwsReads;
  readonly dns: DnsPort;
  /** null: a lab that does not play them. */
  readonly mailHosts: MailHostsPort | null;
  readonly smtp: SmtpPort;
  readonly webhook: WebhookPort;
  readonly ledger: LedgerReads;
  /** null: nobody said where its fields are read. */
  readonly squareos: SquareosReads | null;
  /** null: no received message was given. */
  readonly message: MessagePort | null;
  /** null: nobody said in which mailbox the live message arrives. */
  readonly inbox: InboxPort | null;
  readonly environment: RunEnvironment;
}

/** The environment of the run, for the record. */
export interface RunEnvironment {
  readonly node: string;
  readonly platform: string;
  /** Host names only. */
  readonly extraAuthorities: readonly string[];
  readonly resolvers: readonly string[];
  /** service → URL, where the profile or the environment overrides AWS's own. */
  readonly endpointOverrides: { readonly [service: string]: string };
  /** host:port of the proxy for AWS; left out where there is none, and in records from before 1.0. */
  readonly proxy?: string;
}
