// Whether a policy lets a principal do something (IAM User Guide, "Policy evaluation logic"): deny, else allow, else no.
import { parseArn } from '../arn.ts';
import type { PolicyPrincipal, PolicyStatement } from './policy.ts';
import { all, any, conditionMatches, type Known, type PolicyContext, wildcardMatches, withVariables } from './match.ts';

export interface PolicyRequest {
  /** A service such as `ses.amazonaws.com`, or an account's or user's ARN. */
  readonly principal: { readonly kind: 'Service' | 'AWS'; readonly value: string };
  /** Such as `sns:Publish`. */
  readonly action: string;
  readonly resource: string;
  readonly context: PolicyContext;
}

export type PolicyDecision =
  | { readonly decision: 'allowed'; readonly by: PolicyStatement }
  | { readonly decision: 'explicit-deny'; readonly by: PolicyStatement }
  | { readonly decision: 'not-allowed' }
  /** NotAction, NotPrincipal, an operator or a key that is not known here decides. */
  | { readonly decision: 'cannot-judge'; readonly by: PolicyStatement };

const accountOf = (principal: string): string => (/^\d{12}$/.test(principal) ? principal : (parseArn(principal)?.account ?? ''));

const principalMatches = (given: PolicyPrincipal, wanted: PolicyRequest['principal']): Known => {
  if (given.kind === '*') return true;
  if (given.kind !== wanted.kind) return false;
  if (given.value === wanted.value) return true;
  if (wanted.kind === 'Service') return false;
  // An account stands for everyone in it whom the account lets.
  const root = /^\d{12}$/.test(given.value) || given.value.endsWith(':root');
  return root && accountOf(given.value) === accountOf(wanted.value);
};

const listed = (patterns: readonly string[], text: string, context: PolicyContext, ignoreCase: boolean): Known =>
  any(
    patterns.map((pattern) => {
      const filled = withVariables(pattern, context);
      return filled === null ? null : wildcardMatches(filled, text, ignoreCase);
    }),
  );

const not = (value: Known): Known => (value === null ? null : !value);

/** Whether a statement speaks of the action on the resource, whoever asks and whatever its conditions. */
export const speaksOf = (statement: PolicyStatement, request: Pick<PolicyRequest, 'action' | 'resource' | 'context'>): Known => {
  const { actions, notActions, resources, notResources } = statement;
  const { action, resource, context } = request;
  return all([
    notActions === null ? listed(actions, action, context, true) : not(listed(notActions, action, context, true)),
    resources === null || listed(resources, resource, context, false),
    notResources === null || not(listed(notResources, resource, context, false)),
  ]);
};

/** Without its conditions. */
const covers = (statement: PolicyStatement, request: PolicyRequest): Known => {
  if (statement.inverted) return null;
  const principal =
    statement.principals === null ? true : any(statement.principals.map((one) => principalMatches(one, request.principal)));
  return all([principal, speaksOf(statement, request)]);
};

const statementMatches = (statement: PolicyStatement, request: PolicyRequest): Known => {
  const covered = covers(statement, request);
  if (covered === false) return false;
  return all([covered, ...statement.conditions.map((condition) => conditionMatches(condition, request.context))]);
};

export const evaluatePolicy = (policy: readonly PolicyStatement[], request: PolicyRequest): PolicyDecision => {
  const judged = policy.map((statement) => ({ statement, match: statementMatches(statement, request) }));
  const find = (effect: 'Allow' | 'Deny', match: Known) =>
    judged.find((one) => one.statement.effect === effect && one.match === match)?.statement;
  const denied = find('Deny', true);
  if (denied !== undefined) return { decision: 'explicit-deny', by: denied };
  const perhapsDenied = find('Deny', null);
  if (perhapsDenied !== undefined) return { decision: 'cannot-judge', by: perhapsDenied };
  const allowed = find('Allow', true);
  if (allowed !== undefined) return { decision: 'allowed', by: allowed };
  const perhapsAllowed = find('Allow', null);
  return perhapsAllowed === undefined ? { decision: 'not-allowed' } : { decision: 'cannot-judge', by: perhapsAllowed };
};
