// The nouns of a tenant's profile that other rooms need too; the profile itself is stated in src/profile/schema.ts.

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
  | 'aws.provision.secretAccessKey'
  | 'aws.provision.sessionToken'
  | 'aws.send.secretAccessKey'
  | 'aws.send.sessionToken'
  | 'smtp.password'
  | 'callback.verifyToken'
  | 'callback.ledger.token'
  | 'callback.ledger.writeToken'
  | 'squareos.state.token'
  | 'live.inbox.imap.password'
  | 'live.inbox.imap.accessToken';

export interface Endpoints {
  readonly sesv2?: string;
  readonly ses?: string;
  readonly sns?: string;
  readonly iam?: string;
  readonly sts?: string;
  readonly kms?: string;
  readonly sqs?: string;
  readonly cloudwatch?: string;
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

/** A template that SES holds, with the sample data that it is rendered with. */
export interface SesTemplate {
  readonly name: TemplateName;
  /** Its name in SES. */
  readonly ses: string;
  readonly data: { readonly [name: string]: unknown };
}

/** Field map for a platform's own ledger API: our field → JSON pointer in its answer; plus paths. */
export type LedgerMap = { readonly [field: string]: string };

export interface Limitation {
  readonly check: string;
  readonly reason: string;
  readonly ticket: string;
  readonly approvedBy: string;
  /** ISO 8601 date. */
  readonly expires: string;
}

/** A file that names secrets. */
export interface SecretHolder<Name extends string = SecretName> {
  /** Path as given. */
  readonly path: string;
  /** Directory that `file:` references and `trust.caFile` stay below. */
  readonly directory: string;
  /** Every reference with the place it stands at, for errors and for resolving. */
  readonly secrets: readonly {
    readonly name: Name;
    readonly ref: SecretRef;
    readonly line: number;
    readonly column: number;
  }[];
}
