// Plain values that a flag or a CERTIFY_… variable may replace; secrets never.
import { UsageError } from '../core/errors.ts';
import { nearest } from '../text/nearest.ts';
import { isSecretName } from './secret-places.ts';

/** One replaced value and where it came from, such as `--region` or `CERTIFY_SES_REGION`. */
export interface Override {
  readonly path: string;
  readonly value: string;
  readonly from: string;
}

type Kind = 'text' | 'number' | 'boolean' | 'list';

const OVERRIDABLE: { readonly [path: string]: Kind } = {
  tenant: 'text',
  environment: 'text',
  'ses.region': 'text',
  'ses.identity': 'text',
  'ses.mailFrom': 'text',
  'ses.configurationSet': 'text',
  'ses.snsTopicArn': 'text',
  'ses.requireSnsSignature': 'boolean',
  'ses.endpoints.sesv2': 'text',
  'ses.endpoints.ses': 'text',
  'ses.endpoints.sns': 'text',
  'ses.endpoints.iam': 'text',
  'ses.endpoints.sts': 'text',
  'ses.endpoints.kms': 'text',
  'aws.probe.profile': 'text',
  'aws.probe.roleArn': 'text',
  'aws.probe.externalId': 'text',
  'smtp.host': 'text',
  'smtp.port': 'number',
  'smtp.secure': 'boolean',
  'smtp.username': 'text',
  'smtp.relay': 'text',
  'smtp.ehloName': 'text',
  'dns.resolvers': 'list',
  'dns.authoritative': 'boolean',
  'dns.authoritativePort': 'number',
  'dns.deep': 'boolean',
  'dns.blocklists': 'list',
  'trust.caFile': 'text',
  'squareos.accountName': 'text',
  'squareos.externalAccountId': 'text',
  'squareos.sender.senderValue': 'text',
  'squareos.sender.replyTo': 'text',
  'callback.url': 'text',
  'callback.ledger.baseUrl': 'text',
  'live.recipient': 'text',
  'live.via': 'text',
  'live.campaign': 'text',
  'live.inbox.authservId': 'text',
  'extraction.sheet': 'text',
  'extraction.row': 'text',
  'extraction.ticket': 'text',
};

/** Paths that can be overridden, such as `ses.region`. */
export const OVERRIDABLE_PATHS: readonly string[] = Object.keys(OVERRIDABLE);

/** `ses.configurationSet` → `CERTIFY_SES_CONFIGURATION_SET`. */
export const overrideVariable = (path: string): string =>
  `CERTIFY_${path
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`;

/** The overrides that stand in an environment. Variables that a profile names as secrets are left out by `loadProfile`. */
export const overridesFromEnvironment = (env: { readonly [name: string]: string | undefined }): readonly Override[] =>
  OVERRIDABLE_PATHS.flatMap((path) => {
    const from = overrideVariable(path);
    const value = env[from];
    return value === undefined || value === '' ? [] : [{ path, value, from }];
  });

/** `--set ses.region=eu-west-1`, as given after the flag. */
export const overridesFromFlags = (given: readonly string[]): readonly Override[] =>
  given.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) {
      throw new UsageError({
        code: 'set-without-value',
        message: '--set needs a field and a value.',
        fix: 'Write it as --set ses.region=eu-west-1.',
      });
    }
    return {
      path: text.slice(0, at),
      value: text.slice(at + 1),
      from: `--set ${overridableOrNothing(text.slice(0, at))}`.trim(),
    };
  });

/** Only a path that certify knows is said back. */
const overridableOrNothing = (path: string): string => (OVERRIDABLE_PATHS.includes(path) || isSecretName(path) ? path : '');

const refusedPath = (override: Override): UsageError => {
  if (isSecretName(override.path)) {
    return new UsageError({
      code: 'secret-by-flag',
      message: `${override.from} would set the secret ${override.path}: secrets are never taken from a flag.`,
      fix: 'Write a reference such as `"env:CERTIFY_SES_SECRET"` into the profile.',
    });
  }
  const near = nearest(override.path, OVERRIDABLE_PATHS);
  return new UsageError({
    code: 'not-overridable',
    message: `${override.from} names a value that cannot be overridden.`,
    fix: near === null ? `Change it in the profile; --set takes ${OVERRIDABLE_PATHS.join(', ')}.` : `Did you mean \`${near}\`?`,
  });
};

const converted = (kind: Kind, value: string): unknown => {
  if (kind === 'number') return /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  return kind === 'list' ? value.split(',').map((one) => one.trim()) : value;
};

const set = (value: unknown, path: readonly string[], leaf: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  const here = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [k: string]: unknown }) : {};
  return { ...here, [key]: set(here[key], rest, leaf) };
};

/** The file's values with the overrides in place; the file's own object is left alone. */
export const applyOverrides = (value: unknown, overrides: readonly Override[]): unknown =>
  overrides.reduce((before, override) => {
    const kind = OVERRIDABLE[override.path];
    if (kind === undefined) throw refusedPath(override);
    return set(before, override.path.split('.'), converted(kind, override.value));
  }, value);
