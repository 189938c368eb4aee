// Fills a parsed template with its data, by what SES knows of Handlebars: paths, each, if, unless, with, inline partials. Nothing is run.
import { DEEPEST } from './blocks.ts';
import type {
  BlockStatement,
  ContentStatement,
  HashPair,
  MustacheStatement,
  Node,
  PartialStatement,
  PathExpression,
  Program,
} from './syntax.ts';

export type Values = { readonly [name: string]: unknown };

export interface Filling {
  readonly text: string;
  readonly missing: readonly { readonly name: string; readonly line: number }[];
  /** First names of all paths, wherever they stand. */
  readonly named: ReadonlySet<string>;
  readonly problems: readonly { readonly line: number; readonly says: string }[];
}

/** What SES knows (SES Developer Guide, send-personalized-email-advanced); nobody can add a helper of their own. */
const BLOCKS: ReadonlySet<string> = new Set(['each', 'if', 'unless', 'with']);
const MOST_STEPS = 100_000;
const MOST_TEXT = 4 * 1_048_576;

interface Scope {
  readonly value: unknown;
  /** `@index`, `@key` and the like, and what `as |name|` names. */
  readonly data: Values;
  readonly params: Values;
  readonly outer: Scope | null;
}

interface Work {
  readonly missing: { name: string; line: number }[];
  readonly named: Set<string>;
  readonly problems: { line: number; says: string }[];
  readonly partials: Map<string, Program>;
  /** What the partials that are being filled were called with, `{{#> name}}…{{/name}}`; the innermost last. */
  readonly blocks: Program[];
  steps: number;
  length: number;
}

const lineOf = (node: Node): number => node.loc.start.line;

const memberOf = (value: unknown, name: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && name === 'length') return value.length;
  return Object.hasOwn(value, name) ? (value as Values)[name] : undefined;
};

const isPath = (node: Node): node is PathExpression => node.type === 'PathExpression';

const rootOf = (scope: Scope): unknown => (scope.outer === null ? scope.value : rootOf(scope.outer));

const partsOf = ({ parts }: PathExpression): readonly string[] => parts.filter((part) => typeof part === 'string');

const resolvePath = (path: PathExpression, scope: Scope, work: Work): unknown => {
  const [first, ...rest] = partsOf(path);
  let at: Scope | null = scope;
  for (let up = path.depth; up > 0 && at !== null; up -= 1) at = at.outer;
  if (path.data) {
    const start = first === 'root' ? rootOf(scope) : memberOf(at?.data, first ?? '');
    if (first === 'root' && rest[0] !== undefined) work.named.add(rest[0]);
    return rest.reduce(memberOf, start);
  }
  if (first === undefined) return at?.value;
  work.named.add(first);
  // `this.name` and `./name` are never what a block named.
  const isParam = path.depth === 0 && !/^(?:\.|this\b)/.test(path.original) && Object.hasOwn(scope.params, first);
  return rest.reduce(memberOf, isParam ? scope.params[first] : memberOf(at?.value, first));
};

const valueOf = (node: Node, scope: Scope, work: Work): unknown => {
  if (isPath(node)) return resolvePath(node, scope, work);
  return 'value' in node ? node.value : undefined;
};

/** As Handlebars takes it: an empty list is false too, and zero. */
const holds = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

const inner = (value: unknown, outer: Scope, data: Values = {}, params: Values = {}): Scope => ({
  value,
  data: { ...outer.data, ...data },
  params: { ...outer.params, ...params },
  outer,
});

const given = (names: readonly string[], values: readonly unknown[]): Values =>
  Object.fromEntries(names.map((name, at) => [name, values[at]]));

const named = (node: { readonly path: Node }): string => (isPath(node.path) ? node.path.original.slice(0, 80) : '');

const mustache = (node: MustacheStatement, scope: Scope, work: Work): string => {
  const name = named(node);
  if (node.params.length > 0 || node.path.type === 'SubExpression') {
    for (const param of node.params) valueOf(param, scope, work);
    work.problems.push({ line: lineOf(node), says: `\`{{${name} …}}\` calls a helper, and SES knows none of that name` });
    return '';
  }
  const value = valueOf(node.path, scope, work);
  if (value === undefined || value === null) {
    work.missing.push({ name, line: lineOf(node) });
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const each = (node: BlockStatement, value: unknown, scope: Scope, walk: Walk): string => {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  if (entries.length === 0) return walk(node.inverse, scope);
  return entries
    .map(([key, item], at) => {
      const index = Array.isArray(value) ? at : key;
      const data = { index: at, key: index, first: at === 0, last: at === entries.length - 1 };
      return walk(node.program, inner(item, scope, data, given(node.program.blockParams ?? [], [item, index])));
    })
    .join('');
};

type Walk = (program: Program | undefined, scope: Scope) => string;

const block = (node: BlockStatement, scope: Scope, work: Work, walk: Walk): string => {
  const name = named(node);
  const [param] = node.params;
  if (node.params.length > 0 && !BLOCKS.has(name)) {
    work.problems.push({ line: lineOf(node), says: `\`{{#${name} …}}\` calls a helper, and SES knows none of that name` });
    return '';
  }
  if (BLOCKS.has(name) && (param === undefined || param.type === 'SubExpression')) {
    const says =
      param === undefined ? `\`{{#${name}}}\` names no value` : `\`{{#${name} (…)}}\` calls a helper that SES does not know`;
    work.problems.push({ line: lineOf(node), says });
    return '';
  }
  const value = valueOf(param ?? node.path, scope, work);
  if (name === 'if') return walk(holds(value) ? node.program : node.inverse, scope);
  if (name === 'unless') return walk(holds(value) ? node.inverse : node.program, scope);
  if (name === 'each' || Array.isArray(value)) return each(node, value, scope, walk);
  if (!holds(value)) return walk(node.inverse, scope);
  return walk(node.program, value === true ? scope : inner(value, scope, {}, given(node.program.blockParams ?? [], [value])));
};

const nameOfPartial = ({ name }: PartialStatement): string =>
  isPath(name) ? name.original : 'value' in name ? String(name.value) : '';

/** What a partial sees: the value that it is handed, else that of its place, with what the call names beside it. */
const handed = (node: PartialStatement, scope: Scope, work: Work): Scope => {
  const [param] = node.params;
  const pairs: readonly HashPair[] = node.hash?.pairs ?? [];
  const own = param === undefined ? scope.value : valueOf(param, scope, work);
  if (pairs.length === 0) return param === undefined ? scope : inner(own, scope);
  const beside = Object.fromEntries(pairs.map(({ key, value }) => [key, valueOf(value, scope, work)]));
  return inner({ ...(typeof own === 'object' ? own : {}), ...beside }, scope);
};

/** `{{> name}}`, and `{{#> name}}…{{/name}}`, whose text stands where the partial says `@partial-block`, or where there is no such partial. */
const partial = (node: PartialStatement, scope: Scope, work: Work, walk: Walk): string => {
  const name = nameOfPartial(node);
  if (name === '@partial-block') {
    // In the text of a block it is the block of the partial around.
    const block = work.blocks.pop();
    if (block !== undefined) {
      const text = walk(block, handed(node, scope, work));
      work.blocks.push(block);
      return text;
    }
  }
  const held = work.partials.get(name);
  if (held !== undefined) {
    if (node.program !== undefined) work.blocks.push(node.program);
    const text = walk(held, handed(node, scope, work));
    if (node.program !== undefined) work.blocks.pop();
    return text;
  }
  if (node.program !== undefined) return walk(node.program, scope);
  work.problems.push({ line: lineOf(node), says: `\`{{> ${name}}}\` names a partial that the template does not hold` });
  return '';
};

/** A partial that is defined within a block is known in all of the block, above it too. */
const keepPartials = ({ body }: Program, work: Work): void => {
  for (const node of body) {
    if (node.type !== 'DecoratorBlock') continue;
    const { params, program } = node as BlockStatement;
    const [name] = params;
    if (name !== undefined && 'value' in name) work.partials.set(String(name.value), program);
  }
};

const statement = (node: Node, scope: Scope, work: Work, walk: Walk): string => {
  switch (node.type) {
    case 'ContentStatement':
      return (node as ContentStatement).value;
    case 'MustacheStatement':
      return mustache(node as MustacheStatement, scope, work);
    case 'BlockStatement':
      return block(node as BlockStatement, scope, work, walk);
    case 'PartialStatement':
    case 'PartialBlockStatement':
      return partial(node as PartialStatement, scope, work, walk);
    default:
      return '';
  }
};

/** Every path of it, so that what stands in a branch not taken is no name that nothing uses. */
const nameAll = (node: unknown, into: Set<string>, depth = 0): void => {
  if (typeof node !== 'object' || node === null || depth > DEEPEST * 8) return;
  const { type, parts } = node as { type?: string; parts?: readonly unknown[] };
  if (type === 'PathExpression') for (const part of (parts ?? []).slice(0, 1)) if (typeof part === 'string') into.add(part);
  for (const [key, value] of Object.entries(node)) if (key !== 'loc') nameAll(value, into, depth + 1);
};

/** The text with its data in it, and what could not be filled in. Bounded in depth, steps and length. */
export const rendered = (program: Program, data: Values): Filling => {
  const work: Work = { missing: [], named: new Set(), problems: [], partials: new Map(), blocks: [], steps: 0, length: 0 };
  const tooMuch = (line: number): void => {
    if (!work.problems.some(({ says }) => says.startsWith('it nests')))
      work.problems.push({ line, says: 'it nests or repeats too much to be rendered' });
  };
  let depth = 0;
  const walk: Walk = (from, scope) => {
    if (from === undefined || from === null) return '';
    keepPartials(from, work);
    depth += 1;
    let text = '';
    for (const node of depth > DEEPEST ? [] : from.body) {
      work.steps += 1;
      if (work.steps > MOST_STEPS || work.length > MOST_TEXT) break;
      const made = statement(node, scope, work, walk);
      if (node.type === 'ContentStatement') work.length += made.length;
      text += made;
    }
    if (depth > DEEPEST || work.steps > MOST_STEPS || work.length > MOST_TEXT) tooMuch(from.loc?.start.line ?? 1);
    depth -= 1;
    return text;
  };
  const text = walk(program, { value: data, data: {}, params: {}, outer: null });
  nameAll(program, work.named);
  return { text, missing: work.missing, named: work.named, problems: work.problems };
};
