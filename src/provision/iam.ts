// The sending user with the policy that lets it send as this sender alone, and the role that certify looks with. No key is made.
import type { Act, Change } from '../core/provision.ts';
import type { Answer } from '../core/observation.ts';
import { parsedJson } from '../text/unknown-json.ts';
import { canonical } from './canonical.ts';
import { commandOf } from './command.ts';
import { replacing } from './replaced.ts';
import { left, NOTHING, type Part, tagsOf, TENANT_TAG } from './wanted.ts';

/** What IAM says of a user or a role that the profile names. */
export interface PrincipalSeen {
  readonly tags: { readonly [key: string]: string };
  /** The text of the policy that provisioning writes; absent: there is none of that name. */
  readonly policy: Answer<string>;
  /** Roles only: who may assume it, as text; null: not told. */
  readonly trust: string | null;
}

interface Principal {
  readonly name: string;
  readonly policy: object;
  readonly seen: Answer<PrincipalSeen>;
}

/** What the profile's `aws.iam` names, with the documents that belong to it and what IAM says. */
export interface IamWanted {
  readonly tenant: string;
  readonly region: string;
  readonly user: Principal | null;
  readonly role: (Principal & { readonly trust: object }) | null;
  /** The role with which SNS logs what it delivers to the webhook. */
  readonly log:
    | (Principal & {
        readonly trust: object;
        readonly arn: string;
        readonly topicArn: string;
        /** The topic's attributes; absent: it is to be made. */
        readonly topic: Answer<{ readonly [attribute: string]: string }>;
      })
    | null;
}

/** By these names what provisioning writes is known again. */
export const SEND_POLICY = 'certify-send';
export const PROBE_POLICY = 'certify-probe';
export const LOG_POLICY = 'certify-topic-logs';

/** Lets one principal assume the role, under the external id that it must name (IAM User Guide, "confused deputy"). */
export const trustPolicy = (trusts: string, externalId: string | null): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'CertifyLooks',
      Effect: 'Allow',
      Principal: { AWS: trusts },
      Action: 'sts:AssumeRole',
      ...(externalId === null ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
    },
  ],
});

/** SNS may assume the role for topics of this account alone. */
export const logTrust = (account: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'SnsLogs',
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': account } },
    },
  ],
});

/** SNS writes to log groups of its own names (SNS Developer Guide, "Amazon SNS message delivery status"). */
export const logPolicy = (partition: string, region: string, account: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'WriteDeliveryLogs',
      Effect: 'Allow',
      Action: [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'logs:PutMetricFilter',
        'logs:PutRetentionPolicy',
      ],
      Resource: [`arn:${partition}:logs:${region}:${account}:log-group:sns/${region}/${account}/*`],
    },
  ],
});

const sameDocument = (text: string, wanted: object): boolean => canonical(parsedJson(text)) === canonical(wanted);

interface Kind {
  readonly resource: 'sending user' | 'probing role' | 'logging role';
  readonly creates: Act | null;
  readonly puts: Act;
  readonly says: readonly string[];
  readonly permissions: readonly string[];
}

const changeOf = (
  action: Change['action'],
  name: string,
  region: string,
  { resource, says, permissions }: Kind,
  acts: readonly Act[],
): Change => ({
  action,
  resource,
  name,
  differences: action === 'keep' ? [] : says,
  acts,
  commands: acts.map((act) => commandOf(act, region)),
  permissions: action === 'keep' ? [] : [...acts.map((act) => act.action), ...(action === 'create' ? permissions : [])],
  after: [],
  mends: [],
});

/** A policy is written only where none of its name stands. */
const NO_POLICY = { policy: null } as const;

const differs = (what: string): Part =>
  left(what, 'It is not what certify would write, and may let more or less on purpose: compare it with `certify policy`.');

/** Of a principal that stands: it must be the tenant's, and only what is missing is written. */
const standing = (
  wanted: IamWanted,
  { name, policy }: Principal,
  seen: PrincipalSeen,
  trust: object | null,
  kind: Kind,
): Part => {
  const label = `${kind.resource} ${name}`;
  if (seen.tags[TENANT_TAG] !== wanted.tenant) {
    const tag = seen.tags[TENANT_TAG];
    const why = tag === undefined ? `It carries no tag ${TENANT_TAG}` : `Its tag ${TENANT_TAG} says ${tag}`;
    return left(
      `The ${label} is not touched.`,
      `${why}, so it is not known to be the tenant’s: tag it ${wanted.tenant}, or name another in aws.iam.`,
    );
  }
  if (trust !== null && seen.trust !== null && !sameDocument(seen.trust, trust))
    return differs(`The trust policy of the ${label} stays.`);
  const one = (action: Change['action'], acts: readonly Act[]): Part => ({
    ...NOTHING,
    changes: [changeOf(action, name, wanted.region, kind, acts)],
  });
  if (seen.policy.state === 'absent') return one('change', [replacing(kind.puts, NO_POLICY)]);
  if (seen.policy.state !== 'observed') return { ...NOTHING, needs: [`iam.${kind.resource.replace(' ', '-')}`] };
  return sameDocument(seen.policy.value, policy) ? one('keep', []) : differs(`The policy of the ${label} stays.`);
};

const principalPart = (wanted: IamWanted, principal: Principal, trust: object | null, kind: Kind): Part => {
  const { seen, name } = principal;
  if (seen.state === 'observed') return standing(wanted, principal, seen.value, trust, kind);
  if (seen.state !== 'absent' || kind.creates === null) return { ...NOTHING, needs: [`iam.${kind.resource.replace(' ', '-')}`] };
  return {
    ...NOTHING,
    changes: [changeOf('create', name, wanted.region, kind, [kind.creates, replacing(kind.puts, NO_POLICY)])],
  };
};

const userPart = (wanted: IamWanted): Part => {
  const { user } = wanted;
  if (user === null) return NOTHING;
  const part = principalPart(wanted, user, null, {
    resource: 'sending user',
    creates: { action: 'iam:CreateUser', input: { UserName: user.name, Tags: tagsOf(wanted) } },
    puts: {
      action: 'iam:PutUserPolicy',
      input: { UserName: user.name, PolicyName: SEND_POLICY, PolicyDocument: JSON.stringify(user.policy) },
    },
    says: ['may send as this sender, through this configuration set, and nothing else'],
    permissions: ['iam:TagUser'],
  });
  if (part.changes.every(({ action }) => action === 'keep')) return part;
  const key = left(
    `The access key of ${user.name}: aws iam create-access-key --user-name ${user.name}, into SquareOS and nowhere else.`,
    'certify makes no key: whoever makes it sees its secret, once.',
  );
  return { ...part, leftOut: [...part.leftOut, ...key.leftOut] };
};

const rolePart = (wanted: IamWanted): Part => {
  const { role } = wanted;
  if (role === null) return NOTHING;
  return principalPart(wanted, role, role.trust, {
    resource: 'probing role',
    creates: {
      action: 'iam:CreateRole',
      input: { RoleName: role.name, AssumeRolePolicyDocument: JSON.stringify(role.trust), Tags: tagsOf(wanted) },
    },
    puts: {
      action: 'iam:PutRolePolicy',
      input: { RoleName: role.name, PolicyName: PROBE_POLICY, PolicyDocument: JSON.stringify(role.policy) },
    },
    says: ['may read what certify looks at, and change nothing'],
    permissions: ['iam:TagRole'],
  });
};

const FEEDBACK = ['HTTPFailureFeedbackRoleArn', 'HTTPSuccessFeedbackRoleArn'] as const;

/** SNS logs each delivery to the webhook under the role, once it stands; what another role logs stays. */
const loggingPart = ({ region }: IamWanted, { name, arn, topicArn, topic }: NonNullable<IamWanted['log']>): Part => {
  if (topic.state !== 'observed' && topic.state !== 'absent') return { ...NOTHING, needs: ['iam.logging-role'] };
  const now = topic.state === 'observed' ? topic.value : {};
  const others = FEEDBACK.filter((attribute) => ![undefined, '', arn].includes(now[attribute]));
  if (others.length > 0)
    return left(`Delivery logging of ${topicArn} stays as it is.`, `${others.join(', ')} names another role: somebody chose it.`);
  const acts = FEEDBACK.filter((attribute) => now[attribute] !== arn).map(
    (AttributeName): Act =>
      replacing(
        { action: 'sns:SetTopicAttributes', input: { TopicArn: topicArn, AttributeName, AttributeValue: arn } },
        { topic: now },
      ),
  );
  const change: Change = {
    action: acts.length === 0 ? 'keep' : 'change',
    resource: 'delivery logging',
    name: topicArn,
    differences: acts.length === 0 ? [] : ['SNS logs to CloudWatch what the webhook took and what it refused'],
    acts,
    commands: acts.map((act) => commandOf(act, region)),
    permissions: acts.length === 0 ? [] : ['sns:SetTopicAttributes', 'iam:PassRole'],
    after: [name, topicArn],
    mends: [],
  };
  return { ...NOTHING, changes: [change] };
};

/** `topicArn`: the tenant's topic that is fit to carry its events, seen or planned; null: there is none, and no other is touched. */
const logParts = (wanted: IamWanted, topicArn: string | null): readonly Part[] => {
  const { log } = wanted;
  if (log === null) return [];
  if (log.topicArn !== topicArn)
    return [
      left(`No delivery logging is set on ${log.topicArn}.`, 'It is no topic that certify makes or changes for this tenant.'),
    ];
  const role = principalPart(wanted, log, log.trust, {
    resource: 'logging role',
    creates: {
      action: 'iam:CreateRole',
      input: { RoleName: log.name, AssumeRolePolicyDocument: JSON.stringify(log.trust), Tags: tagsOf(wanted) },
    },
    puts: {
      action: 'iam:PutRolePolicy',
      input: { RoleName: log.name, PolicyName: LOG_POLICY, PolicyDocument: JSON.stringify(log.policy) },
    },
    says: ['SNS alone may assume it, for topics of this account, and write its delivery logs'],
    permissions: ['iam:TagRole'],
  });
  // A role that is not known to be the tenant's is given to no topic.
  return role.changes.length === 0 ? [role] : [role, loggingPart(wanted, log)];
};

export const iamParts = (wanted: IamWanted | null, topicArn: string | null): readonly Part[] =>
  wanted === null ? [] : [userPart(wanted), rolePart(wanted), ...logParts(wanted, topicArn)];

/** What makes all that the profile names in an account that holds none of it. */
export const iamActs = (wanted: IamWanted): readonly Act[] =>
  iamParts(wanted, wanted.log?.topicArn ?? null).flatMap(({ changes }) =>
    changes.flatMap(({ acts }) => acts.filter(({ action }) => action.startsWith('iam:'))),
  );

/** Why a part of it could not be seen; null: it was. */
export const iamUnseen = (wanted: IamWanted | null, need: string): string | null => {
  const seen =
    need === 'iam.sending-user' ? wanted?.user?.seen : need === 'iam.probing-role' ? wanted?.role?.seen : wanted?.log?.seen;
  if (seen === undefined || !need.startsWith('iam.')) return null;
  if (seen.state !== 'observed') return seen.message;
  return seen.value.policy.state === 'observed' ? null : seen.value.policy.message;
};
