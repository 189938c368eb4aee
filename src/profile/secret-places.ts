// Where a profile names secrets, and the variable that is suggested for each.
import type { SecretName } from '../core/profile.ts';
import type { LoadedProfile } from './profile.ts';
import type { LocatedYaml } from '../text/yaml/located-yaml.ts';
import { parseSecretRef } from './secret-ref.ts';

const SUGGESTED: { readonly [K in SecretName]: string } = {
  'aws.probe.secretAccessKey': 'CERTIFY_PROBE_SECRET',
  'aws.probe.sessionToken': 'CERTIFY_PROBE_SESSION_TOKEN',
  'aws.provision.secretAccessKey': 'CERTIFY_PROVISION_SECRET',
  'aws.provision.sessionToken': 'CERTIFY_PROVISION_SESSION_TOKEN',
  'aws.send.secretAccessKey': 'CERTIFY_SES_SECRET',
  'aws.send.sessionToken': 'CERTIFY_SES_SESSION_TOKEN',
  'smtp.password': 'CERTIFY_SMTP_PASSWORD',
  'callback.verifyToken': 'CERTIFY_WEBHOOK_TOKEN',
  'callback.ledger.token': 'CERTIFY_LEDGER_TOKEN',
  'callback.ledger.writeToken': 'CERTIFY_LEDGER_WRITE_TOKEN',
  'squareos.state.token': 'CERTIFY_SQUAREOS_TOKEN',
  'live.inbox.imap.password': 'CERTIFY_INBOX_PASSWORD',
  'live.inbox.imap.accessToken': 'CERTIFY_INBOX_TOKEN',
};

export const SECRET_NAMES = Object.keys(SUGGESTED) as readonly SecretName[];

export const isSecretName = (path: string): path is SecretName => path in SUGGESTED;

/** What to do about a literal; says nothing of its value. */
export const literalRemedy = (name: string): string => {
  const variable = isSecretName(name) ? SUGGESTED[name] : 'CERTIFY_SECRET';
  return (
    `Put the value into the environment variable ${variable}, write \`${name.split('.').at(-1)}: "env:${variable}"\` ` +
    '(or file:PATH, cmd:COMMAND, prompt:), and rotate it: it has stood in a file.'
  );
};

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (here, key) => (typeof here === 'object' && here !== null ? (here as { [k: string]: unknown })[key] : undefined),
    value,
  );

/** Every reference of the file with its place. */
export const secretsIn = (value: unknown, yaml: Pick<LocatedYaml, 'at'>): LoadedProfile['secrets'] =>
  SECRET_NAMES.flatMap((name) => {
    const path = name.split('.');
    const text = valueAt(value, path);
    const ref = typeof text === 'string' ? parseSecretRef(text) : null;
    return ref === null ? [] : [{ name, ref, ...yaml.at(path) }];
  });
