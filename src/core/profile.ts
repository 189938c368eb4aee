// One tenant, as its YAML file says it. Secrets are references; `world` resolves them.

export type Provider = 'SES' | 'SMTP';
export const ENVIRONMENTS = ['production', 'staging', 'development'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** A secret's place, never its value: `env:NAME`, `file:PATH`, `cmd:COMMAND`, `prompt:`. */
export interface SecretRef {
  readonly kind: 'env' | 'file' | 'cmd' | 'prompt';
  /** What follows the colon. */
  readonly target: string;
  /** As written in the profile, safe to show. */
  readonly text: string;
}

/** Where in the profile a secret is named; the key under which the `SecretsPort` knows it. */
export type SecretName =
  | 'aws.probe.secretAccessKey'
  | 'aws.probe.sessionToken'
  | 'aws.send.secretAccessKey'
  | 'aws.send.sessionToken'
  | 'smtp.password'
  | 'callback.verifyToken'
  | 'callback.ledger.token'
  | 'callback.ledger.writeToken';

export interface Endpoints {
  readonly sesv2?: string;
  readonly ses?: string;
  readonly sns?: string;
  readonly iam?: string;
  readonly sts?: string;
  readonly kms?: string;
}

export interface SesSection {
  readonly region: string;
  /** Domain or address. */
  readonly identity: string;
  readonly mailFrom?: string;
  readonly configurationSet?: string;
  readonly snsTopicArn?: string;
  readonly requireSnsSignature: boolean;
  readonly endpoints: Endpoints;
}

/** How certify looks: exactly one form; `{}` is the default chain. */
export interface ProbeCredential {
  readonly profile?: string;
  readonly roleArn?: string;
  readonly externalId?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: SecretRef;
  readonly sessionToken?: SecretRef;
}

/** The credential SquareOS holds. */
export interface SendCredential {
  readonly accessKeyId: string;
  /** Optional when SquareOS sends. */
  readonly secretAccessKey?: SecretRef;
  readonly sessionToken?: SecretRef;
}

export interface SmtpSection {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS. */
  readonly secure: boolean;
  readonly username?: string;
  readonly password?: SecretRef;
  /** Which queued-id and join rule; a key of the relay table. */
  readonly relay?: string;
  /** Literal with `{id}`. */
  readonly queueIdPattern?: string;
  readonly adapter?: {
    readonly name: string;
    readonly version?: string;
    readonly certifiedBy?: string;
    readonly reference?: string;
  };
  /** Set when the relay is SES's SMTP interface: SNS is then the callback. */
  readonly ses?: {
    readonly region?: string;
    readonly configurationSet?: string;
    readonly snsTopicArn?: string;
    readonly endpoints?: Endpoints;
  };
  /** A personal mailbox host that support approved, with the reference. */
  readonly personalMailboxApproval?: { readonly by: string; readonly reference: string };
}

export const TEMPLATE_NAMES = [
  'invoice',
  'paymentLink',
  'renewal',
  'trial',
  'freezeCancellation',
  'appointmentReminder',
  'campaign',
] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export interface SquareosSection {
  readonly accountName: string;
  readonly externalAccountId: string;
  readonly fakeModeEnabled: boolean;
  readonly sender: {
    /** The From address customers see. */
    readonly senderValue: string;
    readonly replyTo?: string;
    readonly returnPath?: string;
    readonly dkimSelectors: readonly string[];
  };
  /** Template id, or `unused: reason`. */
  readonly templates: { readonly [K in TemplateName]?: string };
}

/** Field map for a platform's own ledger API: our field → JSON pointer in its answer; plus paths. */
export type LedgerMap = { readonly [field: string]: string };

export interface LedgerSection {
  readonly baseUrl?: string;
  readonly token?: SecretRef;
  readonly writeToken?: SecretRef;
  readonly map: LedgerMap;
  /** certify runs the receiver itself. */
  readonly embedded?: boolean;
  /** host:port for `embedded`. */
  readonly listen?: string;
  /** A person attests the rows. */
  readonly attest?: boolean;
}

export interface CallbackSection {
  readonly url: string;
  readonly verifyToken: SecretRef;
  readonly foreignTopicArn?: string;
  readonly ledger: LedgerSection;
}

export interface LiveSection {
  readonly recipient: string;
  readonly optIn: { readonly by: string; readonly at: string; readonly reference: string };
  readonly via: 'squareos' | 'provider';
  readonly trigger: 'person' | { readonly path: string; readonly body: { readonly [key: string]: unknown } };
  readonly campaign?: string;
  readonly rehearse: readonly ('bounce' | 'complaint')[];
}

export interface ProfileAttestation {
  readonly id: string;
  readonly answer: string;
  readonly by: string;
  /** ISO 8601 date or date-time. */
  readonly at: string;
  readonly reference: string;
  /** Digest of the question it answered; when given it must match. */
  readonly question?: string;
}

export interface Limitation {
  readonly check: string;
  readonly reason: string;
  readonly ticket: string;
  readonly approvedBy: string;
  /** ISO 8601 date. */
  readonly expires: string;
}

export interface Profile {
  readonly version: 1;
  readonly tenant: string;
  readonly environment: Environment;
  readonly provider: Provider;
  readonly routing?: { readonly documentedBy: string; readonly ticket: string; readonly otherProfile: string };
  readonly ses?: SesSection;
  readonly aws?: { readonly probe: ProbeCredential; readonly send?: SendCredential };
  readonly smtp?: SmtpSection;
  readonly sending: {
    readonly mailType?: 'TRANSACTIONAL' | 'MARKETING';
    readonly websiteUrl?: string;
    /** Recipients a day. */
    readonly dailyVolume?: number;
    /** Recipients a second. */
    readonly peakPerSecond?: number;
    readonly optIn?: string;
    readonly unsubscribe?: string;
  };
  readonly dns: {
    readonly resolvers: readonly string[];
    readonly authoritative: boolean;
    readonly authoritativePort?: number;
    /** Set by `certify dns --ip` only: evaluate SPF for this client, as a receiver would. */
    readonly client?: { readonly ip: string; readonly sender: string; readonly helo: string };
  };
  readonly trust: { readonly caFile?: string };
  /** Written by `certify lab up` only; says that the peers are simulated. */
  readonly lab?: { readonly scenario: string; readonly startedAt?: string };
  readonly squareos: SquareosSection;
  readonly callback: CallbackSection;
  readonly live: LiveSection;
  readonly extraction?: { readonly sheet: string; readonly row: string; readonly ticket?: string };
  readonly attestations: readonly ProfileAttestation[];
  readonly limitations: readonly Limitation[];
}

/** A profile and where it came from. */
export interface LoadedProfile {
  readonly profile: Profile;
  /** Path as given. */
  readonly path: string;
  /** Directory that `file:` references and `trust.caFile` stay below. */
  readonly directory: string;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
  /** Every reference with the place it stands at, for errors and for resolving. */
  readonly secrets: readonly {
    readonly name: SecretName;
    readonly ref: SecretRef;
    readonly line: number;
    readonly column: number;
  }[];
}
