// Text and condition matching of AWS policies, three-valued: what cannot be known is null and never guessed.
import type { PolicyCondition } from './policy.ts';

/** true, false, or null: it depends on something that is not known here. */
export type Known = boolean | null;

export const all = (values: readonly Known[]): Known => {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
};
export const any = (values: readonly Known[]): Known => {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
};

/** `*` any run of characters, `?` one. Never backtracks further than the last `*`, so a hostile pattern costs little. */
export const wildcardMatches = (pattern: string, text: string, ignoreCase = false): boolean => {
  const [wanted, given] = ignoreCase ? [pattern.toLowerCase(), text.toLowerCase()] : [pattern, text];
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < given.length; ) {
    if (wanted[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[index])) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(at));
};

/** ARNs are compared part by part: a wildcard does not reach over a colon, except in the last part (IAM, Arn condition operators). */
export const arnMatches = (pattern: string, arn: string): boolean => {
  const [wanted, given] = [pattern.split(':'), arn.split(':')];
  if (pattern === '*') return true;
  if (wanted.length < 6 || given.length < 6) return false;
  const head = wanted.slice(0, 5).every((part, index) => wildcardMatches(part, given[index] ?? ''));
  return head && wildcardMatches(wanted.slice(5).join(':'), given.slice(5).join(':'));
};

type Compare = (wanted: string, given: string) => boolean;
const numeric =
  (holds: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    holds(Number(given), Number(wanted));

/** ISO 8601, or seconds since 1970. */
const timeIn = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const dated =
  (holds: (given: number, wanted: number) => boolean): Compare =>
  (wanted, given) =>
    holds(timeIn(given), timeIn(wanted));

const OPERATORS: Readonly<Record<string, Compare>> = {
  stringequals: (wanted, given) => wanted === given,
  stringequalsignorecase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  stringlike: (wanted, given) => wildcardMatches(wanted, given),
  arnequals: arnMatches,
  arnlike: arnMatches,
  bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  numericequals: numeric((given, wanted) => given === wanted),
  numericlessthan: numeric((given, wanted) => given < wanted),
  numericlessthanequals: numeric((given, wanted) => given <= wanted),
  numericgreaterthan: numeric((given, wanted) => given > wanted),
  numericgreaterthanequals: numeric((given, wanted) => given >= wanted),
  dateequals: dated((given, wanted) => given === wanted),
  datelessthan: dated((given, wanted) => given < wanted),
  datelessthanequals: dated((given, wanted) => given <= wanted),
  dategreaterthan: dated((given, wanted) => given > wanted),
  dategreaterthanequals: dated((given, wanted) => given >= wanted),
};

/** What is known of a request: a key's values; an empty list for a key that is surely not set. A key that is not listed is unknown. */
export type PolicyContext = ReadonlyMap<string, readonly string[]>;

interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: 'ForAllValues' | 'ForAnyValue' | null;
}

const operatorOf = (written: string): Operator | null => {
  const [, set = null, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/i.exec(written) ?? [];
  const ifExists = /IfExists$/i.test(name);
  const bare = name.replace(/IfExists$/i, '').toLowerCase();
  const negated = /^(string|arn|numeric|date)not/.test(bare);
  const compare = OPERATORS[bare.replace('not', '')];
  if (compare === undefined) return null;
  const quantity = set === null ? null : set.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue';
  return { compare, negated, ifExists, set: quantity };
};

const nullMatches = (wanted: readonly string[], given: readonly string[]): Known =>
  wanted.some((value) => (value.toLowerCase() === 'true') === (given.length === 0));

/**
 * A pattern with its policy variables filled in, such as `${aws:username}`; null when one of them is not known here
 * (IAM User Guide, "IAM policy elements: variables and tags").
 */
export const withVariables = (pattern: string, context: PolicyContext): string | null => {
  const names = [...pattern.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
  // What the request surely does not carry fits nothing.
  const values = names.map((name) =>
    context.get(name.toLowerCase())?.length === 0 ? '\u0000' : context.get(name.toLowerCase())?.[0],
  );
  if (values.includes(undefined)) return null;
  let next = 0;
  return pattern.replaceAll(/\$\{[^}]*\}/g, () => values[next++] ?? '');
};

/** Whether the request meets it. */
export const conditionMatches = (written: PolicyCondition, context: PolicyContext): Known => {
  const values = written.values.map((value) => withVariables(value, context));
  const condition = { ...written, values: values.filter((value) => value !== null) };
  if (condition.values.length < values.length) return null;
  return filledMatches(condition, context);
};

/** All of IPv4: it keeps nobody away, wherever a request comes from. */
const isAnywhere = (value: string): boolean => value === '0.0.0.0/0';

const filledMatches = (condition: PolicyCondition, context: PolicyContext): Known => {
  const given = context.get(condition.key);
  const range = /^(not)?ipaddress(?:ifexists)?$/i.exec(condition.operator);
  if (range !== null && condition.values.some(isAnywhere)) return range[1] === undefined;
  if (given === undefined) return null;
  if (condition.operator.toLowerCase() === 'null') return nullMatches(condition.values, given);
  const operator = operatorOf(condition.operator);
  if (operator === null) return null;
  // A missing key: IfExists holds, ForAllValues holds, a negated operator holds unless it asks for any value; everything else does not.
  if (given.length === 0) {
    if (operator.ifExists || operator.set === 'ForAllValues') return true;
    return operator.negated && operator.set === null;
  }
  const one = (value: string): boolean => condition.values.some((wanted) => operator.compare(wanted, value)) !== operator.negated;
  return operator.set === 'ForAllValues' ? given.every(one) : given.some(one);
};
