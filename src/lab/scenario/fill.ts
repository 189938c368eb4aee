// Lays what a scenario file says over the defaults of its kind, and refuses what has no place there.
import { UsageError } from '../../core/errors.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';

const DIRECTORY = 'fixtures/scenarios';

/** Thrown for a scenario file that cannot be read. `place` is the scenario's name, and behind a dot the field. */
export class ScenarioError extends UsageError {
  constructor(place: string, problem: string, at: { readonly line?: number; readonly column?: number } = {}) {
    const [, name = place, field] = /^([\w-]+)(?:\.(.+))?$/su.exec(place) ?? [];
    const file = `${DIRECTORY}/${name}.yaml`;
    const where = at.line === undefined ? file : `${file}:${at.line}:${at.column ?? 1}`;
    super({
      code: 'scenario',
      message: field === undefined ? `${where}: ${problem}.` : `${where}: \`${field}\`: ${problem}.`,
      fix: 'Mend it there, or in the scenario that it extends.',
      place: { file, ...at },
    });
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps the entries of a mapping; nothing given is an empty one. */
export const mapEntries = <T>(
  given: unknown,
  place: string,
  read: (value: unknown, place: string) => T,
): { [name: string]: T } => {
  if (given === undefined || given === null) return {};
  if (!isObject(given)) throw new ScenarioError(place, 'a mapping is expected');
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, read(value, `${place}.${name}`)]),
  );
};

/** Maps the items of a sequence; nothing given is an empty one. */
export const mapItems = <T>(given: unknown, place: string, read: (value: unknown, place: string) => T): T[] => {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw new ScenarioError(place, 'a sequence is expected');
  return given.map((value, index) => read(value, `${place}[${index}]`));
};

/**
 * `given` over `defaults`, one level deep. A key that the defaults lack is refused; so is a value of another kind,
 * except where the default is null (then anything goes) and null itself.
 */
export const fill = <T extends object>(defaults: T, given: unknown, place: string): T => {
  if (given === undefined || given === null) return defaults;
  if (!isObject(given)) throw new ScenarioError(place, 'a mapping is expected');
  for (const [key, value] of Object.entries(given)) {
    if (!(key in defaults))
      throw new ScenarioError(`${place}.${key}`, `unknown key; known are ${Object.keys(defaults).join(', ')}`);
    const model: unknown = defaults[key as keyof T];
    if (model === null || value === null) continue;
    if (typeof model !== typeof value || Array.isArray(model) !== Array.isArray(value)) {
      throw new ScenarioError(`${place}.${key}`, `${Array.isArray(model) ? 'a sequence' : typeof model} is expected`);
    }
  }
  return { ...defaults, ...given };
};

/** `value` where it is one of the words that a field knows. */
export const wordOf = <T extends string>(words: readonly T[], value: unknown, place: string): T => {
  const word = words.find((one) => one === value);
  if (word !== undefined) return word;
  throw new ScenarioError(place, `${typeof value === 'string' ? `"${value}"` : 'this'} is none of ${words.join(', ')}`);
};

/** Holds each field that knows certain words to them. */
export const holdWords = <T extends object>(
  filled: T,
  words: { readonly [K in keyof T]?: readonly string[] },
  place: string,
): T => {
  for (const [key, known] of Object.entries(words) as [keyof T & string, readonly string[]][])
    for (const one of [filled[key]].flat()) wordOf(known, one, `${place}.${key}`);
  return filled;
};

/** `{drop: [prefix…], add: [item…]}` over a sequence of texts (the lines of a zone). */
const edited = (base: readonly JsonValue[], top: JsonObject): JsonValue | null => {
  if (!Object.keys(top).every((key) => key === 'drop' || key === 'add')) return null;
  const { drop = [], add = [] } = top;
  if (!Array.isArray(drop) || !Array.isArray(add)) return null;
  const kept = base.filter(
    (item) => typeof item !== 'string' || !(drop as readonly string[]).some((one) => item.startsWith(one)),
  );
  return [...kept, ...(add as readonly JsonValue[])];
};

/** Merges a scenario over the one it extends: mappings key by key, sequences replaced or edited, everything else replaced. */
export const overlay = (base: JsonValue | undefined, top: JsonValue | undefined): JsonValue | undefined => {
  if (top === undefined) return base;
  if (Array.isArray(base) && isObject(top)) return edited(base as readonly JsonValue[], top) ?? top;
  if (!isObject(base) || !isObject(top)) return top;
  const merged: { [key: string]: JsonValue | undefined } = { ...base };
  for (const [key, value] of Object.entries(top)) {
    merged[key] = overlay(merged[key], value);
  }
  return merged;
};
