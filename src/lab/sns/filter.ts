// Whether a subscription's filter policy lets a message through (SNS guide: subscription filter policies).
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { isObject } from '../scenario/fill.ts';

const fits = (rule: JsonValue, value: JsonValue | undefined): boolean => {
  if (!isObject(rule)) return rule === value;
  if ('exists' in rule) return rule['exists'] === (value !== undefined);
  if (typeof value !== 'string') return false;
  if (typeof rule['prefix'] === 'string') return value.startsWith(rule['prefix']);
  if (typeof rule['suffix'] === 'string') return value.endsWith(rule['suffix']);
  if (typeof rule['equals-ignore-case'] === 'string') return value.toLowerCase() === rule['equals-ignore-case'].toLowerCase();
  const but = rule['anything-but'];
  if (but === undefined) return false;
  return !(Array.isArray(but) ? (but as readonly JsonValue[]).includes(value) : but === value);
};

const passes = (policy: JsonObject, body: JsonObject): boolean =>
  Object.entries(policy).every(([key, rules]) => {
    const value = body[key];
    if (key === '$or' && Array.isArray(rules))
      return (rules as readonly JsonValue[]).some((one) => isObject(one) && passes(one, body));
    if (isObject(rules)) return isObject(value) && passes(rules, value);
    if (!Array.isArray(rules)) return false;
    const values: readonly (JsonValue | undefined)[] = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    return (rules as readonly JsonValue[]).some((rule) => values.some((one) => fits(rule, one)));
  });

/** SES sets no message attributes, so that scope lets nothing through but what must not exist. */
export const filterPasses = (policy: JsonObject | null, scope: string, message: string): boolean => {
  if (policy === null) return true;
  if (scope !== 'MessageBody') return passes(policy, {});
  try {
    const body: unknown = JSON.parse(message);
    return isObject(body) && passes(policy, body);
  } catch {
    return false;
  }
};
