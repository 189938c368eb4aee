// Why this machine has no AWS credential to give: the words of the SDK's chain, beside what the shared config files name.
import { partitionOf } from '../../aws/region.ts';
import { ObservationError } from '../../core/errors.ts';
import type { CredentialRole, Unseen } from '../../core/observation.ts';
import { tlsWords } from '../../text/tls-fault.ts';
import { proxyRefusal } from '../http/proxy.ts';
import { lostWay } from './chain-ways.ts';
import { readSdkError } from './errors.ts';
import { firstProfile, type Settings, type SharedConfig, sharedConfig } from './shared-config.ts';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly command: string;
  readonly kind: 'credential' | 'session-ended';
}

const quoted = (word: string): string => (/^[\w.@/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const failure = (code: string, message: string, command: string, kind: Failure['kind'] = 'credential'): Failure => ({
  code,
  message,
  command,
  kind,
});

/** Words of the AWS SDK for JavaScript v3 (credential-provider-sso, token-providers) and of the SSO portal (GetRoleCredentials). */
const ofSso = (profile: string, said: string, settings: Settings): Failure => {
  const configure = `aws configure sso --profile ${quoted(profile)}`;
  if (/ForbiddenException|No access/.test(said)) {
    const [role, account] = [settings.get('sso_role_name') ?? 'the role', settings.get('sso_account_id') ?? 'the account'];
    const message = `The SSO session of the AWS profile ${profile} holds, and whoever signed in may not use ${role} in ${account}: the role was not assigned to them, or one of the two is mistyped.`;
    return failure('sso-role-refused', message, configure);
  }
  if (/could not be found|missing required property|Required parameters|Conflicting SSO|reading 'sso_/.test(said)) {
    const message = `The AWS profile ${profile} lacks settings for SSO, or contradicts its sso-session.`;
    return failure('sso-incomplete', message, configure);
  }
  const message = `The SSO session of the AWS profile ${profile} has ended, or was never begun.`;
  return failure('sso-session-ended', message, `aws sso login --profile ${quoted(profile)}`, 'session-ended');
};

const ofRole = (name: string, source: string | undefined, first: string): Failure =>
  failure(
    'source-profile-failed',
    `The AWS profile ${name} assumes a role${source === undefined ? '' : ` with the profile ${source}`}, and that gave no credential.`,
    `aws sts get-caller-identity --profile ${quoted(first)}`,
  );

const isSso = (settings: Settings): boolean => [...settings.keys()].some((key) => key.startsWith('sso_'));

/** By what the first profile of the chain names. */
const ofSettings = (name: string, settings: Settings, said: string): Failure => {
  if (settings.has('credential_process')) {
    const message = `The credential_process of the AWS profile ${name} ended with an error, or printed no credential.`;
    return failure('credential-process-failed', message, `aws sts get-caller-identity --profile ${quoted(name)}`);
  }
  if (settings.has('login_session')) {
    const message = `The session of the AWS profile ${name} (aws login) has ended, or was never begun.`;
    return failure('login-session-ended', message, `aws login --profile ${quoted(name)}`, 'session-ended');
  }
  if (isSso(settings)) return ofSso(name, said, settings);
  const file = settings.get('web_identity_token_file');
  if (file !== undefined && said.includes('ENOENT')) {
    const message = `The web identity token that the AWS profile ${name} names cannot be read: ${file}.`;
    return failure('web-identity-token-missing', message, `ls -l ${quoted(file)}`);
  }
  if (settings.has('role_arn')) return ofRole(name, settings.get('source_profile'), name);
  return failure('profile-empty', `The AWS profile ${name} holds no credential.`, `aws configure --profile ${quoted(name)}`);
};

const unknown = (name: string, { unread }: SharedConfig): Failure => {
  if (unread === null) {
    const message = `This machine has no AWS profile ${name} in its config and credentials files.`;
    return failure('profile-unknown', message, 'aws configure list-profiles');
  }
  const message = `Whether this machine has an AWS profile ${name} cannot be seen: ${unread.path} cannot be read (${unread.code}).`;
  return failure('profile-unread', message, `ls -l ${quoted(unread.path)}`);
};

const ofProfile = (name: string, said: string, config: SharedConfig): Failure => {
  const settings = config.profile(name);
  if (settings === null) return unknown(name, config);
  // Words of credential-provider-ini.
  if (/requires multi-factor authentication/.test(said)) {
    const message = `The AWS profile ${name} asks for a code of a second factor, which nobody can enter here.`;
    const command = `aws configure export-credentials --profile ${quoted(name)} --format env`;
    return failure('mfa-needed', message, command, 'session-ended');
  }
  const first = firstProfile(name, config);
  const begins = config.profile(first);
  // A source that is missing, or holds nothing, is told with the profile that names it.
  const told = begins === null ? null : ofSettings(first, begins, said);
  return told === null || (first !== name && told.code === 'profile-empty')
    ? ofRole(name, settings.get('source_profile'), settings.get('source_profile') ?? name)
    : told;
};

const WORDS = { probe: 'probing', send: 'sending', provision: 'provisioning' } as const satisfies Record<CredentialRole, string>;

const imds = (): string =>
  /^true$/i.test(process.env['AWS_EC2_METADATA_DISABLED'] ?? '')
    ? 'the instance metadata service is switched off (AWS_EC2_METADATA_DISABLED)'
    : 'no instance metadata service answered';

/** Where a container is told whom to ask (ECS, EKS Pod Identity), the SDK asks nobody after it. */
const ofContainer = (named: string, said: string): Failure => {
  const file = process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  if (file !== undefined && said.includes('ENOENT')) {
    const message = `The token that AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names cannot be read: ${file}.`;
    return failure('container-token-missing', message, `ls -l ${quoted(file)}`);
  }
  const message = `What ${named} leads to gave no credential: the agent of the container does not answer, or this task or pod has no role.`;
  return failure('container-role-failed', message, 'aws sts get-caller-identity');
};

const CONTAINER = ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] as const;

const ofChain = (role: CredentialRole, said: string): Failure => {
  const file = process.env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  if (file !== undefined && /web.?identity|ENOENT/i.test(said)) {
    const message = `The web identity token that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read: ${file}.`;
    return failure('web-identity-token-missing', message, `ls -l ${quoted(file)}`);
  }
  const container = CONTAINER.find((name) => process.env[name] !== undefined);
  if (container !== undefined) return ofContainer(container, said);
  const message = `No AWS credential was found for the ${WORDS[role]} credential: no variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, no default profile, no container role, and ${imds()}.`;
  return failure('no-credential', message, 'aws configure list');
};

/** Nobody names the default profile: it is at fault only where the chain ended at it. */
const endedAtDefault = (said: string, settings: Settings | null): boolean =>
  settings !== null &&
  !/any providers|metadata/i.test(said) &&
  (isSso(settings) || ['credential_process', 'login_session', 'role_arn'].some((key) => settings.has(key)));

const WAY = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b|AggregateError|TimeoutError/;

/** Node's words for a certificate that was refused: the SDK keeps the words of what it wraps, and no code. */
const CERTIFICATE: readonly (readonly [RegExp, string])[] = [
  [/self-signed certificate in certificate chain/, 'SELF_SIGNED_CERT_IN_CHAIN'],
  [/self-signed certificate/, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [/unable to get local issuer certificate/, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  [/unable to verify the first certificate/, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  [/certificate has expired/, 'CERT_HAS_EXPIRED'],
  [/does not match certificate's altnames/, 'ERR_TLS_CERT_ALTNAME_INVALID'],
];

/** Why whoever gives the credential was not reached; null: the words say something else. */
const wayLost = (said: string, host: string, gives: string): Omit<Extract<Unseen, { state: 'unreachable' }>, 'state'> | null => {
  const proxy = proxyRefusal(said);
  if (proxy !== null) {
    const message = `${host}, which ${gives}, could not be reached: ${proxy.words}.`;
    return { code: proxy.code, message, host, kind: 'proxy' };
  }
  const refused = CERTIFICATE.find(([words]) => words.test(said))?.[1];
  if (refused !== undefined) {
    return { code: refused, message: `${host}, which ${gives}, ${tlsWords(refused) ?? refused}.`, host, kind: 'between' };
  }
  const lost = WAY.exec(said);
  if (lost === null) return null;
  const code = lost[1] ?? 'ETIMEDOUT';
  return { code, message: `${host}, which ${gives}, could not be reached (${code}).`, host };
};

/** The SDK's words for an sso-session's token that was not renewed, whatever kept it from it. */
const NOT_RENEWED = /Token is expired/;

/** The portal that gives an SSO profile its credential, or what renews its session, did not answer; null: it is something else. */
const ssoUnreached = (name: string, said: string, config: SharedConfig): Unseen | null => {
  const settings = config.profile(firstProfile(name, config));
  if (settings === null || !isSso(settings) || settings.has('credential_process')) return null;
  const region = config.ssoSession(settings.get('sso_session') ?? '')?.get('sso_region') ?? settings.get('sso_region') ?? '';
  const hostOf = (party: string): string => `${party}.${region}.${partitionOf(region).dnsSuffix}`;
  const renewal = hostOf('oidc');
  const lost = NOT_RENEWED.test(said)
    ? wayLost(lostWay(renewal) ?? '', renewal, `renews the SSO session of the AWS profile ${name}`)
    : wayLost(said, hostOf('portal.sso'), `gives the AWS profile ${name} its credential`);
  return lost === null ? null : { state: 'unreachable', ...lost };
};

/** What the credential's own source says; `profile`: the one that aws.probe names. null when AWS itself answered, or the network failed. */
export const chainFailure = async (
  thrown: unknown,
  profile: string | null,
  role: CredentialRole,
): Promise<ObservationError | null> => {
  const error = readSdkError(thrown);
  // A TypeError comes of an sso-session that the profile names and the files do not hold.
  const local =
    /^(CredentialsProviderError|TokenProviderError)$/.test(error.name) ||
    (error.status === null && (error.code === 'ENOENT' || error.name === 'TypeError'));
  if (!local) return null;
  const config = await sharedConfig();
  const said = error.message;
  const named = profile ?? process.env['AWS_PROFILE'] ?? (endedAtDefault(said, config.profile('default')) ? 'default' : null);
  const unreached = named === null ? null : ssoUnreached(named, said, config);
  if (unreached !== null) return new ObservationError(unreached, thrown);
  const failed = named === null ? ofChain(role, said) : ofProfile(named, said, config);
  return new ObservationError({ state: 'failed', credential: role, ...failed }, thrown);
};
