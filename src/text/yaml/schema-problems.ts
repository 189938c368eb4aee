// Schema issues → problems with line and column: a missing key, an unknown key with the nearest known one, a wrong value.
import type { Problem } from '../../core/problem.ts';
import type { LocatedYaml, YamlPath } from './located-yaml.ts';
import { meant, nearest } from '../nearest.ts';
import { isObject } from '../unknown-json.ts';

/** What is read of a schema: enough to know which keys are allowed where. */
export interface SchemaLike {
  readonly type?: string;
  readonly entries?: { readonly [key: string]: SchemaLike };
  readonly wrapped?: SchemaLike;
  readonly item?: SchemaLike;
  readonly options?: readonly unknown[];
}

export interface SchemaIssue {
  readonly type: string;
  readonly expected: string | null;
  readonly received: string;
  /** How the value must be, such as `must be a port number`. */
  readonly message: string;
  /** Each step with what stands there, and with the mapping or list that it is a step of. */
  readonly path?: readonly { readonly key: unknown; readonly value?: unknown; readonly input?: unknown }[] | undefined;
}

/** A problem that still knows which value it is about. */
export interface SchemaProblem extends Problem {
  readonly name: string;
  /** The schema's own message. */
  readonly must: string;
}

const inner = (schema: SchemaLike | undefined): SchemaLike | undefined =>
  schema?.wrapped === undefined ? schema : inner(schema.wrapped);

const alternatives = (schema: SchemaLike | undefined): readonly SchemaLike[] => {
  const plain = inner(schema);
  if (plain === undefined) return [];
  const options = plain.options?.filter((one): one is SchemaLike => typeof one === 'object' && one !== null);
  return options === undefined ? [plain] : options.flatMap(alternatives);
};

/** Keys allowed in the mapping at the path. */
const keysAt = (schema: SchemaLike, path: YamlPath): readonly string[] => {
  let here = alternatives(schema);
  for (const step of path) {
    here = here.flatMap((one) => alternatives(typeof step === 'number' ? one.item : one.entries?.[step]));
  }
  return [...new Set(here.flatMap((one) => Object.keys(one.entries ?? {})))];
};

type Shape = 'mapping' | 'list' | 'number' | 'text';

/** Null: nothing was written, which says nothing of what was meant. */
const shapeOf = (value: unknown): Shape | null => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'mapping';
  return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? 'number' : 'text';
};

const takesShape = (schema: SchemaLike, shape: Shape): boolean => {
  if (['any', 'unknown', 'custom'].includes(schema.type ?? '')) return true;
  if (schema.entries !== undefined || schema.type === 'record') return shape === 'mapping';
  if (schema.item !== undefined) return shape === 'list';
  return shape === 'number' || (shape === 'text' && schema.type !== 'number');
};

/** A section, by the keys that lead to it. */
type Home = readonly string[];

/** Sections in which a key is known and could hold what was written, such as `ses` for `region`. */
const homesOf = (schema: SchemaLike, key: string, shape: Shape | null, prefix: Home = []): readonly Home[] =>
  alternatives(schema).flatMap((one) =>
    Object.entries(one.entries ?? {}).flatMap(([name, child]) => [
      ...(name === key && prefix.length > 0 && (shape === null || alternatives(child).some((kind) => takesShape(kind, shape)))
        ? [prefix]
        : []),
      ...homesOf(child, key, shape, [...prefix, name]),
    ]),
  );

const valueAt = (whole: unknown, home: Home): unknown =>
  home.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), whole);

/** Of several homes those in sections that the file has: nobody meant the relay's where there is none. */
const homesMeant = (homes: readonly Home[], whole: unknown): readonly Home[] => {
  const standing = homes.filter((home) => shapeOf(valueAt(whole, home)) !== null);
  return standing.length === 0 ? homes : standing;
};

/** More than these help nobody to choose. */
const MOST_HOMES = 3;

/** A key is quoted only when it looks like one: a secret pasted in the wrong place must not come back. */
const quotable = (key: string): boolean => /^[A-Za-z][A-Za-z_-]{0,23}$/.test(key);

/** `attestations[0].id`; steps that are no plain words are left out. */
const pathText = (path: YamlPath): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${quotable(step) ? step : '…'}`))
    .join('')
    .replace(/^\./, '');

const section = (path: YamlPath): string => (path.length === 0 ? 'the top level' : `\`${pathText(path)}\``);

const unknownKey = (issue: SchemaIssue, schema: SchemaLike, path: YamlPath): Omit<Problem, 'line' | 'column'> => {
  const key = String(path.at(-1));
  const parent = path.slice(0, -1);
  const known = keysAt(schema, parent);
  const near = nearest(key, known);
  const shown = near !== null || quotable(key) ? `\`${key}\`` : 'This key';
  const code = 'unknown-key';
  if (near !== null) {
    return {
      code,
      message: `${shown} is not a key of ${section(parent)}: did you mean \`${near}\`?`,
      fix: `Write \`${near}\`, or remove the line.`,
    };
  }
  const homes = homesMeant(homesOf(schema, key, shapeOf(issue.path?.at(-1)?.value)), issue.path?.[0]?.input);
  const names = [...new Set(homes.map((home) => `\`${home.join('.')}\``))];
  if (names.length > 0 && names.length <= MOST_HOMES) {
    const home = names.join(' or ');
    return {
      code,
      message: `${shown} is not a key of ${section(parent)}: it belongs under ${home}.`,
      fix: `Move it under ${home}.`,
    };
  }
  return {
    code,
    message: `${shown} is not a key of ${section(parent)}.`,
    fix: `Remove it. Keys here are: ${known.join(', ')}.`,
  };
};

/** The word that was meant, where the value must be one of a few (`("SES" | "SMTP")`); what was written is not said back. */
const wordMeant = ({ type, expected, received }: SchemaIssue): string | null => {
  if (type !== 'picklist') return null;
  const words = [...(expected ?? '').matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
  const [word, ...others] = meant(received.replaceAll('"', ''), words);
  return word === undefined || others.length > 0 ? null : word;
};

const describe = (issue: SchemaIssue, schema: SchemaLike, path: YamlPath): Omit<Problem, 'line' | 'column'> => {
  const name = `\`${pathText(path)}\``;
  if (isUnknownKey(issue)) return unknownKey(issue, schema, path);
  if (isMissingKey(issue)) {
    return {
      code: 'missing-key',
      message: `${name} is missing.`,
      fix: `Add \`${pathText(path.slice(-1))}:\` to ${section(path.slice(0, -1))}.`,
    };
  }
  if (issue.received === 'null')
    return { code: 'missing-key', message: `${name} is empty.`, fix: `Fill in ${name}.`, plain: true };
  const wrong = { code: 'wrong-value', message: `${name} ${issue.message}.` };
  const word = wordMeant(issue);
  return word === null
    ? { ...wrong, fix: `Correct ${name}.`, plain: true }
    : { ...wrong, fix: `Did you mean \`${pathText(path.slice(-1))}: ${word}\`?` };
};

const isUnknownKey = (issue: SchemaIssue): boolean => issue.type === 'strict_object' && issue.expected === 'never';
const isMissingKey = (issue: SchemaIssue): boolean =>
  issue.type === 'strict_object' && issue.expected !== 'never' && issue.expected !== 'Object';

const pathOf = (issue: SchemaIssue): YamlPath =>
  (issue.path ?? []).map((step) => (typeof step.key === 'number' ? step.key : String(step.key)));

/** A misspelt key also leaves the right one missing: that is one problem, not two. */
const withoutMisspelt = (issues: readonly SchemaIssue[], schema: SchemaLike): readonly SchemaIssue[] => {
  const meant = issues.filter(isUnknownKey).map((issue) => {
    const path = pathOf(issue);
    const parent = path.slice(0, -1);
    return JSON.stringify([...parent, nearest(String(path.at(-1)), keysAt(schema, parent))]);
  });
  return issues.filter((issue) => !isMissingKey(issue) || !meant.includes(JSON.stringify(pathOf(issue))));
};

/** The first issue of each value: several rules may object to the same one. */
const firstOfEach = (issues: readonly SchemaIssue[]): readonly SchemaIssue[] => {
  const paths = issues.map((issue) => JSON.stringify(pathOf(issue)));
  return issues.filter((_, at) => paths.indexOf(paths[at] ?? '') === at);
};

/**
 * One problem for each issue, at the place of the value, or of the key where the key is what is wrong.
 * `origin` names the flag or variable that a value came from; it has no line then.
 */
export const schemaProblems = (
  issues: readonly SchemaIssue[],
  schema: SchemaLike,
  yaml: Pick<LocatedYaml, 'at' | 'keyAt'>,
  origin: (path: YamlPath) => string | null = () => null,
): readonly SchemaProblem[] =>
  withoutMisspelt(firstOfEach(issues), schema).map((issue) => {
    const path = pathOf(issue);
    const problem = { ...describe(issue, schema, path), name: pathText(path), must: issue.message };
    const from = origin(path);
    if (from !== null) return { ...problem, message: `${from}: ${problem.message}`, fix: `Correct ${from}.`, plain: true };
    return { ...problem, ...(issue.type === 'strict_object' || issue.received === 'null' ? yaml.keyAt(path) : yaml.at(path)) };
  });
