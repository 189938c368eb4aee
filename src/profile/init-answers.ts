// What `certify init` knows of a tenant when it writes a profile: from a person's answers, or from what the account has.
import type { Environment } from '../core/profile.ts';

interface Common {
  readonly tenant: string;
  readonly environment: Environment;
  /** The From address customers see. */
  readonly sender?: string;
  readonly replyTo?: string;
  /** Internal person who agreed to the live message. */
  readonly recipient?: string;
  /** Who agreed, and when, as `2026-11-20`. */
  readonly optInBy?: string;
  readonly optInAt?: string;
  /** IMAP host of that person's mailbox. */
  readonly inboxHost?: string;
  /** Origin of SquareOS, such as `https://api.squareos.example`. */
  readonly platform?: string;
  readonly accountName?: string;
  readonly ticket?: string;
  /** Who changes DNS, by name; so for the others. */
  readonly dnsOwner?: string;
  readonly awsOwner?: string;
  readonly relayOwner?: string;
  readonly squareosOwner?: string;
}

export interface SesAnswers extends Common {
  readonly provider: 'SES';
  readonly region?: string;
  readonly identity?: string;
  readonly mailFrom?: string;
  /** null: it was looked for, and none is attached. */
  readonly configurationSet?: string | null;
  readonly snsTopicArn?: string;
  /** Name in the AWS configuration of the credential that looks. */
  readonly probeProfile?: string;
  readonly sendAccessKeyId?: string;
}

export interface SmtpAnswers extends Common {
  readonly provider: 'SMTP';
  readonly host?: string;
  readonly port?: number;
  readonly secure?: boolean;
  readonly username?: string;
  readonly relay?: string;
  readonly dkim?: readonly { readonly domain: string; readonly selector: string }[];
}

export type InitAnswers = SesAnswers | SmtpAnswers;
