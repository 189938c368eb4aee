// Asks IAM for the policies of the sending user or role, its own, its groups' and its boundary: which statement allows too much, and which condition refuses.
import { ObservationError } from '../../core/errors.ts';
import type { Answer } from '../../core/observation.ts';
import type { IamReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { SendPolicy } from '../../facts/iam.ts';
import { roleNameIn, type SendingFacts } from '../../facts/derived.ts';
import { textOr, textsOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';

/** Policies and groups that are looked at; IAM allows a user ten groups and ten attached policies. */
const MOST = 40;

/** Longer ones are AWS's own lists of reads; a record need not hold them. */
const LONGEST = 20_000;

const unreadable = (message: string): Answer<string> => ({ state: 'failed', code: 'unparsable', message });

/** IAM writes documents percent-encoded (RFC 3986). */
const decoded = (document: unknown): Answer<string> => {
  const text = textOr(document);
  if (text === null) return unreadable('IAM gave the policy without its document.');
  if (text.length > LONGEST) return unreadable('The policy is too long to be looked at.');
  try {
    return { state: 'observed', value: decodeURIComponent(text) };
  } catch {
    return unreadable('The policy document is not percent-encoded.');
  }
};

const documentOf = async (asking: Promise<unknown>): Promise<Answer<string>> => {
  const answer = await answerOf(asking);
  return answer.state === 'observed' ? decoded(answer.value) : answer;
};

const managedDocument = async (iam: IamReads, arn: string): Promise<unknown> => {
  const { Policy } = await iam.getPolicy(arn);
  return (await iam.getPolicyVersion(arn, Policy?.DefaultVersionId ?? 'v1')).PolicyVersion?.Document;
};

interface Listed {
  readonly policies: readonly SendPolicy[];
  readonly complete: boolean;
}

interface Names {
  readonly inline: unknown;
  readonly attached: readonly { readonly PolicyName?: string | undefined; readonly PolicyArn?: string | undefined }[] | undefined;
  readonly cut: boolean;
}

const policiesOf = async (
  names: Names,
  group: string | null,
  iam: IamReads,
  inline: (policy: string) => Promise<unknown>,
): Promise<Listed> => {
  const own = (textsOr(names.inline) ?? []).slice(0, MOST).map(async (name): Promise<SendPolicy> => {
    return { name, kind: 'inline', group, document: await documentOf(inline(name)) };
  });
  const managed = (names.attached ?? []).slice(0, MOST).map(async ({ PolicyName, PolicyArn }): Promise<SendPolicy> => {
    const document = await documentOf(managedDocument(iam, PolicyArn ?? ''));
    return { name: PolicyName ?? PolicyArn ?? '', kind: 'managed', group, document };
  });
  return { policies: await Promise.all([...own, ...managed]), complete: !names.cut };
};

const ofUser = async (iam: IamReads, user: string): Promise<Listed> => {
  const [inline, attached] = await Promise.all([iam.listUserPolicies(user), iam.listAttachedUserPolicies(user)]);
  const cut = inline.IsTruncated === true || attached.IsTruncated === true;
  const names = { inline: inline.PolicyNames, attached: attached.AttachedPolicies, cut };
  return policiesOf(names, null, iam, async (name) => (await iam.getUserPolicy(user, name)).PolicyDocument);
};

const ofRole = async (iam: IamReads, role: string): Promise<Listed> => {
  const [inline, attached] = await Promise.all([iam.listRolePolicies(role), iam.listAttachedRolePolicies(role)]);
  const cut = inline.IsTruncated === true || attached.IsTruncated === true;
  const names = { inline: inline.PolicyNames, attached: attached.AttachedPolicies, cut };
  return policiesOf(names, null, iam, async (name) => (await iam.getRolePolicy(role, name)).PolicyDocument);
};

const ofGroup = async (iam: IamReads, group: string): Promise<Listed> => {
  const answer = await answerOf(Promise.all([iam.listGroupPolicies(group), iam.listAttachedGroupPolicies(group)]));
  if (answer.state !== 'observed') {
    return { policies: [{ name: group, kind: 'inline', group, document: answer }], complete: false };
  }
  const [inline, attached] = answer.value;
  const cut = inline.IsTruncated === true || attached.IsTruncated === true;
  const names = { inline: inline.PolicyNames, attached: attached.AttachedPolicies, cut };
  return policiesOf(names, group, iam, async (name) => (await iam.getGroupPolicy(group, name)).PolicyDocument);
};

const ofUserAndGroups = async (iam: IamReads, user: string): Promise<Listed> => {
  const [own, groups] = await Promise.all([ofUser(iam, user), iam.listGroupsForUser(user)]);
  const named = (groups.Groups ?? []).flatMap(({ GroupName }) => (GroupName === undefined ? [] : [GroupName]));
  const all = [own, ...(await Promise.all(named.slice(0, MOST).map((group) => ofGroup(iam, group))))];
  return {
    policies: all.flatMap((one) => one.policies),
    complete: groups.IsTruncated !== true && all.every((one) => one.complete),
  };
};

const boundaryOf = async (iam: IamReads, arn: string | null): Promise<SendPolicy | null> =>
  arn === null
    ? null
    : { name: arn.split('/').at(-1) ?? arn, kind: 'managed', group: null, document: await documentOf(managedDocument(iam, arn)) };

/** The role by the name in its session's ARN, whether or not it may be described; else the user. */
const sourceOf = (facts: SendingFacts) => {
  const [identity, user, role] = [facts['sts.sendIdentity'], facts['iam.sendUser'], facts['iam.sendRole']];
  const roleName = identity.state === 'observed' ? roleNameIn(identity.value) : null;
  if (roleName !== null) return { role: roleName, boundary: role.state === 'observed' ? role.value.permissionsBoundary : null };
  if (user.state === 'observed') return { user: user.value.userName, boundary: user.value.permissionsBoundary };
  if (user.state === 'absent') return new NotAsked('IAM knows no such user.');
  if (user.state === 'skipped') return new NotAsked(user.message);
  throw new ObservationError(user);
};

export const sendPoliciesProbe = defineProbe({
  key: 'iam.sendPolicies',
  needs: [],
  uses: ['sts.sendIdentity', 'iam.sendUser', 'iam.sendRole'],
  permissions: [
    { action: 'iam:ListUserPolicies', on: 'user' },
    { action: 'iam:GetUserPolicy', on: 'user' },
    { action: 'iam:ListAttachedUserPolicies', on: 'user' },
    { action: 'iam:ListGroupsForUser', on: 'user' },
    { action: 'iam:ListGroupPolicies', on: 'group' },
    { action: 'iam:GetGroupPolicy', on: 'group' },
    { action: 'iam:ListAttachedGroupPolicies', on: 'group' },
    { action: 'iam:ListRolePolicies', on: 'role' },
    { action: 'iam:GetRolePolicy', on: 'role' },
    { action: 'iam:ListAttachedRolePolicies', on: 'role' },
    { action: 'iam:GetPolicy', on: 'managed-policy' },
    { action: 'iam:GetPolicyVersion', on: 'managed-policy' },
  ],
  ask: async ({ aws }, facts) => {
    const source = sourceOf(facts);
    if (source instanceof NotAsked) return source;
    const listed = source.role === undefined ? ofUserAndGroups(aws.iam, source.user) : ofRole(aws.iam, source.role);
    const [{ policies, complete }, boundary] = await Promise.all([listed, boundaryOf(aws.iam, source.boundary)]);
    return { policies, boundary, complete: complete && policies.every(({ document }) => document.state === 'observed') };
  },
});
