// YAML text → plain values, each with its line and column; what surprises in YAML is refused, not interpreted.
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import type { Problem } from '../../core/problem.ts';
import { digestOf } from '../digest.ts';
import { yamlProblem } from './yaml-refusals.ts';

export type YamlPath = readonly (string | number)[];

export interface LocatedYaml {
  /** Plain JSON values; maps have no prototype surprises. Empty when `problems` is not. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Place of the value at the path; of its nearest existing parent when it is not there. */
  at(path: YamlPath): { readonly line: number; readonly column: number };
  /** Place of the key itself. */
  keyAt(path: YamlPath): { readonly line: number; readonly column: number };
  /** `sha256:…` of the text's UTF-8 bytes. */
  readonly digest: string;
}

const MAX_PROBLEMS = 50;
/** Control characters other than tab and line ends, which the parser judges; and those that make text read otherwise than it is written. */
const CONTROL = /[^\P{Cc}\t\n\r]|[\ufeff\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const MAX_BRACKETS = 64;
const MAX_INDENT = 128;
const MANY_INDICATORS = /^ *(?:[-?:][ \t]+){16,}/;

/**
 * Line of the first nesting that is deeper than any file of ours; null when there is none. Asked before the parser, which
 * recurses: near the end of the stack V8 ends the process, and nothing can catch that.
 */
const tooDeepAt = (text: string): number | null => {
  let brackets = 0;
  const lines = text.split(/\r\n|\r|\n/);
  const at = lines.findIndex((line) => {
    if (line.search(/[^ ]|$/) > MAX_INDENT || MANY_INDICATORS.test(line)) return true;
    // Brackets inside quotes and comments count too: a file of ours has few, and they are closed.
    for (const char of line.match(/[[\]{}]/g) ?? []) {
      brackets = Math.max(0, brackets + (char === '[' || char === '{' ? 1 : -1));
      if (brackets > MAX_BRACKETS) return true;
    }
    return false;
  });
  return at < 0 ? null : at + 1;
};

const placeIn = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** Anchors, aliases, tags and merge keys: each may hide what a reader believes to see. */
const surprises = (document: Document, place: (offset: number) => { line: number; column: number }): readonly Problem[] => {
  const found: Problem[] = [];
  const add = (code: string, node: Node): void => void found.push(yamlProblem(code, place(node.range?.[0] ?? 0)));
  visit(document, {
    Alias: (_, node) => add('ALIAS', node),
    Pair: (_, pair) => {
      if (!isScalar(pair.key)) {
        found.push(yamlProblem('NON_STRING_KEY', place((pair.key as Node | null)?.range?.[0] ?? 0)));
      } else if (pair.key.value === '<<') {
        add('MERGE_KEY', pair.key);
      } else if (typeof pair.key.value !== 'string') {
        add('NON_STRING_KEY', pair.key);
      }
    },
    Node: (_, node) => {
      if ('anchor' in node && node.anchor !== undefined) add('ANCHOR', node);
      // YAML's own ones, such as !!str, resolve without a word; a value without one has none.
      if (node.tag !== undefined) add('TAG_RESOLVE_FAILED', node);
      // An escape such as \0 inside double quotes.
      if (isScalar(node) && typeof node.value === 'string' && CONTROL.test(node.value)) add('CONTROL_CHARACTER', node);
    },
  });
  return found;
};

const nodeAt = (
  root: unknown,
  path: YamlPath,
): { readonly key: Node | null; readonly value: Node | null; readonly found: boolean } => {
  let key: Node | null = null;
  let value = root as Node | null;
  for (const step of path) {
    if (isMap(value)) {
      const pair = value.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === step);
      if (pair === undefined) return { key, value, found: false };
      key = pair.key as Node;
      value = (pair.value as Node | null) ?? null;
    } else if (isSeq(value) && typeof step === 'number') {
      key = null;
      value = (value.items[step] as Node | undefined) ?? value;
    } else {
      return { key, value, found: false };
    }
  }
  return { key, value, found: true };
};

const broken = (text: string, problems: readonly Problem[]): LocatedYaml => ({
  value: {},
  problems: problems.slice(0, MAX_PROBLEMS),
  at: () => ({ line: 1, column: 1 }),
  keyAt: () => ({ line: 1, column: 1 }),
  digest: digestOf(text),
});

const parse = (text: string, lineCounter: LineCounter): Document =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: true,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
    lineCounter,
  });

/** The last bracket before `end` that opens a value and is not closed; null when there is none. Offsets. */
const openBracket = (text: string, end: number): number | null => {
  const open: number[] = [];
  const flow = /#[^\n]*|"(?:\\.|[^"\\\n])*"|(?<=[\s[{,:])'[^'\n]*'|[[\]{}]/g;
  for (const { 0: sign, index } of text.slice(0, end).matchAll(flow)) {
    const before = text.slice(0, index).trimEnd().at(-1) ?? ':';
    if ((sign === '[' || sign === '{') && (open.length > 0 || ':-[{,'.includes(before))) open.push(index);
    else if (sign === ']' || sign === '}') open.pop();
  }
  return open[0] ?? null;
};

/** The place of a key that was indented below a value instead of beside its key; null where the value itself holds the `: `. */
const deeperKey = (text: string, offset: number): { line: number; column: number } | null => {
  const { line } = placeIn(text, offset);
  const lines = text.split(/\r\n|\r|\n/);
  const rest = text.slice(offset).split(/\r\n|\r|\n/)[0] ?? '';
  const next = lines[line] ?? '';
  const indent = (one: string): number => one.search(/[^ ]|$/);
  const isKey = /^ *[\w.-]+:(?: |$)/.test(next) && indent(next) > indent(lines[line - 1] ?? '');
  return isKey && !/:(?: |$)/.test(rest) ? { line: line + 1, column: indent(next) + 1 } : null;
};

/** These say nothing of the rest of the file; after any other the parser has lost its place, and what it says is no news. */
const ALONE: readonly string[] = ['yaml-duplicate-key', 'yaml-tag-resolve-failed'];

/** What is wrong, once: what only follows from a fault is left out, and a bracket is told where it was opened. */
const faults = (
  text: string,
  first: number | undefined,
  errors: readonly Problem[],
  place: (offset: number) => { line: number; column: number },
): readonly Problem[] => {
  const one = errors.find(({ code }) => !ALONE.includes(code));
  const alone = errors.filter(({ code }) => ALONE.includes(code));
  if (one === undefined) return alone;
  const deeper = one.code === 'yaml-block-as-implicit-key' && first !== undefined ? deeperKey(text, first) : null;
  if (deeper !== null) return [...alone, { ...yamlProblem('DEEPER', deeper), code: 'yaml-bad-indent' }];
  const open = ['yaml-bad-indent', 'yaml-missing-char'].includes(one.code) ? openBracket(text, first ?? text.length) : null;
  return [...alone, open === null ? one : { ...one, ...yamlProblem('UNCLOSED', place(open)), code: one.code }];
};

/** UTF-16 that was read as UTF-8: every second octet of plain text is a NUL. */
const UTF16 = /^\ufffd{0,2}(?:[^\0]\0|\0[^\0]){4}/;

/** How files begin that are no YAML at all; of gzip's two octets the second was read as U+FFFD. */
const BEGINS: { readonly [code: string]: readonly string[] } = {
  GZIP: ['\u001f\u008b', '\u001f\ufffd'],
  ZIP: ['pk\u0003\u0004'],
  PDF: ['%pdf-'],
  RTF: ['{\\rtf'],
  HTML: ['<!doctype html', '<html'],
};

const otherThanYaml = (text: string): string | null => {
  const start = text.slice(0, 256).trimStart().toLowerCase();
  return Object.keys(BEGINS).find((code) => BEGINS[code]?.some((sign) => start.startsWith(sign))) ?? null;
};

/** Reads one document whose root is a mapping. Never throws for what stands in the text. */
export const readYaml = (given: string, maxBytes: number): LocatedYaml => {
  // A byte order mark at the very start is what some editors write; elsewhere it is a control character.
  const text = given.startsWith('\ufeff') ? given.slice(1) : given;
  if (Buffer.byteLength(text, 'utf8') > maxBytes) return broken(given, [yamlProblem('TOO_LARGE', { line: 1, column: 1 })]);
  const other = otherThanYaml(text);
  if (other !== null) return broken(given, [yamlProblem(other, { line: 1, column: 1 })]);
  const control = CONTROL.exec(text);
  if (control !== null && UTF16.test(text)) return broken(given, [yamlProblem('UTF16', { line: 1, column: 1 })]);
  if (control !== null) return broken(given, [yamlProblem('CONTROL_CHARACTER', placeIn(text, control.index))]);
  // What stands for octets that are no UTF-8: the file was saved in another encoding.
  const undecoded = text.indexOf('\ufffd');
  if (undecoded >= 0) return broken(given, [yamlProblem('NOT_UTF8', placeIn(text, undecoded))]);
  const deep = tooDeepAt(text);
  if (deep !== null) return broken(given, [yamlProblem('RESOURCE_EXHAUSTION', { line: deep, column: 1 })]);
  const lines = new LineCounter();
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? { line: 1, column: 1 } : { line, column: col };
  };
  try {
    const document = parse(text, lines);
    const errors = [...document.errors, ...document.warnings].map((error) => yamlProblem(error.code, place(error.pos[0])));
    const exhausted = errors.find((error) => error.code === 'yaml-resource-exhaustion');
    if (exhausted !== undefined) return broken(given, [exhausted]);
    if (errors.length > 0) return broken(given, faults(text, document.errors[0]?.pos[0], errors, place));
    const refused = surprises(document, place);
    if (refused.length > 0) return broken(given, refused);
    const root: unknown = document.contents;
    if (root === null || (isScalar(root) && root.source === ''))
      return broken(given, [yamlProblem('EMPTY', { line: 1, column: 1 })]);
    if (!isMap(root)) return broken(given, [yamlProblem('NOT_A_MAPPING', { line: 1, column: 1 })]);
    const offsetOf = (node: Node | null): number => node?.range?.[0] ?? root.range?.[0] ?? 0;
    return {
      value: document.toJS(),
      problems: [],
      at: (path) => {
        const { key, value, found } = nodeAt(root, path);
        // A missing key is shown at its section's own key, not somewhere inside.
        return place(offsetOf(found ? (value ?? key) : (key ?? value)));
      },
      keyAt: (path) => {
        const { key, value } = nodeAt(root, path);
        return place(offsetOf(key ?? value));
      },
      digest: digestOf(given),
    };
  } catch {
    // The parser's own message may quote the text; the stack of a deeply nested file ends here too.
    return broken(given, [yamlProblem('RESOURCE_EXHAUSTION', { line: 1, column: 1 })]);
  }
};
