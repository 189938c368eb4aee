// Renders a stored template as SES does (SES Developer Guide, send-personalized-email-advanced): values, each, if, unless, with, inline partials; no escaping.
import type { JsonObject, JsonValue } from '../../core/json.ts';

/** SES's own words for a value that is not given, or is null. */
export class MissingAttribute extends Error {
  constructor(name: string) {
    super(`Attribute '${name}' is not present in the rendering data.`);
  }
}

/** Its words for this are not documented. */
export class TemplateSyntax extends Error {}

interface Frame {
  readonly value: JsonValue | undefined;
  readonly at: { readonly index: number; readonly key: string; readonly last: boolean } | null;
}

type Piece = string | Tag;

interface Tag {
  readonly kind: '#' | '/' | '>' | '^' | '*' | 'value' | 'else';
  readonly name: string;
  readonly argument: string;
}

interface Block {
  readonly open: Tag;
  readonly held: Tree[];
  readonly otherwise: Tree[];
}

type Tree = string | Tag | Block;

const tagOf = (inside: string): Tag | null => {
  const text = inside.trim().replaceAll(/^~|~$/g, '').trim();
  if (text.startsWith('!')) return null;
  if (text === 'else' || text === '^') return { kind: 'else', name: 'else', argument: '' };
  const mark = /^(#\*|[#/>^&]?)/.exec(text)?.[1] ?? '';
  const [name = '', ...rest] = text.slice(mark.length).trim().split(/\s+/);
  if (name === '' || /[<>{}]/.test(name)) throw new TemplateSyntax('The template is not valid.');
  const kind = mark === '#*' ? '*' : mark === '' || mark === '&' ? 'value' : (mark as '#' | '/' | '>' | '^');
  return { kind, name, argument: rest.join(' ') };
};

const pieces = (source: string): readonly Piece[] => {
  const found: Piece[] = [];
  let from = 0;
  for (;;) {
    const at = source.indexOf('{{', from);
    if (at < 0) return [...found, source.slice(from)];
    const triple = source.startsWith('{{{', at);
    const closing = triple ? '}}}' : '}}';
    const end = source.indexOf(closing, at);
    if (end < 0) throw new TemplateSyntax('The template is not valid.');
    found.push(source.slice(from, at));
    const tag = tagOf(source.slice(at + (triple ? 3 : 2), end));
    if (tag !== null) found.push(tag);
    from = end + closing.length;
  }
};

const treeOf = (source: string): readonly Tree[] => {
  const top: Tree[] = [];
  const open: { block: Block; inElse: boolean }[] = [];
  const here = (): Tree[] => {
    const last = open.at(-1);
    return last === undefined ? top : last.inElse ? last.block.otherwise : last.block.held;
  };
  for (const piece of pieces(source)) {
    if (typeof piece === 'string' || piece.kind === 'value' || piece.kind === '>') here().push(piece);
    else if (piece.kind === 'else') {
      const last = open.at(-1);
      if (last === undefined) throw new TemplateSyntax('The template is not valid.');
      last.inElse = true;
    } else if (piece.kind === '/') {
      const last = open.pop();
      const opened = last?.block.open;
      if (opened === undefined || opened.name !== piece.name) throw new TemplateSyntax('The template is not valid.');
    } else {
      const block: Block = { open: piece, held: [], otherwise: [] };
      here().push(block);
      open.push({ block, inElse: piece.kind === '^' });
    }
  }
  if (open.length > 0) throw new TemplateSyntax('The template is not valid.');
  return top;
};

const into = (value: JsonValue | undefined, name: string): JsonValue | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return (value as readonly JsonValue[])[Number(name)];
  return Object.hasOwn(value, name) ? (value as JsonObject)[name] : undefined;
};

const lookup = (path: string, frames: readonly Frame[]): JsonValue | undefined => {
  const up = path.split('../').length - 1;
  const frame = frames.at(-1 - up);
  const rest = path.replaceAll('../', '');
  if (rest === '@index') return frame?.at?.index;
  if (rest === '@key') return frame?.at?.key;
  if (rest === '@first') return frame?.at?.index === 0;
  if (rest === '@last') return frame?.at?.last;
  const names = rest
    .replace(/^@root\.?/, '')
    .split('.')
    .filter((name) => name !== '' && name !== 'this');
  const start = rest.startsWith('@root') ? frames[0]?.value : frame?.value;
  return names.reduce(into, start);
};

const truthy = (value: JsonValue | undefined): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

interface Work {
  readonly partials: Map<string, readonly Tree[]>;
}

const blockText = (block: Block, frames: readonly Frame[], work: Work): string => {
  const { kind, name, argument } = block.open;
  if (kind === '*') {
    work.partials.set(argument.replaceAll('"', ''), block.held);
    return '';
  }
  const isHelper = ['each', 'if', 'unless', 'with'].includes(name);
  if (!isHelper && argument !== '') throw new MissingAttribute(name);
  const value = lookup(isHelper ? (argument.split(' ')[0] ?? '') : name, frames);
  const run = (trees: readonly Tree[], frame?: Frame): string =>
    text(trees, frame === undefined ? frames : [...frames, frame], work);
  if (name === 'if') return run(truthy(value) ? block.held : block.otherwise);
  if (name === 'unless') return run(truthy(value) ? block.otherwise : block.held);
  if (!truthy(value)) return run(block.otherwise);
  if (name !== 'each' && !Array.isArray(value)) return run(block.held, { value, at: null });
  const entries = Object.entries(value as object) as [string, JsonValue][];
  return entries
    .map(([key, item], index) => run(block.held, { value: item, at: { index, key, last: index === entries.length - 1 } }))
    .join('');
};

const text = (trees: readonly Tree[], frames: readonly Frame[], work: Work): string =>
  trees
    .map((tree) => {
      if (typeof tree === 'string') return tree;
      if ('open' in tree) return blockText(tree, frames, work);
      if (tree.kind === '>') {
        const partial = work.partials.get(tree.name);
        if (partial === undefined) throw new TemplateSyntax('The template is not valid.');
        return text(partial, frames, work);
      }
      const value = tree.argument === '' ? lookup(tree.name, frames) : undefined;
      if (value === undefined || value === null) throw new MissingAttribute(tree.name);
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    })
    .join('');

/** Throws MissingAttribute or TemplateSyntax. */
export const renderTemplate = (source: string, data: JsonObject): string =>
  text(treeOf(source), [{ value: data, at: null }], { partials: new Map() });
