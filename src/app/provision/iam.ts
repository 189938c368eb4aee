// What IAM says of the user and the role that the profile's `aws.iam` names, with the documents that belong to them.
import type { Answer, Unseen } from '../../core/observation.ts';
import type { AwsReads, IamReads } from '../../core/ports/aws.ts';
import { formatArn, parseArn } from '../../aws/arn.ts';
import { answerOf } from '../../probes/answer.ts';
import type { LoadedProfile } from '../../profile/profile.ts';
import {
  type IamWanted,
  LOG_POLICY,
  logPolicy,
  logTrust,
  PROBE_POLICY,
  type PrincipalSeen,
  SEND_POLICY,
  trustPolicy,
} from '../../provision/iam.ts';
import { probePolicy, sendPolicy } from '../../provision/policies.ts';
import { permissions, scopeOf } from '../policy.ts';

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

const tagsIn = (tags: Tags): PrincipalSeen['tags'] =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

/** IAM writes documents percent-encoded (IAM API, GetUserPolicy). */
const decoded = (text: string | undefined): string => {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
};

const userSeen = (iam: IamReads, name: string): Promise<Answer<PrincipalSeen>> =>
  answerOf(
    iam.getUser(name).then(async ({ User }) => ({
      tags: tagsIn(User?.Tags),
      policy: await answerOf(iam.getUserPolicy(name, SEND_POLICY).then(({ PolicyDocument }) => decoded(PolicyDocument))),
      trust: null,
    })),
  );

const roleSeen = (iam: IamReads, name: string, policy: string): Promise<Answer<PrincipalSeen>> =>
  answerOf(
    iam.getRole(name).then(async ({ Role }) => ({
      tags: tagsIn(Role?.Tags),
      policy: await answerOf(iam.getRolePolicy(name, policy).then(({ PolicyDocument }) => decoded(PolicyDocument))),
      trust: Role?.AssumeRolePolicyDocument === undefined ? null : decoded(Role.AssumeRolePolicyDocument),
    })),
  );

const NO_ACCOUNT: Unseen = {
  state: 'failed',
  code: 'account-unknown',
  message: 'The account that was looked at is not known, and ARNs name it.',
};

const logWanted = async (
  { iam, sns }: Pick<AwsReads, 'iam' | 'sns'>,
  name: string,
  topicArn: string,
  account: string,
): Promise<NonNullable<IamWanted['log']>> => {
  const { partition = 'aws', region = '' } = parseArn(topicArn) ?? {};
  return {
    name,
    arn: formatArn({ partition, service: 'iam', region: '', account, resource: `role/${name}` }),
    topicArn,
    policy: logPolicy(partition, region, account),
    trust: logTrust(account),
    seen: await roleSeen(iam, name, LOG_POLICY),
    topic: await answerOf(sns.getTopicAttributes(topicArn).then(({ Attributes = {} }) => Attributes)),
  };
};

/** null: the profile names neither. */
export const iamWanted = async (
  loaded: LoadedProfile,
  account: string | null,
  { iam, sns }: Pick<AwsReads, 'iam' | 'sns'>,
): Promise<IamWanted | null> => {
  const { profile } = loaded;
  const { sendUser, probeRole, topicLogRole } = profile.aws?.iam ?? {};
  if (sendUser === undefined && probeRole === undefined && topicLogRole === undefined) return null;
  const scope = scopeOf(profile, { account, user: sendUser ?? null, keyArn: null });
  const unknown = account === null;
  return {
    tenant: profile.tenant,
    region: scope.region,
    user:
      sendUser === undefined
        ? null
        : { name: sendUser, policy: sendPolicy(scope), seen: unknown ? NO_ACCOUNT : await userSeen(iam, sendUser) },
    role:
      probeRole === undefined
        ? null
        : {
            name: probeRole.name,
            policy: probePolicy(await permissions(), scope),
            trust: trustPolicy(probeRole.trusts, probeRole.externalId ?? null),
            seen: unknown ? NO_ACCOUNT : await roleSeen(iam, probeRole.name, PROBE_POLICY),
          },
    log:
      account === null || topicLogRole === undefined || scope.topicArn === null
        ? null
        : await logWanted({ iam, sns }, topicLogRole, scope.topicArn, account),
  };
};
