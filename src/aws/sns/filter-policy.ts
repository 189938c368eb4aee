// Whether an SNS subscription's filter policy lets a message body through (SNS Developer Guide, "Subscription filter policies").
import { isObject, parsedJson } from '../../text/unknown-json.ts';

export type FilterVerdict = 'passes' | 'drops' | 'cannot-judge';

/** Set in an object of a body that holds more members than are told here: what a filter asks of one of those is not known. */
export const OPEN: unique symbol = Symbol('open');

type Json = Readonly<Record<string, unknown>> & { readonly [OPEN]?: true };
const OPERATORS: Readonly<Record<string, (operand: unknown, value: unknown) => boolean | null>> = {
  exists: (operand, value) => (value !== undefined) === operand,
  prefix: (operand, value) => (typeof operand === 'string' ? typeof value === 'string' && value.startsWith(operand) : null),
  suffix: (operand, value) => (typeof operand === 'string' ? typeof value === 'string' && value.endsWith(operand) : null),
  'equals-ignore-case': (operand, value) =>
    typeof operand === 'string' ? typeof value === 'string' && value.toLowerCase() === operand.toLowerCase() : null,
  'anything-but': (operand, value) => {
    if (isObject(operand)) {
      const [operator = '', inner] = Object.entries(operand)[0] ?? [];
      const judged = operator === 'prefix' || operator === 'suffix' ? (OPERATORS[operator]?.(inner, value) ?? null) : null;
      return judged === null ? null : value !== undefined && !judged;
    }
    const listed = Array.isArray(operand) ? operand : [operand];
    if (listed.some((item) => typeof item === 'object')) return null;
    return value !== undefined && !listed.includes(value);
  },
};

/** One rule of a key's list: a plain value, or one operator. null: an operator that is not known here. */
const ruleMatches = (rule: unknown, value: unknown): boolean | null => {
  const values = Array.isArray(value) ? value : [value];
  if (!isObject(rule)) return values.includes(rule);
  const [operator, operand] = Object.entries(rule)[0] ?? [];
  const judge = operator === undefined ? undefined : OPERATORS[operator];
  if (judge === undefined) return null;
  const verdicts = values.map((one) => judge(operand, one));
  return verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;
};

const keyPasses = (rules: unknown, value: unknown): FilterVerdict => {
  if (isObject(rules)) return objectPasses(rules, isObject(value) ? value : {});
  if (!Array.isArray(rules)) return 'cannot-judge';
  const verdicts = rules.map((rule) => ruleMatches(rule, value));
  if (verdicts.includes(true)) return 'passes';
  return verdicts.includes(null) ? 'cannot-judge' : 'drops';
};

/** One alternative must match. */
const eitherPasses = (alternatives: readonly unknown[], body: Json): FilterVerdict => {
  const verdicts = alternatives.map((one) => (isObject(one) ? objectPasses(one, body) : 'cannot-judge'));
  if (verdicts.includes('passes')) return 'passes';
  return verdicts.includes('cannot-judge') ? 'cannot-judge' : 'drops';
};

/** All keys must match. */
const objectPasses = (policy: Json, body: Json): FilterVerdict => {
  const verdicts = Object.entries(policy).map(([key, rules]) => {
    if (key === '$or' && Array.isArray(rules)) return eitherPasses(rules, body);
    // What AWS may add beside it.
    if (key.startsWith('$') || (body[OPEN] === true && !(key in body))) return 'cannot-judge';
    return keyPasses(rules, body[key]);
  });
  if (verdicts.includes('drops')) return 'drops';
  return verdicts.includes('cannot-judge') ? 'cannot-judge' : 'passes';
};

/** `policy` is the attribute's JSON text, `body` the message as SES publishes it. */
export const filterPasses = (policy: string, body: Json): FilterVerdict => {
  const parsed = parsedJson(policy);
  return isObject(parsed) ? objectPasses(parsed, body) : 'cannot-judge';
};
