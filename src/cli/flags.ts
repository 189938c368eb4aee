// Flags that every command knows, and their values as typed data.
import { Command, InvalidArgumentError, Option } from 'commander';
import { refuseSecrets } from '../masking/human.ts';

export interface CommonFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly transcript: boolean;
  readonly color: boolean;
  readonly nonInteractive: boolean;
  /** Milliseconds; null: not given. */
  readonly timeout: number | null;
  readonly evidenceDir: string;
  readonly operator: string | null;
  readonly report: readonly string[];
  /** `env:NAME` or `file:PATH`. */
  readonly signKey: string | null;
}

const UNITS: { readonly [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 };

/** `90`, `90s`, `5m`, `1h` → milliseconds. A bare number is seconds. */
export const duration = (text: string): number => {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  if (match === null) throw new InvalidArgumentError('Give a time such as 90s, 5m or 1h.');
  return Number(match[1]) * (UNITS[match[2] ?? 's'] ?? 1000);
};

export const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

const common = (): readonly Option[] => [
  new Option('--json', 'print one JSON document on stdout; progress goes to stderr'),
  new Option('--quiet', 'print no progress'),
  new Option('--verbose', 'print what passes as well, and the send log'),
  new Option('--transcript', 'print DNS, SMTP and HTTP as spoken, masked, on stderr'),
  new Option('--no-color', 'print no colour'),
  new Option('--non-interactive', 'ask nobody; implied by CI and by a stdin that is no terminal'),
  new Option('--timeout <time>', 'how long to wait for the callback, such as 90s or 10m').argParser(duration),
  new Option('--evidence-dir <dir>', 'where journals and evidence records go').default('./evidence').env('CERTIFY_EVIDENCE_DIR'),
  new Option('--operator <name>', 'who runs this, for the record').env('CERTIFY_OPERATOR'),
  new Option('--report <kind=file>', 'also write a report: html, markdown, junit or json; repeatable')
    .argParser(collect)
    .default([]),
  new Option('--sign-key <ref>', 'sign the evidence record with the Ed25519 key at env:NAME or file:PATH'),
];

/** Adds the common flags and returns the command. */
export const withCommon = (command: Command): Command => common().reduce((so, option) => so.addOption(option), command);

/** What goes into a record as it was typed. */
const screened = (value: unknown, flag: string): string | null => {
  if (typeof value !== 'string' || value === '') return null;
  refuseSecrets(value, flag);
  return value;
};

/** The common flags as typed data; a UsageError when one holds a secret. */
export const commonFlags = (given: { readonly [name: string]: unknown }): CommonFlags => ({
  json: given['json'] === true,
  quiet: given['quiet'] === true,
  verbose: given['verbose'] === true,
  transcript: given['transcript'] === true,
  color: given['color'] !== false,
  nonInteractive: given['nonInteractive'] === true,
  timeout: typeof given['timeout'] === 'number' ? given['timeout'] : null,
  evidenceDir: typeof given['evidenceDir'] === 'string' ? given['evidenceDir'] : './evidence',
  operator: screened(given['operator'], '--operator'),
  report: Array.isArray(given['report']) ? (given['report'] as readonly string[]) : [],
  signKey: typeof given['signKey'] === 'string' ? given['signKey'] : null,
});

/** Flags that name the tenant and where its secrets may come from. */
export const withTenant = (command: Command): Command =>
  tenantOptions(
    command
      .argument('[profile]', 'the tenant’s profile, a YAML file')
      .option('--lab', 'run against the embedded lab instead of a profile')
      .option('--scenario <name>', 'which world the lab simulates'),
  );

/** Where the secrets of the tenant may come from, and what of its profile is overridden. */
export const tenantOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--env <name>', 'let the profile name this environment variable too; repeatable').argParser(collect).default([]),
    )
    .option('--secrets-dir <dir>', 'where file: references may point besides the profile’s directory')
    .option('--allow-secret-commands', 'let cmd: references run')
    .option('--allow-private', 'let SMTP and callback URLs lead to private addresses')
    .addOption(
      new Option('--set <field=value>', 'override a plain value of the profile; repeatable').argParser(collect).default([]),
    )
    .addOption(new Option('--fail-on <severity>', 'with "warning", warnings decide like blockers').choices(['warning']));

export interface TenantFlags {
  readonly lab: boolean;
  readonly scenario: string | null;
  readonly env: readonly string[];
  readonly secretsDir: string | null;
  readonly allowSecretCommands: boolean;
  readonly allowPrivate: boolean;
  readonly set: readonly string[];
  readonly failOnWarning: boolean;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export const tenantFlags = (given: { readonly [name: string]: unknown }): TenantFlags => ({
  lab: given['lab'] === true || text(given['scenario']) !== null,
  scenario: text(given['scenario']),
  env: Array.isArray(given['env']) ? (given['env'] as readonly string[]) : [],
  secretsDir: text(given['secretsDir']),
  allowSecretCommands: given['allowSecretCommands'] === true,
  allowPrivate: given['allowPrivate'] === true,
  set: Array.isArray(given['set']) ? (given['set'] as readonly string[]) : [],
  failOnWarning: given['failOn'] === 'warning',
});
