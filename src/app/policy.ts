// Least-privilege policies for a tenant: for the credential that looks, for the one that sends, for topic and key. Asks nobody.
import { UsageError } from '../core/errors.ts';
import type { Permission } from '../core/probe.ts';
import type { Profile } from '../profile/profile.ts';
import { parseArn } from '../aws/arn.ts';
import { probes } from '../probes/index.ts';
import { keyPolicyStatement, probePolicy, sendPolicy, topicPolicy, type PolicyScope } from '../provision/policies.ts';
import { withSource } from './lab/source.ts';
import type { SubjectOptions } from './options.ts';
import type { Setting } from './setting.ts';

export interface PolicyOptions extends SubjectOptions {
  /** The AWS account, where no topic ARN tells it. */
  readonly account: string | null;
  /** The IAM user that SquareOS sends as. */
  readonly user: string | null;
  /** The KMS key that encrypts the topic. */
  readonly keyArn: string | null;
}

export interface Policies {
  readonly probe: object;
  readonly send: object;
  readonly topic: object | null;
  readonly key: object | null;
}

const permissions = async (): Promise<readonly Permission[]> =>
  (await Promise.all(Object.values(probes).map((load) => load()))).flatMap((probe) => probe.permissions);

/** The sender itself and the domains above it, down to the declared identity. */
const identitiesOf = (sender: string, declared: string): readonly string[] => [...new Set([declared, sender])];

const scopeOf = (profile: Profile, { account, user, keyArn }: PolicyOptions): PolicyScope => {
  const { ses, squareos } = profile;
  if (ses === undefined) {
    throw new UsageError({
      code: 'no-ses',
      message: 'Policies are for Amazon SES, and this profile is of an SMTP tenant.',
      fix: 'Name the profile of an SES tenant.',
    });
  }
  const topicArn = ses.snsTopicArn ?? null;
  const sender = squareos.sender.senderValue;
  return {
    region: ses.region,
    account: account ?? (topicArn === null ? null : (parseArn(topicArn)?.account ?? null)),
    identities: identitiesOf(sender, ses.identity),
    configurationSet: ses.configurationSet ?? null,
    tenant: ses.tenant ?? null,
    globalEndpoint: ses.globalEndpoint ?? null,
    topicArn,
    principal: user === null ? null : `user/${user}`,
    keyArn,
    queueArn: null,
    from: sender,
    identity: ses.identity,
    identityArn: ses.identityArn ?? null,
    sendActions: ['ses:SendEmail'],
    feedbackTopics: ses.configurationSet === undefined,
  };
};

/** `knownAccount` is false where the ARNs carry a `*` for it. */
export const policies = (
  setting: Setting,
  options: PolicyOptions,
): Promise<{ readonly documents: Policies; readonly knownAccount: boolean }> =>
  withSource(setting, { ...options, command: 'policy', provider: 'SES', evidenceDir: './evidence' }, async (source) => {
    const scope = scopeOf((await source.load()).profile, options);
    const documents = {
      probe: probePolicy(await permissions(), scope),
      send: sendPolicy(scope),
      topic: topicPolicy(scope),
      key: keyPolicyStatement(scope),
    };
    return { documents, knownAccount: scope.account !== null };
  });
