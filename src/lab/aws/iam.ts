// IAM (Query): users, their keys, their policies and those of their groups; roles and theirs.
import type { PolicyStatement, RoleSpec, UserSpec } from './spec.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import { tagMembers } from './tags.ts';
import type { Cloud } from './cloud.ts';
import { simulatePrincipalPolicy } from './simulator.ts';
import { element, leaf, members } from './xml.ts';

const DAY = 24 * 3_600_000;

const userNamed = (cloud: Cloud, call: AwsCall, action: string): { readonly name: string; readonly user: UserSpec } => {
  const name = call.params.get('UserName') ?? call.caller.userName;
  if (name === null) throw new AwsError('ValidationError', 400, 'Must specify userName when calling with non-User credentials');
  cloud.authorize(call, action, cloud.userArn(name));
  const user = cloud.spec.users[name];
  if (user === undefined) throw new AwsError('NoSuchEntity', 404, `The user with name ${name} cannot be found.`);
  return { name, user };
};

const daysAgo = (cloud: Cloud, days: number): string =>
  new Date(Math.floor((cloud.now().getTime() - days * DAY) / 1000) * 1000).toISOString().replace('.000Z', 'Z');

const getUser = (cloud: Cloud, call: AwsCall): string => {
  const { name, user } = userNamed(cloud, call, 'iam:GetUser');
  return element(
    'User',
    leaf('Path', user.path),
    leaf('UserName', name),
    leaf('UserId', cloud.uniqueId('AIDA', name)),
    leaf('Arn', cloud.userArn(name)),
    leaf('CreateDate', daysAgo(cloud, 400)),
    tagMembers(user.tags),
    boundaryLeaf(cloud, name, user),
    leaf('PasswordLastUsed', user.passwordLastUsedDaysAgo === null ? null : daysAgo(cloud, user.passwordLastUsedDaysAgo)),
  );
};

const listAccessKeys = (cloud: Cloud, call: AwsCall): string => {
  const { name, user } = userNamed(cloud, call, 'iam:ListAccessKeys');
  const rows = user.keys.map((key) =>
    [
      leaf('UserName', name),
      leaf('AccessKeyId', key.id),
      leaf('Status', key.status),
      leaf('CreateDate', daysAgo(cloud, key.createdDaysAgo)),
    ].join(''),
  );
  return `${members('AccessKeyMetadata', rows)}${leaf('IsTruncated', false)}`;
};

const getAccessKeyLastUsed = (cloud: Cloud, call: AwsCall): string => {
  const id = call.params.get('AccessKeyId') ?? '';
  const found = cloud.userOf(id);
  cloud.authorize(call, 'iam:GetAccessKeyLastUsed', found === null ? '*' : cloud.userArn(found.name));
  // IAM answers AccessDenied for a key that is not of this account, so that nobody can ask around.
  if (found === null)
    throw new AwsError('AccessDenied', 403, `User: ${call.caller.arn} is not authorized to perform: iam:GetAccessKeyLastUsed`);
  const used = found.user.keys.find((key) => key.id === id)?.lastUsed ?? null;
  const detail = element(
    'AccessKeyLastUsed',
    leaf('LastUsedDate', used === null ? null : daysAgo(cloud, used.daysAgo)),
    leaf('ServiceName', used?.service ?? 'N/A'),
    leaf('Region', used?.region ?? 'N/A'),
  );
  return `${leaf('UserName', found.name)}${detail}`;
};

const INLINE = 'inline';

const documentOf = (statements: readonly PolicyStatement[]): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }));

const noSuch = (what: string): AwsError => new AwsError('NoSuchEntity', 404, `The ${what} cannot be found.`);

const listUserPolicies = (cloud: Cloud, call: AwsCall): string => {
  const { user } = userNamed(cloud, call, 'iam:ListUserPolicies');
  const names = user.statements.length === 0 ? [] : [user.policyName ?? INLINE];
  return `${element('PolicyNames', ...names.map((name) => leaf('member', name)))}${leaf('IsTruncated', false)}`;
};

const getUserPolicy = (cloud: Cloud, call: AwsCall): string => {
  const { name, user } = userNamed(cloud, call, 'iam:GetUserPolicy');
  const policy = call.params.get('PolicyName') ?? '';
  if (policy !== (user.policyName ?? INLINE) || user.statements.length === 0) throw noSuch(`user policy with name ${policy}`);
  return `${leaf('UserName', name)}${leaf('PolicyName', policy)}${leaf('PolicyDocument', documentOf(user.statements))}`;
};

const policyArn = (cloud: Cloud, name: string): string =>
  `arn:${cloud.spec.partition}:iam::${name.startsWith('aws/') ? 'aws' : cloud.spec.account}:policy/${name.replace(/^aws\//, '')}`;

const attachedRows = (cloud: Cloud, names: readonly string[]): string => {
  const rows = names.map(
    (name) => `${leaf('PolicyName', name.replace(/^aws\//, ''))}${leaf('PolicyArn', policyArn(cloud, name))}`,
  );
  return `${members('AttachedPolicies', rows)}${leaf('IsTruncated', false)}`;
};

const listAttachedUserPolicies = (cloud: Cloud, call: AwsCall): string =>
  attachedRows(cloud, Object.keys(userNamed(cloud, call, 'iam:ListAttachedUserPolicies').user.attached));

const groupArn = (cloud: Cloud, group: string): string => `arn:${cloud.spec.partition}:iam::${cloud.spec.account}:group/${group}`;

const listGroupsForUser = (cloud: Cloud, call: AwsCall): string => {
  const { user } = userNamed(cloud, call, 'iam:ListGroupsForUser');
  const rows = Object.keys(user.groups).map((group) =>
    [
      leaf('Path', '/'),
      leaf('GroupName', group),
      leaf('GroupId', `AGPA${group}`),
      leaf('Arn', groupArn(cloud, group)),
      leaf('CreateDate', daysAgo(cloud, 400)),
    ].join(''),
  );
  return `${members('Groups', rows)}${leaf('IsTruncated', false)}`;
};

const groupNamed = (cloud: Cloud, call: AwsCall, action: string): readonly PolicyStatement[] => {
  const name = call.params.get('GroupName') ?? '';
  cloud.authorize(call, action, groupArn(cloud, name));
  const found = Object.values(cloud.spec.users).find(({ groups }) => groups[name] !== undefined)?.groups[name];
  if (found === undefined) throw noSuch(`group with name ${name}`);
  return found;
};

const listGroupPolicies = (cloud: Cloud, call: AwsCall): string => {
  groupNamed(cloud, call, 'iam:ListGroupPolicies');
  return `${element('PolicyNames', leaf('member', INLINE))}${leaf('IsTruncated', false)}`;
};

const getGroupPolicy = (cloud: Cloud, call: AwsCall): string => {
  const statements = groupNamed(cloud, call, 'iam:GetGroupPolicy');
  const group = call.params.get('GroupName');
  return `${leaf('GroupName', group)}${leaf('PolicyName', INLINE)}${leaf('PolicyDocument', documentOf(statements))}`;
};

const listAttachedGroupPolicies = (cloud: Cloud, call: AwsCall): string => {
  groupNamed(cloud, call, 'iam:ListAttachedGroupPolicies');
  return attachedRows(cloud, []);
};

const roleNamed = (cloud: Cloud, call: AwsCall, action: string): { readonly name: string; readonly role: RoleSpec } => {
  const name = call.params.get('RoleName') ?? '';
  cloud.authorize(call, action, cloud.roleArn(name));
  const role = cloud.spec.roles[name];
  if (role === undefined) throw noSuch(`role with name ${name}`);
  return { name, role };
};

/** The policy that is a user's or a role's permissions boundary. */
const BOUNDARY = 'boundary-of-';

const boundaryLeaf = (cloud: Cloud, name: string, { boundary }: { readonly boundary: unknown }): string =>
  boundary === null
    ? ''
    : element(
        'PermissionsBoundary',
        leaf('PermissionsBoundaryType', 'Policy'),
        leaf('PermissionsBoundaryArn', policyArn(cloud, `${BOUNDARY}${name}`)),
      );

const getRole = (cloud: Cloud, call: AwsCall): string => {
  const { name, role } = roleNamed(cloud, call, 'iam:GetRole');
  return element(
    'Role',
    leaf('Path', role.path),
    leaf('RoleName', name),
    leaf('RoleId', cloud.uniqueId('AROA', name)),
    leaf('Arn', cloud.roleArn(name)),
    leaf('CreateDate', daysAgo(cloud, 400)),
    leaf('AssumeRolePolicyDocument', role.trustPolicy === null ? null : encodeURIComponent(JSON.stringify(role.trustPolicy))),
    tagMembers(role.tags),
    boundaryLeaf(cloud, name, role),
  );
};

const listRolePolicies = (cloud: Cloud, call: AwsCall): string => {
  const { role } = roleNamed(cloud, call, 'iam:ListRolePolicies');
  const names = role.statements.length === 0 ? [] : [role.policyName ?? INLINE];
  return `${element('PolicyNames', ...names.map((name) => leaf('member', name)))}${leaf('IsTruncated', false)}`;
};

const getRolePolicy = (cloud: Cloud, call: AwsCall): string => {
  const { name, role } = roleNamed(cloud, call, 'iam:GetRolePolicy');
  const policy = call.params.get('PolicyName') ?? '';
  if (policy !== (role.policyName ?? INLINE) || role.statements.length === 0) throw noSuch(`role policy with name ${policy}`);
  return `${leaf('RoleName', name)}${leaf('PolicyName', policy)}${leaf('PolicyDocument', documentOf(role.statements))}`;
};

const listAttachedRolePolicies = (cloud: Cloud, call: AwsCall): string =>
  attachedRows(cloud, Object.keys(roleNamed(cloud, call, 'iam:ListAttachedRolePolicies').role.attached));

const managed = (cloud: Cloud, call: AwsCall, action: string): readonly PolicyStatement[] => {
  const arn = call.params.get('PolicyArn') ?? '';
  cloud.authorize(call, action, arn);
  const owners = [...Object.entries(cloud.spec.users), ...Object.entries(cloud.spec.roles)];
  const all = owners.flatMap(([name, { attached, boundary }]) => [
    ...Object.entries(attached),
    ...(boundary === null ? [] : [[`${BOUNDARY}${name}`, boundary] as const]),
  ]);
  const found = all.find(([name]) => policyArn(cloud, name) === arn);
  if (found === undefined) throw noSuch(`policy ${arn}`);
  return found[1];
};

const getPolicy = (cloud: Cloud, call: AwsCall): string => {
  managed(cloud, call, 'iam:GetPolicy');
  return element('Policy', leaf('Arn', call.params.get('PolicyArn')), leaf('DefaultVersionId', 'v1'));
};

const getPolicyVersion = (cloud: Cloud, call: AwsCall): string => {
  const statements = managed(cloud, call, 'iam:GetPolicyVersion');
  return element(
    'PolicyVersion',
    leaf('Document', documentOf(statements)),
    leaf('VersionId', 'v1'),
    leaf('IsDefaultVersion', true),
  );
};

/** IAM reads. */
export const iam = (cloud: Cloud): Operations => ({
  GetUser: (call) => getUser(cloud, call),
  ListAccessKeys: (call) => listAccessKeys(cloud, call),
  GetAccessKeyLastUsed: (call) => getAccessKeyLastUsed(cloud, call),
  ListUserPolicies: (call) => listUserPolicies(cloud, call),
  GetUserPolicy: (call) => getUserPolicy(cloud, call),
  ListAttachedUserPolicies: (call) => listAttachedUserPolicies(cloud, call),
  ListGroupsForUser: (call) => listGroupsForUser(cloud, call),
  ListGroupPolicies: (call) => listGroupPolicies(cloud, call),
  GetGroupPolicy: (call) => getGroupPolicy(cloud, call),
  ListAttachedGroupPolicies: (call) => listAttachedGroupPolicies(cloud, call),
  GetRole: (call) => getRole(cloud, call),
  ListRolePolicies: (call) => listRolePolicies(cloud, call),
  GetRolePolicy: (call) => getRolePolicy(cloud, call),
  ListAttachedRolePolicies: (call) => listAttachedRolePolicies(cloud, call),
  GetPolicy: (call) => getPolicy(cloud, call),
  GetPolicyVersion: (call) => getPolicyVersion(cloud, call),
  SimulatePrincipalPolicy: (call) => simulatePrincipalPolicy(cloud, call),
});
