// Questions about secrets whose answers are booleans or sealed: how rooms other than `world` work with them.
import type { SecretName } from '../profile.ts';

/** What happened to a secret on its way, told from its characters alone. */
export type SecretFlaw =
  | 'line-break'
  | 'blank'
  | 'quoted'
  | 'percent-encoded'
  | 'base64-encoded'
  | 'html-escaped'
  | 'beyond-ascii';

export interface SecretShape {
  readonly length: number;
  readonly form: 'aws-secret-access-key' | 'ses-smtp-password' | 'aws-session-token' | 'pem' | 'hex' | 'base64' | 'other';
  /** Left out when there is none. */
  readonly flaws?: readonly SecretFlaw[];
}

export interface SecretsPort {
  /** False when the profile names none. */
  has(name: SecretName): boolean;
  /** Constant time. */
  matches(name: SecretName, text: string): boolean;
  shape(name: SecretName): SecretShape | null;
  /** Whether it is made of common words and of these names, or counts; false when there is none. */
  guessable(name: SecretName, names: readonly string[]): boolean;
  /** HMAC-SHA256: equal secrets give equal prints under one key. Without a key, under one of this process, and in it only. */
  fingerprint(name: SecretName, key?: string): string | null;
  /** Whether `smtp.password` is what SES derives from `aws.send.secretAccessKey` for the region; null when either is missing. */
  sesSmtpPasswordMatches(region: string): boolean | null;
  /** Whether the URL's `token` parameter equals the secret: `missing` when it carries none. */
  inUrl(name: SecretName, url: string): 'equal' | 'different' | 'missing';
}
