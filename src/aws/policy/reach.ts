// Whom a resource policy lets in: everyone, an organization, accounts. A condition that narrows nothing counts as none (IAM User Guide, "Condition keys").
import { parseArn } from '../arn.ts';
import { wildcardMatches } from './match.ts';
import type { PolicyCondition, PolicyStatement } from './policy.ts';

export type Reach =
  /** Anybody with an AWS account, or without one. */
  | { readonly kind: 'everyone' }
  /** Everybody of organizations; which accounts those are is not told. */
  | { readonly kind: 'organization'; readonly ids: readonly string[] }
  /** Other accounts than the own one. */
  | { readonly kind: 'accounts'; readonly accounts: readonly string[] }
  /** The own account, services, or whoever comes from named networks. */
  | { readonly kind: 'own' };

const OWN: Reach = { kind: 'own' };

/** Operators that a request must meet: a missing key does not, as it does with IfExists, ForAllValues and negation. */
const DEMANDS = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;
const ACCOUNT_KEYS = ['aws:sourceaccount', 'aws:sourceowner', 'aws:principalaccount', 'kms:calleraccount'];
const ARN_KEYS = ['aws:sourcearn', 'aws:principalarn'];
const ORGANIZATION_KEYS = ['aws:principalorgid', 'aws:principalorgpaths', 'aws:sourceorgid', 'aws:sourceorgpaths'];
const NETWORK_KEYS = ['aws:sourceip', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:vpcsourceip'];

const isWild = (value: string): boolean => /^[*?]*$/.test(value);

/** null: the value leaves the account open. Empty: what has no account in its ARN, such as a bucket. */
const accountIn = (arn: string): string | null => {
  const parsed = parseArn(arn);
  return parsed === null || /[*?]/.test(parsed.account) ? null : parsed.account;
};

const narrowedTo = ({ operator, key, values }: PolicyCondition): Reach | null => {
  if (!DEMANDS.test(operator) || values.some(isWild)) return null;
  if (ACCOUNT_KEYS.includes(key))
    return values.every((value) => /^\d{12}$/.test(value)) ? { kind: 'accounts', accounts: values } : null;
  if (ARN_KEYS.includes(key)) {
    const accounts = values.map(accountIn);
    if (accounts.includes(null)) return null;
    return { kind: 'accounts', accounts: accounts.filter((account): account is string => account !== null && account !== '') };
  }
  if (ORGANIZATION_KEYS.includes(key)) return { kind: 'organization', ids: values };
  const anywhere = values.some((value) => /^(0\.0\.0\.0|::)\/0$/.test(value));
  return NETWORK_KEYS.includes(key) && !anywhere ? OWN : null;
};

/** Whether a condition lets fewer in than none would. */
export const narrows = (condition: PolicyCondition): boolean => narrowedTo(condition) !== null;

const others = (accounts: readonly string[], own: string): Reach => {
  const foreign = [...new Set(accounts)].filter((account) => account !== own);
  return foreign.length === 0 ? OWN : { kind: 'accounts', accounts: foreign };
};

/** `own`: the account of the resource. */
export const reachOf = ({ principals, conditions, inverted }: PolicyStatement, own: string): Reach => {
  const anyone = inverted || principals?.some(({ kind }) => kind === '*') === true;
  if (!anyone) {
    const named = (principals ?? []).filter(({ kind }) => kind === 'AWS' || kind === 'Federated');
    return others(
      named.map(({ value }) => parseArn(value)?.account ?? value),
      own,
    );
  }
  const limits = conditions.map(narrowedTo).filter((limit) => limit !== null);
  const accounts = limits.find((limit) => limit.kind === 'accounts');
  if (accounts !== undefined) return others(accounts.accounts, own);
  return limits[0] ?? { kind: 'everyone' };
};

/** Allow statements that speak of one of the actions, each with whom it lets in. */
export const reaching = (
  policy: readonly PolicyStatement[],
  actions: readonly string[],
  own: string,
): readonly { readonly statement: PolicyStatement; readonly reach: Reach }[] => {
  const speaks = ({ actions: given, notActions }: PolicyStatement): boolean =>
    actions.some((action) =>
      notActions === null
        ? given.some((pattern) => wildcardMatches(pattern, action, true))
        : !notActions.some((pattern) => wildcardMatches(pattern, action, true)),
    );
  return policy
    .filter((statement) => statement.effect === 'Allow' && speaks(statement))
    .map((statement) => ({ statement, reach: reachOf(statement, own) }));
};
