// The extraction sheet as YAML: cells are spliced into the text where they stand, so that every other byte of it stays.
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { mayWrite, SHEET_COLUMNS, type Cells, type MayWrite, type SheetColumn, type SheetError } from './sheet-columns.ts';

const NEW_SHEET = `# Extraction sheet: what was copied from which portal into which SquareOS field, and the evidence that proves it.
# certify writes \`value\`, \`evidenceId\` and \`outcome\`, always together, and fills in what is empty; everything else is yours and stays.
rows:
`;

/** See `updateSheet`. Rows stand at the top level or under `rows`. */
export const yamlSheet = (text: string | null, rows: readonly Cells[], fail: SheetError, may: MayWrite = mayWrite): string => {
  const start = text === null || text.trim() === '' ? NEW_SHEET : text;
  const before = parsed(start, fail).rows;
  // At once: each look at the sheet reads all of it. A row that is given twice is written to after that.
  const isFirst = (row: Cells, at: number): boolean => rows.findIndex((one) => isSameRow(one, row)) === at;
  const once = rows.filter(isFirst);
  const standing = once.filter((row) => itemOf(before, row) !== undefined);
  const missing = once.filter((row) => itemOf(before, row) === undefined);
  const added = addRows(writeRows(start, standing, fail, may), missing, fail);
  const again = rows.filter((row, at) => !isFirst(row, at));
  return again.reduce((sheet, row) => writeRows(sheet, [row], fail, may), added);
};

const isSameRow = (one: Cells, other: Cells): boolean => one.row === other.row && one.field === other.field;

const parsed = (text: string, fail: SheetError): { readonly document: Document; readonly rows: YAMLSeq | null } => {
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error !== undefined) {
    const [sentence = 'This is no YAML.'] = error.message.split(/ at line \d/);
    throw fail(sentence.replace(/\.?$/, '.'), error.linePos?.[0].line ?? null, error.linePos?.[0].col ?? null);
  }
  const root = document.contents;
  const rows = isMap(root) ? root.get('rows', true) : root;
  if (isSeq(rows)) return { document, rows };
  const nothing = rows === undefined || rows === null || (isScalar(rows) && rows.value === null);
  if (!nothing || (isMap(root) && rows === undefined && root.items.length > 0)) {
    throw fail('The sheet has no list of rows: write `rows:` with a list below it, or a list alone.', 1, 1);
  }
  return { document, rows: null };
};

const textOf = (map: YAMLMap, key: string): string => {
  const value: unknown = map.get(key);
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).trim()
    : 'a value of another kind';
};

const itemOf = (rows: YAMLSeq | null, row: Cells): YAMLMap | undefined =>
  rows?.items.find((one): one is YAMLMap => isMap(one) && textOf(one, 'row') === row.row && textOf(one, 'field') === row.field);

const wantedOf = (row: Cells, isWanted: (column: SheetColumn, value: string | readonly string[]) => boolean): readonly Wanted[] =>
  SHEET_COLUMNS.flatMap((column): Wanted[] => {
    const value = row[column];
    return value === null || !isWanted(column, value) ? [] : [{ column, value }];
  });

/** Each of the rows stands in the sheet, and is given once. From the last to the first: what is before keeps its place. */
const writeRows = (text: string, given: readonly Cells[], fail: SheetError, may: MayWrite): string => {
  const { document, rows } = parsed(text, fail);
  const changes = given
    .flatMap((row) => {
      const item = itemOf(rows, row);
      if (item === undefined) return [];
      const wanted = wantedOf(row, (column, value) => may(column, textOf(item, column), value) && textOf(item, column) !== value);
      return wanted.length === 0 ? [] : [{ item, wanted }];
    })
    .sort((a, b) => (b.item.range?.[0] ?? 0) - (a.item.range?.[0] ?? 0));
  if (changes.length === 0) return text;
  const spliced = changes.reduce<string | null>(
    (sheet, { item, wanted }) => (sheet === null ? null : spliceItem(sheet, item, wanted)),
    text,
  );
  for (const { item, wanted } of changes) for (const { column, value } of wanted) item.set(column, document.createNode(value));
  return whole(text, spliced, document);
};

/** None of the rows stands in the sheet. */
const addRows = (text: string, given: readonly Cells[], fail: SheetError): string => {
  if (given.length === 0) return text;
  const { document, rows } = parsed(text, fail);
  const wanted = given.map((row) => wantedOf(row, (_, value) => value !== ''));
  const spliced = appendItems(text, rows, wanted);
  const cells = wanted.map((one) => Object.fromEntries(one.map(({ column, value }) => [column, value])));
  if (rows === null) document.contents = document.createNode({ rows: cells });
  else for (const one of cells) rows.add(document.createNode(one));
  return whole(text, spliced, document);
};

/** The spliced text when it says what is intended. */
const whole = (text: string, spliced: string | null, intended: Document): string => {
  if (spliced !== null && sameData(spliced, intended)) return spliced;
  // Flow style, anchors and the like: the library writes the document anew; comments and order stay, spacing may not.
  return withLineEnds(intended.toString({ lineWidth: 0 }), eolOf(text));
};

interface Wanted {
  readonly column: SheetColumn;
  readonly value: string | readonly string[];
}

const sameData = (text: string, intended: Document): boolean => {
  const document = parseDocument(text);
  return document.errors.length === 0 && JSON.stringify(document.toJS()) === JSON.stringify(intended.toJS());
};

/** One line of YAML for a value; words that older YAML reads as booleans are quoted. */
const written = (value: string | readonly string[]): string => {
  if (typeof value !== 'string')
    return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
  const scalar = new Scalar(value);
  if (/[\n\r]/.test(value) || /^(?:y|n|yes|no|on|off)$/i.test(value)) scalar.type = 'QUOTE_DOUBLE';
  return stringify(scalar, { lineWidth: 0 }).trim();
};

const eolOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

const withLineEnds = (text: string, eol: string): string => (eol === '\n' ? text : text.replaceAll(/\r?\n/g, eol));

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** Where a line can be put after a node that ends at `end`: behind its line, its comment included. */
const afterLine = (text: string, end: number): number => {
  if (end > 0 && text[end - 1] === '\n') return end;
  const next = text.indexOf('\n', end);
  return next === -1 ? text.length : next + 1;
};

const insertLines = (text: string, at: number, lines: readonly string[]): string => {
  const eol = eolOf(text);
  const before = text.slice(0, at);
  const open = before !== '' && !before.endsWith('\n') ? eol : '';
  return before + open + lines.map((line) => line + eol).join('') + text.slice(at);
};

const endOf = (pair: Pair): number | null => {
  const node = pair.value as { range?: readonly [number, number, number] } | null;
  const key = pair.key as { range?: readonly [number, number, number] };
  return node?.range?.[1] ?? key.range?.[1] ?? null;
};

/** Cells from the last to the first, so that the places of the others stay right; null when the item is in flow style. */
const spliceItem = (text: string, item: YAMLMap, wanted: readonly Wanted[]): string | null => {
  const first = item.items[0]?.key as Scalar | undefined;
  const last = item.items.at(-1);
  const lastEnd = last === undefined ? null : endOf(last);
  if (item.flow === true || first?.range === undefined || first.range === null || lastEnd === null) return null;
  const column = first.range[0] - lineStart(text, first.range[0]);
  const missing = wanted
    .filter((one) => !item.has(one.column))
    .map((one) => `${' '.repeat(column)}${one.column}: ${written(one.value)}`);
  let result = missing.length === 0 ? text : insertLines(text, afterLine(text, lastEnd), missing);
  const present = wanted
    .map((one) => ({ ...one, pair: item.items.find(({ key }) => isScalar(key) && key.value === one.column) }))
    .filter((one) => one.pair !== undefined)
    .sort((a, b) => keyEnd(b.pair) - keyEnd(a.pair));
  for (const { pair, value } of present) {
    const place = placeOf(text, pair);
    if (place === null) return null;
    result = result.slice(0, place.start) + place.lead + written(value) + result.slice(place.end);
  }
  return result;
};

const keyEnd = (pair: Pair | undefined): number => (pair?.key as Scalar | undefined)?.range?.[1] ?? 0;

/** What to replace for a pair's value; an empty value begins right after its colon. */
const placeOf = (
  text: string,
  pair: Pair | undefined,
): { readonly start: number; readonly end: number; readonly lead: string } | null => {
  const value = pair?.value;
  const colon = text.indexOf(':', keyEnd(pair));
  if (!isScalar(value) || colon === -1) return value === null ? { start: colon + 1, end: colon + 1, lead: ' ' } : null;
  const { range } = value;
  if (range === undefined || range === null || value.anchor !== undefined) return null;
  const isEmpty = range[0] === range[1];
  return isEmpty ? { start: colon + 1, end: colon + 1, lead: ' ' } : { start: range[0], end: range[1], lead: '' };
};

const appendItems = (text: string, rows: YAMLSeq | null, items: readonly (readonly Wanted[])[]): string | null => {
  const lines = (indent: string): readonly string[] =>
    items.flatMap((item) => item.map((one, n) => `${indent}${n === 0 ? '- ' : '  '}${one.column}: ${written(one.value)}`));
  if (rows === null) return /(?:^|\n)rows:[ \t]*\r?\n?$/.test(text) ? insertLines(text, text.length, lines('  ')) : null;
  const first = rows.items[0] as { range?: readonly [number, number, number] | null } | undefined;
  const last = rows.items.at(-1);
  const lastPair = isMap(last) ? last.items.at(-1) : undefined;
  const end = lastPair === undefined ? null : endOf(lastPair);
  if (rows.flow === true || (isMap(last) && last.flow === true) || !first?.range || end === null) return null;
  const from = lineStart(text, first.range[0]);
  const dash = /^( *)- /.exec(text.slice(from));
  return dash === null ? null : insertLines(text, afterLine(text, end), lines(dash[1] ?? ''));
};

/** Every row by its keys; lists are joined as the CSV sheet writes them. */
export const yamlRows = (text: string, fail: SheetError): readonly { readonly [column: string]: string }[] => {
  const items: readonly unknown[] = parsed(text, fail).rows?.toJSON() ?? [];
  return items.flatMap((item) =>
    typeof item === 'object' && item !== null
      ? [Object.fromEntries(Object.entries(item).map(([key, value]) => [key, cellText(value)]))]
      : [],
  );
};

const cellText = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(cellText).join(' ; ');
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
