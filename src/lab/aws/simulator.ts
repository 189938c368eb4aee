// IAM's policy simulator over the scenario's statements: resources are compared as they are given, `*` as a literal too.
import type { PolicyStatement } from './spec.ts';
import { evaluatePolicy, missingContext, principalContext, statementsOfRole, statementsOfUser, type Verdict } from './policy.ts';
import { AwsError, type AwsCall } from './call.ts';
import type { Cloud } from './cloud.ts';
import { element, entries, leaf, memberList, members } from './xml.ts';

type Context = { readonly [key: string]: readonly string[] };

const contextOf = (params: URLSearchParams): Context => {
  const context: { [key: string]: readonly string[] } = {};
  for (let index = 1; ; index += 1) {
    const prefix = `ContextEntries.member.${index}`;
    const key = params.get(`${prefix}.ContextKeyName`);
    if (key === null) return context;
    context[key.toLowerCase()] = memberList(params, `${prefix}.ContextKeyValues`);
  }
};

interface Source {
  readonly statements: readonly PolicyStatement[];
  readonly boundary: readonly PolicyStatement[] | null;
  /** What IAM takes from the principal itself. */
  readonly context: { readonly [key: string]: string };
}

const sourceOf = (cloud: Cloud, arn: string): Source => {
  const [, , service, , account, resource = ''] = arn.split(':');
  const name = resource.split('/').at(-1) ?? '';
  if (service !== 'iam')
    throw new AwsError('InvalidInput', 400, `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  const role = resource.startsWith('role/') && arn === cloud.roleArn(name) ? cloud.spec.roles[name] : undefined;
  const user = resource.startsWith('user/') && arn === cloud.userArn(name) ? cloud.spec.users[name] : undefined;
  if (account === cloud.spec.account && role !== undefined) {
    return {
      statements: statementsOfRole(role),
      boundary: role.boundary,
      context: { 'aws:principalarn': arn, 'aws:principaltype': 'AssumedRole' },
    };
  }
  if (account !== cloud.spec.account || user === undefined)
    throw new AwsError('NoSuchEntity', 404, `The entity ${arn} cannot be found.`);
  // Tags are the caller's to give (IAM API reference, SimulatePrincipalPolicy: ContextEntries).
  return { statements: statementsOfUser(user), boundary: user.boundary, context: principalContext(arn, name, {}) };
};

interface Simulated {
  readonly resource: string;
  /** What the principal's own policies say of a resource of another account, whose policy nobody gave; null within the account. */
  readonly own: Verdict | null;
  readonly verdict: Verdict;
  readonly boundary: boolean | null;
  readonly organization: boolean | null;
}

const simulated = (cloud: Cloud, source: Source, action: string, resource: string, given: Context): Simulated => {
  const question = { action, resource, principal: null, context: { ...source.context, ...given } };
  const within = (policy: readonly PolicyStatement[] | null): Verdict | null =>
    policy === null ? null : evaluatePolicy(policy, question);
  const [boundary, organization] = [within(source.boundary), within(cloud.spec.organization)];
  const verdicts = [evaluatePolicy(source.statements, question), boundary, organization].filter((one) => one !== null);
  const own = verdicts.find((one) => one === 'explicitDeny') ?? verdicts.find((one) => one !== 'allowed') ?? 'allowed';
  const owner = resource.split(':')[4] ?? '';
  const foreign =
    owner !== '' && owner !== cloud.spec.account && organization !== 'implicitDeny' && organization !== 'explicitDeny';
  return {
    resource,
    own: foreign ? own : null,
    verdict: foreign && own === 'allowed' ? 'implicitDeny' : own,
    boundary: boundary === null ? null : boundary === 'allowed',
    organization: organization === null ? null : organization === 'allowed',
  };
};

const missingOf = (missing: readonly string[]): string =>
  element('MissingContextValues', ...missing.map((key) => leaf('member', key)));

const boundaryOf = ({ boundary }: Simulated): string =>
  boundary === null ? '' : element('PermissionsBoundaryDecisionDetail', leaf('AllowedByPermissionsBoundary', boundary));

/** Of two accounts both must allow (IAM API reference, EvaluationResult). */
const detailsOf = ({ own }: Simulated): string =>
  entries('EvalDecisionDetails', own === null ? {} : { 'IAM Policy': own, 'Resource Policy': 'implicitDeny' });

const row = (action: string, rows: readonly Simulated[], given: readonly string[], missing: readonly string[]): string => {
  const refused = rows.find(({ verdict }) => verdict !== 'allowed');
  const organization = rows.find((one) => one.organization === false) ?? rows[0];
  const specific = rows.map((one) =>
    [
      leaf('EvalResourceName', one.resource),
      leaf('EvalResourceDecision', one.verdict),
      members('MatchedStatements', []),
      missingOf(given.length === 0 ? [] : missing),
      detailsOf(one),
      boundaryOf(one),
    ].join(''),
  );
  return [
    leaf('EvalActionName', action),
    leaf('EvalResourceName', rows.length === 1 ? (rows[0]?.resource ?? '*') : '*'),
    leaf('EvalDecision', refused?.verdict ?? 'allowed'),
    members('MatchedStatements', []),
    // With a list of resources, each tells what it misses (IAM API reference, EvaluationResult).
    missingOf(given.length === 0 ? missing : []),
    organization?.organization === undefined || organization.organization === null
      ? ''
      : element('OrganizationsDecisionDetail', leaf('AllowedByOrganizations', organization.organization)),
    refused === undefined ? '' : boundaryOf(refused),
    given.length === 0 ? '' : members('ResourceSpecificResults', specific),
  ].join('');
};

export const simulatePrincipalPolicy = (cloud: Cloud, call: AwsCall): string => {
  const arn = call.params.get('PolicySourceArn') ?? '';
  cloud.authorize(call, 'iam:SimulatePrincipalPolicy', arn);
  const source = sourceOf(cloud, arn);
  const context = contextOf(call.params);
  const given = memberList(call.params, 'ResourceArns');
  const missing = missingContext([...source.statements, ...(source.boundary ?? [])], { ...source.context, ...context });
  const rows = memberList(call.params, 'ActionNames').map((action) => {
    const resources = given.length === 0 ? ['*'] : given;
    const judged = resources.map((resource) => simulated(cloud, source, action, resource, context));
    return row(action, judged, given, missing);
  });
  return `${members('EvaluationResults', rows)}${leaf('IsTruncated', false)}`;
};
