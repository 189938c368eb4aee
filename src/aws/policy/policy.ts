// A resource or identity policy document as text → statements (IAM User Guide, "Policy grammar").
import type { JsonObject } from '../../core/json.ts';
import { isObject, parsedJson } from '../../text/unknown-json.ts';

export interface PolicyCondition {
  /** As written, such as `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  /** Lower case: condition keys are not case-sensitive. */
  readonly key: string;
  /** The key as written. */
  readonly name: string;
  readonly values: readonly string[];
}

export interface PolicyPrincipal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` for everyone. */
  readonly kind: string;
  readonly value: string;
}

export interface PolicyStatement {
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  /** null in an identity-based policy. */
  readonly principals: readonly PolicyPrincipal[] | null;
  readonly actions: readonly string[];
  /** NotAction: everything else is covered; null when Action is written. */
  readonly notActions: readonly string[] | null;
  /** null when left out, as in a role's trust policy. */
  readonly resources: readonly string[] | null;
  /** NotResource; null when it is not written. */
  readonly notResources: readonly string[] | null;
  readonly conditions: readonly PolicyCondition[];
  /** NotPrincipal: whom it covers is everybody else, which is not judged here. */
  readonly inverted: boolean;
  readonly written: JsonObject;
}

const texts = (value: unknown): readonly string[] => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap((item) => (['string', 'number', 'boolean'].includes(typeof item) ? [String(item)] : []));
};

/** Of actions and resources; an empty text names none of them. */
const namesIn = (value: unknown): readonly string[] => texts(value).filter((name) => name.trim() !== '');

const principalsOf = (value: unknown): readonly PolicyPrincipal[] => {
  if (value === '*') return [{ kind: '*', value: '*' }];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, given]) =>
    texts(given).map((one) => (kind === 'AWS' && one === '*' ? { kind: '*', value: '*' } : { kind, value: one })),
  );
};

const conditionsOf = (value: unknown): readonly PolicyCondition[] =>
  Object.entries(isObject(value) ? value : {}).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      name: key,
      values: texts(values),
    })),
  );

const statementOf = (value: unknown): PolicyStatement | null => {
  if (!isObject(value) || (value['Effect'] !== 'Allow' && value['Effect'] !== 'Deny')) return null;
  return {
    sid: typeof value['Sid'] === 'string' ? value['Sid'] : null,
    effect: value['Effect'],
    principals: 'Principal' in value ? principalsOf(value['Principal']) : null,
    actions: namesIn(value['Action']),
    notActions: 'NotAction' in value ? namesIn(value['NotAction']) : null,
    resources: 'Resource' in value ? namesIn(value['Resource']) : null,
    notResources: 'NotResource' in value ? namesIn(value['NotResource']) : null,
    conditions: conditionsOf(value['Condition']),
    inverted: 'NotPrincipal' in value,
    written: value,
  };
};

/** null when the text is no policy: not JSON, no Statement, or a statement without Allow or Deny. */
export const parsePolicy = (text: string): readonly PolicyStatement[] | null => {
  const parsed = parsedJson(text);
  if (!isObject(parsed) || parsed['Statement'] === undefined) return null;
  const listed: readonly unknown[] = Array.isArray(parsed['Statement']) ? parsed['Statement'] : [parsed['Statement']];
  const statements = listed.map(statementOf);
  return statements.every((statement) => statement !== null) ? statements : null;
};
