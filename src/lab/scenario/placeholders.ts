// Fills `{{name}}` in what a scenario says, once ports and secrets are known.
import type { JsonValue } from '../../core/json.ts';
import { ScenarioError } from './fill.ts';

export type Values = { readonly [name: string]: JsonValue };

/** `place`: of what is filled, for a placeholder that nothing stands for. A text that is one placeholder becomes the value itself (a port stays a number); inside a longer text it is written out. */
export const fillPlaceholders = (given: JsonValue, values: Values, place: string): JsonValue => {
  if (typeof given === 'string') {
    const whole = /^\{\{([\w.:-]+)\}\}$/.exec(given)?.[1];
    const valueOf = (name: string): JsonValue => {
      const value = values[name];
      if (value === undefined) throw new ScenarioError(place, `there is no {{${name}}}, only ${Object.keys(values).join(', ')}`);
      return value;
    };
    if (whole !== undefined) return valueOf(whole);
    return given.replaceAll(/\{\{([\w.:-]+)\}\}/g, (_, name: string) => {
      const value = valueOf(name);
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  }
  if (Array.isArray(given))
    return (given as readonly JsonValue[]).map((item, n) => fillPlaceholders(item, values, `${place}[${n}]`));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, fillPlaceholders(value, values, `${place}.${key}`)]],
    ),
  );
};
