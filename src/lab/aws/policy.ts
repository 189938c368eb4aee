// Decides what a policy allows, for the lab's own parties (the code under test has its own evaluator).
import type { PolicyStatement } from './spec.ts';

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

const principalFits = (statement: PolicyStatement, question: PolicyQuestion): boolean => {
  if (question.principal === null) return true;
  const { Principal } = statement;
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  const { kind, names } = question.principal;
  return list(Principal[kind]).some((allowed) => allowed === '*' || names.includes(allowed));
};

const test = (operator: string, wanted: readonly string[], actual: readonly string[]): boolean => {
  const name = operator.replace(/^ForA(ll|ny)Values:/i, '').toLowerCase();
  const all = /^ForAllValues:/i.test(operator);
  const one = (value: string): boolean => {
    if (name === 'stringequals' || name === 'arnequals' || name === 'bool')
      return wanted.some((w) => w === value || (name === 'arnequals' && matchesPattern(w, value)));
    if (name === 'stringequalsignorecase') return wanted.some((w) => w.toLowerCase() === value.toLowerCase());
    if (name === 'stringlike' || name === 'arnlike') return wanted.some((w) => matchesPattern(w, value));
    if (name === 'stringnotequals' || name === 'arnnotequals') return !wanted.includes(value);
    if (name === 'stringnotlike' || name === 'arnnotlike') return !wanted.some((w) => matchesPattern(w, value));
    return false;
  };
  if (actual.length === 0) return all || name.includes('not');
  return all ? actual.every(one) : actual.some(one);
};

const conditionsFit = (statement: PolicyStatement, question: PolicyQuestion): boolean =>
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => test(operator, list(wanted), list(question.context[key.toLowerCase()]))),
  );

const fits = (statement: PolicyStatement, question: PolicyQuestion): boolean =>
  list(statement.Action).some((pattern) => matchesPattern(pattern, question.action, true)) &&
  (statement.Resource === undefined || list(statement.Resource).some((pattern) => matchesPattern(pattern, question.resource))) &&
  principalFits(statement, question) &&
  conditionsFit(statement, question);

/** An explicit deny wins, then an allow; what nobody allows is denied. */
export const evaluatePolicy = (statements: readonly PolicyStatement[], question: PolicyQuestion): Verdict => {
  const fitting = statements.filter((statement) => fits(statement, question));
  if (fitting.some((statement) => statement.Effect === 'Deny')) return 'explicitDeny';
  return fitting.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'implicitDeny';
};

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
