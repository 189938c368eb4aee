// What use cases are told, each part once: whose secrets, where records go, which world.

/** Where the secrets of a tenant may come from, and what of its profile is overridden. */
export interface TenantOptions {
  /** Environment variables that the profile may name besides those that begin with CERTIFY_. */
  readonly env: readonly string[];
  /** Where the files that a profile names may lie besides its directory. */
  readonly secretsDir: string | null;
  /** Let `cmd:` references run. */
  readonly allowSecretCommands: boolean;
  /** Let SMTP and callback URLs lead to private addresses. */
  readonly allowPrivate: boolean;
  /** Globs of the hosts that secrets may go to, besides those in CERTIFY_SECRET_HOSTS; none at all: wherever the profile says. */
  readonly secretHosts: readonly string[];
  /** `field=value`: plain values of the profile that are other ones for this call. */
  readonly set: readonly string[];
  /** Warnings decide like blockers. */
  readonly failOnWarning: boolean;
}

export const NO_TENANT_OPTIONS: TenantOptions = {
  env: [],
  secretsDir: null,
  allowSecretCommands: false,
  allowPrivate: false,
  secretHosts: [],
  set: [],
  failOnWarning: false,
};

/** Where journals and records go, and who answers for them. */
export interface RecordOptions {
  readonly evidenceDir: string;
  /** Who runs this; null: nobody said so, and a look leaves no record. */
  readonly operator: string | null;
  /** `env:NAME` or `file:PATH` of an Ed25519 key; null: records are not signed. */
  readonly signKey: string | null;
}

/** Which profile: a file, or the one of the embedded lab. */
export interface SubjectOptions {
  /** Path of a profile; null: none was named. */
  readonly profile: string | null;
  /** Run against the embedded lab instead. */
  readonly lab: boolean;
  /** Which world the lab simulates; null: the healthy one. */
  readonly scenario: string | null;
  readonly tenant: TenantOptions;
}
