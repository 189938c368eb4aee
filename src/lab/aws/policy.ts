// Decides what a policy allows, for the lab's own parties (the code under test has its own evaluator).
import type { PolicyStatement, RoleSpec, UserSpec } from './spec.ts';

export type Verdict = 'allowed' | 'explicitDeny' | 'implicitDeny';

export interface PolicyQuestion {
  readonly action: string;
  readonly resource: string;
  /** Null for identity policies, which name no principal. */
  readonly principal: { readonly kind: 'Service' | 'AWS'; readonly names: readonly string[] } | null;
  /** Condition keys in lower case. */
  readonly context: { readonly [key: string]: string | readonly string[] };
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/** `*` and `?` as IAM reads them. */
export const matchesPattern = (pattern: string, text: string, ignoreCase = false): boolean => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
};

/** A policy variable becomes what the request tells of it; one that it does not tell fits nothing. */
const filled = (pattern: string, context: PolicyQuestion['context']): string =>
  pattern.replaceAll(/\$\{([^}]+)\}/g, (_, name: string) => list(context[name.toLowerCase()])[0] ?? '\u0000');

const principalFits = (statement: PolicyStatement, question: PolicyQuestion): boolean => {
  if (question.principal === null) return true;
  const { Principal } = statement;
  if (Principal === undefined) return false;
  // In a resource's policy both mean everybody, services too (IAM User Guide, "AWS JSON policy elements: Principal").
  if (Principal === '*' || list(Principal['AWS']).includes('*')) return true;
  const { kind, names } = question.principal;
  return list(Principal[kind]).some((allowed) => allowed === '*' || names.includes(allowed));
};

const ipNumber = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** IPv4 alone: the lab lives on 127.0.0.1. */
const inRange = (range: string, address: string): boolean => {
  const [base = '', bits = '32'] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(ipNumber(base) / size) === Math.floor(ipNumber(address) / size);
};

const compared = (operator: string, wanted: readonly string[], value: string): boolean | null => {
  const [, kind = '', relation = ''] =
    /^(numeric|date)(equals|lessthan|lessthanequals|greaterthan|greaterthanequals)$/.exec(operator) ?? [];
  if (kind === '') return null;
  const number = (text: string): number => (kind === 'date' ? Date.parse(text) : Number(text));
  return wanted.some((text) => {
    const difference = number(value) - number(text);
    if (difference === 0) return relation.endsWith('equals');
    return relation.startsWith(difference < 0 ? 'lessthan' : 'greaterthan');
  });
};

const test = (operator: string, wanted: readonly string[], actual: readonly string[]): boolean => {
  const given = operator.replace(/^ForA(?:llValues|nyValue):/i, '').toLowerCase();
  const name = given.replace(/ifexists$/, '');
  const all = /^ForAllValues:/i.test(operator);
  if (name === 'null') return wanted.includes(String(actual.length === 0));
  const one = (value: string): boolean => {
    if (name === 'stringequals' || name === 'arnequals' || name === 'bool')
      return wanted.some((w) => w === value || (name === 'arnequals' && matchesPattern(w, value)));
    if (name === 'stringequalsignorecase') return wanted.some((w) => w.toLowerCase() === value.toLowerCase());
    if (name === 'stringlike' || name === 'arnlike') return wanted.some((w) => matchesPattern(w, value));
    if (name === 'stringnotequals' || name === 'arnnotequals') return !wanted.includes(value);
    if (name === 'stringnotlike' || name === 'arnnotlike') return !wanted.some((w) => matchesPattern(w, value));
    if (name === 'ipaddress') return wanted.some((w) => inRange(w, value));
    if (name === 'notipaddress') return !wanted.some((w) => inRange(w, value));
    return compared(name, wanted, value) ?? false;
  };
  const any = /^ForAnyValue:/i.test(operator);
  if (actual.length === 0) return all || given.endsWith('ifexists') || (name.includes('not') && !any);
  return all ? actual.every(one) : actual.some(one);
};

const conditionsFit = (statement: PolicyStatement, question: PolicyQuestion): boolean =>
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      test(
        operator,
        list(wanted).map((text) => filled(text, question.context)),
        list(question.context[key.toLowerCase()]),
      ),
    ),
  );

const actionFits = ({ Action, NotAction }: PolicyStatement, action: string): boolean =>
  NotAction === undefined
    ? list(Action).some((pattern) => matchesPattern(pattern, action, true))
    : !list(NotAction).some((pattern) => matchesPattern(pattern, action, true));

const resourceFits = ({ Resource, NotResource }: PolicyStatement, { resource, context }: PolicyQuestion): boolean => {
  const among = (patterns: string | readonly string[]): boolean =>
    list(patterns).some((pattern) => matchesPattern(filled(pattern, context), resource));
  return (Resource === undefined || among(Resource)) && (NotResource === undefined || !among(NotResource));
};

const fits = (statement: PolicyStatement, question: PolicyQuestion): boolean =>
  actionFits(statement, question.action) &&
  resourceFits(statement, question) &&
  principalFits(statement, question) &&
  conditionsFit(statement, question);

/** An explicit deny wins, then an allow; what nobody allows is denied. */
export const evaluatePolicy = (statements: readonly PolicyStatement[], question: PolicyQuestion): Verdict => {
  const fitting = statements.filter((statement) => fits(statement, question));
  if (fitting.some((statement) => statement.Effect === 'Deny')) return 'explicitDeny';
  return fitting.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'implicitDeny';
};

/** Of all policies together; boundary and organization must each allow as well. */
export const decideWithin = (
  statements: readonly PolicyStatement[],
  limits: readonly (readonly PolicyStatement[])[],
  question: PolicyQuestion,
): Verdict => {
  const verdicts = [statements, ...limits].map((policy) => evaluatePolicy(policy, question));
  return verdicts.find((verdict) => verdict === 'explicitDeny') ?? verdicts.find((verdict) => verdict !== 'allowed') ?? 'allowed';
};

/** Everything that lets or forbids a user something. */
export const statementsOfUser = ({ statements, attached, groups }: UserSpec): readonly PolicyStatement[] => [
  ...statements,
  ...Object.values(attached).flat(),
  ...Object.values(groups).flat(),
];

export const statementsOfRole = ({ statements, attached }: RoleSpec): readonly PolicyStatement[] => [
  ...statements,
  ...Object.values(attached).flat(),
];

/** What AWS knows of the caller by itself. */
export const principalContext = (arn: string, name: string, tags: UserSpec['tags']): { readonly [key: string]: string } => ({
  'aws:principalarn': arn,
  'aws:principalaccount': arn.split(':')[4] ?? '',
  'aws:principaltype': 'User',
  'aws:username': name,
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:principaltag/${key.toLowerCase()}`, value])),
});

/** The condition keys that a statement asks for and the question does not tell. */
export const missingContext = (statements: readonly PolicyStatement[], context: PolicyQuestion['context']): string[] => [
  ...new Set(
    statements
      .flatMap((statement) => Object.values(statement.Condition ?? {}).flatMap((keys) => Object.keys(keys)))
      .filter((key) => !(key.toLowerCase() in context)),
  ),
];

/** The statements of a policy document, one or many. */
export const statementsOf = (document: unknown): readonly PolicyStatement[] => {
  const { Statement } = (document ?? {}) as { readonly Statement?: PolicyStatement | readonly PolicyStatement[] };
  if (Statement === undefined) return [];
  return Array.isArray(Statement) ? (Statement as readonly PolicyStatement[]) : [Statement as PolicyStatement];
};
