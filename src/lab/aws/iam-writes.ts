// IAM writes (Query): users, roles and their inline policies. No access key is ever made here.
import { tagsInQuery } from './tags.ts';
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { ROLE, USER } from './read.ts';
import type { PolicyStatement } from './spec.ts';
import { element, leaf } from './xml.ts';

const NAME = /^[\w+=,.@-]{1,64}$/;

const nameIn = (call: AwsCall, parameter: string): string => {
  const name = call.params.get(parameter) ?? '';
  if (!NAME.test(name)) throw new AwsError('ValidationError', 400, `The specified value for ${parameter} is invalid.`);
  return name;
};

const documentIn = (call: AwsCall, parameter: string): JsonObject => {
  try {
    const document: unknown = JSON.parse(call.params.get(parameter) ?? '');
    if (typeof document === 'object' && document !== null && 'Statement' in document) return document as JsonObject;
  } catch {
    // Answered below in AWS's words.
  }
  throw new AwsError('MalformedPolicyDocument', 400, 'Syntax errors in policy.');
};

const exists = (kind: string, name: string): AwsError =>
  new AwsError('EntityAlreadyExists', 409, `${kind} with name ${name} already exists.`);

const statementsIn = ({ Statement: written = [] }: JsonObject): readonly PolicyStatement[] =>
  [written].flat() as unknown as readonly PolicyStatement[];

const createUser = (cloud: Cloud, call: AwsCall): string => {
  const name = nameIn(call, 'UserName');
  cloud.authorize(call, 'iam:CreateUser', cloud.userArn(name));
  const tags = tagsInQuery(call);
  if (Object.keys(tags).length > 0) cloud.authorize(call, 'iam:TagUser', cloud.userArn(name));
  if (cloud.spec.users[name] !== undefined) throw exists('User', name);
  cloud.changeIam({ users: { ...cloud.spec.users, [name]: { ...USER, tags } } });
  return element('User', leaf('UserName', name), leaf('Arn', cloud.userArn(name)));
};

const putUserPolicy = (cloud: Cloud, call: AwsCall): null => {
  const name = nameIn(call, 'UserName');
  cloud.authorize(call, 'iam:PutUserPolicy', cloud.userArn(name));
  const user = cloud.spec.users[name];
  if (user === undefined) throw new AwsError('NoSuchEntity', 404, `The user with name ${name} cannot be found.`);
  const statements = statementsIn(documentIn(call, 'PolicyDocument'));
  const policyName = nameIn(call, 'PolicyName');
  cloud.changeIam({ users: { ...cloud.spec.users, [name]: { ...user, statements, policyName } } });
  return null;
};

/** `user/NAME` is that user, `root` every user of the account. */
const trustedIn = (statement: PolicyStatement | undefined): readonly string[] => {
  const given = statement?.Principal;
  const arns = typeof given === 'object' ? [given['AWS'] ?? []].flat() : [];
  return arns.map((arn) => (arn.endsWith(':root') ? '*' : (arn.split('/').at(-1) ?? '')));
};

const createRole = (cloud: Cloud, call: AwsCall): string => {
  const name = nameIn(call, 'RoleName');
  cloud.authorize(call, 'iam:CreateRole', cloud.roleArn(name));
  const tags = tagsInQuery(call);
  if (Object.keys(tags).length > 0) cloud.authorize(call, 'iam:TagRole', cloud.roleArn(name));
  if (cloud.spec.roles[name] !== undefined) throw exists('Role', name);
  const trustPolicy = documentIn(call, 'AssumeRolePolicyDocument');
  const [statement] = statementsIn(trustPolicy);
  const external = statement?.Condition?.['StringEquals']?.['sts:ExternalId'];
  const externalId = typeof external === 'string' ? external : null;
  const role = { ...ROLE, trusts: trustedIn(statement), externalId, trustPolicy, tags };
  cloud.changeIam({ roles: { ...cloud.spec.roles, [name]: role } });
  return element('Role', leaf('RoleName', name), leaf('Arn', cloud.roleArn(name)));
};

const putRolePolicy = (cloud: Cloud, call: AwsCall): null => {
  const name = nameIn(call, 'RoleName');
  cloud.authorize(call, 'iam:PutRolePolicy', cloud.roleArn(name));
  const role = cloud.spec.roles[name];
  if (role === undefined) throw new AwsError('NoSuchEntity', 404, `The role with name ${name} cannot be found.`);
  const statements = statementsIn(documentIn(call, 'PolicyDocument'));
  const policyName = nameIn(call, 'PolicyName');
  cloud.changeIam({ roles: { ...cloud.spec.roles, [name]: { ...role, statements, policyName } } });
  return null;
};

export const iamWrites = (cloud: Cloud): Operations => ({
  CreateUser: (call) => createUser(cloud, call),
  PutUserPolicy: (call) => putUserPolicy(cloud, call),
  CreateRole: (call) => createRole(cloud, call),
  PutRolePolicy: (call) => putRolePolicy(cloud, call),
});
