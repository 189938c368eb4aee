// IAM (Query): users, their keys, and the policy simulator over the scenario's statements.
import type { PolicyStatement, UserSpec } from './spec.ts';
import { evaluatePolicy, missingContext } from './policy.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
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

const memberList = (params: URLSearchParams, prefix: string): string[] => {
  const values: string[] = [];
  for (let index = 1; ; index += 1) {
    const value = params.get(`${prefix}.member.${index}`);
    if (value === null) return values;
    values.push(value);
  }
};

const contextOf = (params: URLSearchParams): { [key: string]: readonly string[] } => {
  const context: { [key: string]: readonly string[] } = {};
  for (let index = 1; ; index += 1) {
    const prefix = `ContextEntries.member.${index}`;
    const key = params.get(`${prefix}.ContextKeyName`);
    if (key === null) return context;
    context[key.toLowerCase()] = memberList(params, `${prefix}.ContextKeyValues`);
  }
};

const sourceStatements = (cloud: Cloud, arn: string): readonly PolicyStatement[] => {
  const [, , service, , account, resource = ''] = arn.split(':');
  const name = resource.split('/').at(-1) ?? '';
  const found = resource.startsWith('role/') ? cloud.spec.roles[name] : cloud.spec.users[name];
  if (service !== 'iam')
    throw new AwsError('InvalidInput', 400, `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  if (account !== cloud.spec.account || found === undefined)
    throw new AwsError('NoSuchEntity', 404, `The entity ${arn} cannot be found.`);
  return found.statements;
};

const simulatePrincipalPolicy = (cloud: Cloud, call: AwsCall): string => {
  const source = call.params.get('PolicySourceArn') ?? '';
  cloud.authorize(call, 'iam:SimulatePrincipalPolicy', source);
  const statements = sourceStatements(cloud, source);
  const context = contextOf(call.params);
  const given = memberList(call.params, 'ResourceArns');
  const resources = given.length === 0 ? ['*'] : given;
  const missing = missingContext(statements, context);
  const rows = memberList(call.params, 'ActionNames').map((action) => {
    const verdicts = resources.map((resource) => evaluatePolicy(statements, { action, resource, principal: null, context }));
    const overall = verdicts.every((verdict) => verdict === 'allowed')
      ? 'allowed'
      : (verdicts.find((verdict) => verdict !== 'allowed') ?? 'implicitDeny');
    const specific = resources.map((resource, index) =>
      [
        leaf('EvalResourceName', resource),
        leaf('EvalResourceDecision', verdicts[index] ?? 'implicitDeny'),
        members('MatchedStatements', []),
      ].join(''),
    );
    return [
      leaf('EvalActionName', action),
      leaf('EvalResourceName', resources.length === 1 ? (resources[0] ?? '*') : '*'),
      leaf('EvalDecision', overall),
      members('MatchedStatements', []),
      element('MissingContextValues', ...missing.map((key) => leaf('member', key))),
      members('ResourceSpecificResults', specific),
    ].join('');
  });
  return `${members('EvaluationResults', rows)}${leaf('IsTruncated', false)}`;
};

/** IAM reads. */
export const iam = (cloud: Cloud): Operations => ({
  GetUser: (call) => getUser(cloud, call),
  ListAccessKeys: (call) => listAccessKeys(cloud, call),
  GetAccessKeyLastUsed: (call) => getAccessKeyLastUsed(cloud, call),
  SimulatePrincipalPolicy: (call) => simulatePrincipalPolicy(cloud, call),
});
