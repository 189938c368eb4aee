// What one SMTP session needs to know, given once by whoever builds the tenant's world.
import type { SmtpTarget } from '../../core/ports/smtp.ts';
import type { SesEnvelope } from '../../core/ports/writes.ts';
import type { Credentials } from './auth.ts';
import type { LookupAddresses } from './connect.ts';
import type { TranscriptLine } from './transcript.ts';

/** Milliseconds; each is a deadline for the whole stage or reply, however slowly it drips. */
export interface SmtpTimeouts {
  readonly resolve: number;
  /** For each address. */
  readonly connect: number;
  readonly greeting: number;
  readonly tls: number;
  readonly command: number;
  readonly dataBlock: number;
  /** RFC 5321 §4.5.3.2.6 allows ten minutes. */
  readonly finalDot: number;
  readonly quit: number;
}

/** Shorter than RFC 5321 §4.5.3.2 where a person waits; not after the dot, where giving up leaves the outcome open. */
export const defaultTimeouts: SmtpTimeouts = {
  resolve: 10_000,
  connect: 10_000,
  // Servers that make spammers hurry wait up to half a minute before they greet.
  greeting: 30_000,
  tls: 15_000,
  command: 30_000,
  dataBlock: 60_000,
  finalDot: 120_000,
  quit: 2_000,
};

/** Who signs in and as whom, per tenant. */
export interface SmtpSettings {
  /** null: the relay knows its clients otherwise, such as by address. */
  readonly username: string | null;
  /** null when the profile names none or it could not be had. */
  readonly password: Credentials['password'] | null;
  /** Further authorities, PEM, one or several (profile `trust.caFile`). */
  readonly ca?: string;
  /** Fully qualified, as RFC 5321 §4.1.1.1 asks; null: this host's name, else the address that it connects from. */
  readonly ehloName: string | null;
  /** Lets the host lead to private addresses; metadata services never. */
  readonly allowPrivate: boolean;
  /** Envelope sender tried and used. */
  readonly sender: string;
  readonly recipient: string;
  /** Default: the system's resolver. */
  readonly lookup?: LookupAddresses;
  readonly timeouts?: Partial<SmtpTimeouts>;
  readonly transcript?: (line: TranscriptLine) => void;
}

/** The relay's own settings beside the tenant's, for a send. */
export interface SenderSettings extends SmtpSettings {
  readonly target: SmtpTarget;
  /** Key of the relay table, from the profile. */
  readonly relay?: string;
  /** Literal with `{id}`, from the profile. */
  readonly queueIdPattern?: string;
  /** Set when the relay is SES's SMTP interface: only headers can name set, tenant and identity there. */
  readonly ses?: SesEnvelope;
}
