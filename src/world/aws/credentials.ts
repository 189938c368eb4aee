// Where AWS credentials come from, and the rule that ambient ones never go to an endpoint that is not AWS's.
import { UsageError } from '../../core/errors.ts';
import type { CredentialRole } from '../../core/observation.ts';
import type { Endpoints } from '../../core/profile.ts';
import type { Secret } from '../../core/secret.ts';
import { isAwsEndpoint } from '../../aws/region.ts';
import type { CredentialProvider } from './connection.ts';
import { chainFailure } from './chain-failure.ts';
import { translate } from './errors.ts';

export type AwsCredentialSource =
  | {
      readonly kind: 'static';
      readonly accessKeyId: string;
      readonly secretAccessKey: Secret;
      readonly sessionToken?: Secret;
    }
  | { readonly kind: 'profile'; readonly name: string }
  /** Assumed with what the default chain gives. */
  | { readonly kind: 'role'; readonly roleArn: string; readonly externalId?: string }
  | { readonly kind: 'default-chain' };

/** Tells two sources apart without saying anything about a secret. */
export const sourceKey = (source: AwsCredentialSource): string => {
  switch (source.kind) {
    case 'static':
      return `static:${source.accessKeyId}`;
    case 'profile':
      return `profile:${source.name}`;
    case 'role':
      return `role:${source.roleArn}:${source.externalId ?? ''}`;
    case 'default-chain':
      return 'default-chain';
  }
};

/** Throws UsageError when a credential of this machine would go to a host that is not AWS's. */
export const refuseAmbientElsewhere = (source: AwsCredentialSource, endpoints: Endpoints, role: CredentialRole): void => {
  if (source.kind === 'static') return;
  const elsewhere = Object.entries(endpoints).find(([, url]) => typeof url === 'string' && !isAwsEndpoint(url));
  if (elsewhere === undefined) return;
  const [service, url] = elsewhere;
  throw new UsageError({
    code: 'ambient-credential-elsewhere',
    message: `ses.endpoints.${service} is ${String(url)}, which is not AWS's: the credentials of this machine do not go there.`,
    fix: `Give aws.${role} an accessKeyId and a secretAccessKey that belong to that endpoint, or remove ses.endpoints.`,
  });
};

const REFRESH_BEFORE = 5 * 60_000;

/** Asks the source once for all clients, and again shortly before the session ends. */
const remembered = (load: CredentialProvider): CredentialProvider => {
  let held: ReturnType<CredentialProvider> | null = null;
  let until = Number.POSITIVE_INFINITY;
  return async () => {
    if (held === null || Date.now() > until - REFRESH_BEFORE) {
      const asking = load();
      held = asking;
      until = Number.POSITIVE_INFINITY;
      try {
        until = (await asking).expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      } catch (thrown) {
        held = null;
        throw thrown;
      }
    }
    return held;
  };
};

interface Needed {
  readonly source: AwsCredentialSource;
  readonly role: CredentialRole;
  readonly region: string;
  readonly stsEndpoint: string;
}

const staticProvider = (source: AwsCredentialSource & { kind: 'static' }): CredentialProvider => {
  const identity = {
    accessKeyId: source.accessKeyId,
    secretAccessKey: source.secretAccessKey.reveal(),
    ...(source.sessionToken === undefined ? {} : { sessionToken: source.sessionToken.reveal() }),
  };
  return async () => identity;
};

/** Nothing is read, and no SDK loaded, before the first request needs it. */
export const credentialProvider = (needed: Needed): CredentialProvider => {
  const { source } = needed;
  if (source.kind === 'static') return staticProvider(source);
  return remembered(async () => {
    const { ambient, assumed } = await import('./sts.ts');
    const target = { region: needed.region, endpoint: needed.stsEndpoint, role: needed.role };
    try {
      return source.kind === 'role'
        ? await assumed(target, source)
        : await ambient(target, source.kind === 'profile' ? source.name : null);
    } catch (thrown) {
      const failure = await chainFailure(thrown, source.kind === 'profile' ? source.name : null, needed.role);
      if (failure !== null) throw failure;
      const action = source.kind === 'role' ? 'sts:AssumeRole' : 'sts:GetCallerIdentity';
      throw translate(thrown, { action, credential: needed.role, host: new URL(needed.stsEndpoint).host, region: needed.region });
    }
  });
};
