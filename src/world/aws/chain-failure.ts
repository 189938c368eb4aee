// Why this machine has no AWS credential to give: the SDK's chain says little, so the shared config files are looked at, by key names alone.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole, Unseen } from '../../core/observation.ts';
import { readSdkError } from './errors.ts';

type Settings = ReadonlyMap<string, string>;

const FILES = [
  { variable: 'AWS_CONFIG_FILE', name: 'config' },
  { variable: 'AWS_SHARED_CREDENTIALS_FILE', name: 'credentials' },
] as const;

const read = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // No such file holds no such profile.
    return '';
  }
};

/** The section's `key = value` lines; null when there is no such section. `[profile X]` and `[X]` are both taken. */
const sectionOf = (text: string, profile: string): Settings | null => {
  const settings = new Map<string, string>();
  let found = false;
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(?:profile\s+)?["']?([^\]"']+?)["']?\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      inside = header === profile && !/^\s*\[\s*(sso-session|services)\s/.test(line);
      found ||= inside;
      continue;
    }
    const [, key, value] = /^([A-Za-z_]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (inside && key !== undefined && value !== undefined) settings.set(key, value);
  }
  return found ? settings : null;
};

const profileSettings = async (profile: string): Promise<Settings | null> => {
  const paths = FILES.map(({ variable, name }) => process.env[variable] ?? join(homedir(), '.aws', name));
  const sections = (await Promise.all(paths.map(read))).map((text) => sectionOf(text, profile));
  const present = sections.filter((section) => section !== null);
  return present.length === 0 ? null : new Map(present.flatMap((section) => [...section]));
};

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly command?: string;
  readonly kind: 'credential' | 'session-ended';
}

const quoted = (profile: string): string => (/^[\w.@-]+$/.test(profile) ? profile : `'${profile.replaceAll("'", "'\\''")}'`);

const tells = (name: string, settings: Settings | null): Failure => {
  const profile = quoted(name);
  const kind = 'credential' as const;
  if (settings === null) {
    return {
      code: 'profile-unknown',
      message: `This machine has no AWS profile ${name} in its config and credentials files.`,
      command: 'aws configure list-profiles',
      kind,
    };
  }
  if (settings.has('credential_process')) {
    return {
      code: 'credential-process-failed',
      message: `The credential_process of the AWS profile ${name} ended with an error, or printed no credential.`,
      command: `aws sts get-caller-identity --profile ${profile}`,
      kind,
    };
  }
  const source = settings.get('source_profile');
  if (settings.has('role_arn')) {
    return {
      code: 'source-profile-failed',
      message: `The AWS profile ${name} assumes a role${source === undefined ? '' : ` with the profile ${source}`}, and that gave no credential.`,
      command: `aws sts get-caller-identity --profile ${quoted(source ?? name)}`,
      kind,
    };
  }
  return {
    code: 'profile-empty',
    message: `The AWS profile ${name} holds no credential.`,
    command: `aws configure --profile ${profile}`,
    kind,
  };
};

const ofProfile = (name: string, said: string, settings: Settings | null): Failure => {
  const profile = quoted(name);
  // Words of the AWS SDK for JavaScript v3 (credential-provider-sso, token-providers, credential-provider-ini).
  if (/sso (session|token)|aws sso login|token is expired/i.test(said)) {
    return {
      code: 'sso-session-ended',
      message: `The SSO session of the AWS profile ${name} has ended, or was never begun.`,
      command: `aws sso login --profile ${profile}`,
      kind: 'session-ended',
    };
  }
  if (/multi-factor|MFA/.test(said)) {
    const message = `The AWS profile ${name} asks for a code of a second factor, which nobody can enter here.`;
    return {
      code: 'mfa-needed',
      message,
      command: `aws configure export-credentials --profile ${profile} --format env`,
      kind: 'session-ended',
    };
  }
  return tells(name, settings);
};

const imds = (): string =>
  /^true$/i.test(process.env['AWS_EC2_METADATA_DISABLED'] ?? '')
    ? 'the instance metadata service is switched off (AWS_EC2_METADATA_DISABLED)'
    : 'no instance metadata service answered';

const ofChain = (role: CredentialRole, said: string): Failure => {
  if (/web.?identity|ENOENT/i.test(said)) {
    const file = process.env['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? 'the token file';
    return {
      code: 'web-identity-token-missing',
      message: `The web identity token that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read: ${file}.`,
      command: `ls -l ${quoted(file)}`,
      kind: 'credential',
    };
  }
  const message = `No AWS credential was found for the ${role === 'probe' ? 'probing' : 'sending'} credential: no variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, no default profile, no container role, and ${imds()}.`;
  return { code: 'no-credential', message, command: 'aws configure list', kind: 'credential' };
};

/** What the credential's own source says; `profile`: the one that aws.probe names. null when AWS itself answered, or the network failed. */
export const chainFailure = async (
  thrown: unknown,
  profile: string | null,
  role: CredentialRole,
): Promise<ObservationError | null> => {
  const error = readSdkError(thrown);
  const local =
    /^(CredentialsProviderError|TokenProviderError)$/.test(error.name) || (error.status === null && error.code === 'ENOENT');
  if (!local) return null;
  const name = profile ?? process.env['AWS_PROFILE'] ?? null;
  const failure = name === null ? ofChain(role, error.message) : ofProfile(name, error.message, await profileSettings(name));
  const unseen: Unseen = { state: 'failed', credential: role, ...failure };
  return new ObservationError(unseen, thrown);
};
