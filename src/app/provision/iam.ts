// What IAM says of the user and the role that the profile's `aws.iam` names, with the documents that belong to them.
import type { Answer, Unseen } from '../../core/observation.ts';
import type { AwsReads, IamReads } from '../../core/ports/aws.ts';
import { formatArn, parseArn } from '../../aws/arn.ts';
import { answerOf } from '../../probes/answer.ts';
import type { Act } from '../../core/provision.ts';
import type { LoadedProfile, Profile } from '../../profile/profile.ts';
import {
  iamActs,
  type IamWanted,
  LOG_POLICY,
  logPolicy,
  logTrust,
  PROBE_POLICY,
  type PrincipalSeen,
  SEND_POLICY,
  trustPolicy,
} from '../../provision/iam.ts';
import { type PolicyScope, probePolicy, sendPolicy } from '../../provision/policies.ts';
import { permissions, scopeOf } from '../policy-scope.ts';
import { tagsIn } from './tags.ts';

/** IAM writes documents percent-encoded (IAM API, GetUserPolicy). */
const decoded = (text: string | undefined): string => {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
};

/** The text of a user's inline policy. Rejects with ObservationError. */
export const policyOfUser = (iam: IamReads, name: string, policy: string): Promise<string> =>
  iam.getUserPolicy(name, policy).then(({ PolicyDocument }) => decoded(PolicyDocument));

/** The text of a role's inline policy. Rejects with ObservationError. */
export const policyOfRole = (iam: IamReads, name: string, policy: string): Promise<string> =>
  iam.getRolePolicy(name, policy).then(({ PolicyDocument }) => decoded(PolicyDocument));

const userSeen = (iam: IamReads, name: string): Promise<Answer<PrincipalSeen>> =>
  answerOf(
    iam.getUser(name).then(async ({ User }) => ({
      tags: tagsIn(User?.Tags),
      policy: await answerOf(policyOfUser(iam, name, SEND_POLICY)),
      trust: null,
    })),
  );

const roleSeen = (iam: IamReads, name: string, policy: string): Promise<Answer<PrincipalSeen>> =>
  answerOf(
    iam.getRole(name).then(async ({ Role }) => ({
      tags: tagsIn(Role?.Tags),
      policy: await answerOf(policyOfRole(iam, name, policy)),
      trust: Role?.AssumeRolePolicyDocument === undefined ? null : decoded(Role.AssumeRolePolicyDocument),
    })),
  );

const NO_ACCOUNT: Unseen = {
  state: 'failed',
  code: 'account-unknown',
  message: 'The account that was looked at is not known, and ARNs name it.',
};

/** How each of them is looked at. */
interface Look {
  user(name: string): Promise<Answer<PrincipalSeen>>;
  role(name: string, policy: string): Promise<Answer<PrincipalSeen>>;
  topic(arn: string): Promise<Answer<{ readonly [attribute: string]: string }>>;
}

const wantedBy = async (profile: Profile, scope: PolicyScope, look: Look): Promise<IamWanted> => {
  const { sendUser, probeRole, topicLogRole } = profile.aws?.iam ?? {};
  const { account, region, topicArn } = scope;
  const { partition = 'aws', region: topicRegion = '' } = parseArn(topicArn ?? '') ?? {};
  return {
    tenant: profile.tenant,
    region,
    user: sendUser === undefined ? null : { name: sendUser, policy: sendPolicy(scope), seen: await look.user(sendUser) },
    role:
      probeRole === undefined
        ? null
        : {
            name: probeRole.name,
            policy: probePolicy(await permissions(), scope),
            trust: trustPolicy(probeRole.trusts, probeRole.externalId ?? null),
            seen: await look.role(probeRole.name, PROBE_POLICY),
          },
    log:
      account === null || topicLogRole === undefined || topicArn === null
        ? null
        : {
            name: topicLogRole,
            arn: formatArn({ partition, service: 'iam', region: '', account, resource: `role/${topicLogRole}` }),
            topicArn,
            policy: logPolicy(partition, topicRegion, account),
            trust: logTrust(account),
            seen: await look.role(topicLogRole, LOG_POLICY),
            topic: await look.topic(topicArn),
          },
  };
};

const namesNone = ({ aws }: Profile): boolean =>
  [aws?.iam?.sendUser, aws?.iam?.probeRole, aws?.iam?.topicLogRole].every((one) => one === undefined);

/** null: the profile names neither. */
export const iamWanted = async (
  { profile }: LoadedProfile,
  account: string | null,
  { iam, sns }: Pick<AwsReads, 'iam' | 'sns'>,
): Promise<IamWanted | null> => {
  if (namesNone(profile)) return null;
  const scope = scopeOf(profile, { account, user: profile.aws?.iam?.sendUser ?? null, keyArn: null });
  return wantedBy(profile, scope, {
    user: async (name) => (account === null ? NO_ACCOUNT : userSeen(iam, name)),
    role: async (name, policy) => (account === null ? NO_ACCOUNT : roleSeen(iam, name, policy)),
    topic: (arn) => answerOf(sns.getTopicAttributes(arn).then(({ Attributes = {} }) => Attributes)),
  });
};

const NONE: Unseen = { state: 'absent', code: 'not-looked', message: 'Nobody looked.' };

/** Asks nobody: what makes them where nothing stands. */
export const iamActsOf = async (profile: Profile, scope: PolicyScope): Promise<readonly Act[]> => {
  const [user, role, topic] = [async () => NONE, async () => NONE, async () => NONE];
  return namesNone(profile) ? [] : iamActs(await wantedBy(profile, scope, { user, role, topic }));
};
