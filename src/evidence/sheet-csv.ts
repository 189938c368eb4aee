// The extraction sheet as CSV (RFC 4180): cells that are not written keep their bytes, quoting and line ends included.
import { forCsv } from '../masking/neutral.ts';
import { mayWrite, SHEET_COLUMNS, type Cells, type MayWrite, type SheetColumn, type SheetError } from './sheet-columns.ts';

interface Cell {
  /** As it stands in the file, with its quotes. */
  raw: string;
  readonly value: string;
}

interface Line {
  readonly cells: Cell[];
  readonly end: string;
}

const cellAt = (text: string, from: number, delimiter: string): { readonly cell: Cell; readonly next: number } | null => {
  if (text[from] !== '"') {
    const match = new RegExp(`[${delimiter === '\t' ? '\\t' : delimiter}\\r\\n]`, 'g');
    match.lastIndex = from;
    const next = match.exec(text)?.index ?? text.length;
    const raw = text.slice(from, next);
    return { cell: { raw, value: raw }, next };
  }
  let close = text.indexOf('"', from + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close === -1) return null;
  const raw = text.slice(from, close + 1);
  return { cell: { raw, value: raw.slice(1, -1).replaceAll('""', '"') }, next: close + 1 };
};

const endAt = (text: string, at: number): string =>
  text.startsWith('\r\n', at) ? '\r\n' : (/[\r\n]/.exec(text[at] ?? '')?.[0] ?? '');

const lineNumber = (text: string, at: number): number => text.slice(0, at).split('\n').length;

const parse = (text: string, delimiter: string, fail: SheetError): Line[] => {
  const lines: Line[] = [];
  let at = 0;
  let cells: Cell[] = [];
  while (at < text.length || cells.length > 0) {
    const found = cellAt(text, at, delimiter);
    if (found === null) throw fail('A quoted cell is not closed.', lineNumber(text, at), null);
    cells.push(found.cell);
    at = found.next;
    if (text[at] === delimiter) {
      at += 1;
      if (at < text.length) continue;
      cells.push({ raw: '', value: '' });
    }
    const end = endAt(text, at);
    if (end === '' && at < text.length) throw fail('Text follows a closing quote.', lineNumber(text, at), null);
    at += end.length;
    lines.push({ cells, end });
    cells = [];
  }
  return lines;
};

/** The sign that stands most often in the first line; spreadsheets of some countries write semicolons. */
const delimiterOf = (text: string): string => {
  const first = text.split(/[\r\n]/, 1)[0] ?? '';
  const counted = [',', ';', '\t'].map((sign) => ({ sign, n: first.split(sign).length }));
  return counted.reduce((most, one) => (one.n > most.n ? one : most)).sign;
};

const quoted = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** One cell for a comma-separated file: formulas disarmed, quoted where needed. */
export const csvCell = (value: string): string => quoted(forCsv(value), ',');

const cellText = (value: string | readonly string[]): string => forCsv(typeof value === 'string' ? value : value.join(' ; '));

/** Adds the columns that a sheet of another shape lacks, as the last ones; every line keeps its own cells. */
const withColumns = (lines: Line[]): ReadonlyMap<SheetColumn, number> => {
  const header = lines[0]?.cells ?? [];
  const places = new Map<SheetColumn, number>();
  for (const column of SHEET_COLUMNS) {
    const found = header.findIndex(({ value }) => value.trim().toLowerCase() === column.toLowerCase());
    if (found === -1) header.push({ raw: column, value: column });
    places.set(column, found === -1 ? header.length - 1 : found);
  }
  for (const { cells } of lines.slice(1)) {
    if (!isBlank(cells)) while (cells.length < header.length) cells.push({ raw: '', value: '' });
  }
  return places;
};

const isBlank = (cells: readonly Cell[]): boolean => cells.length <= 1 && (cells[0]?.value ?? '').trim() === '';

const BOM = '\uFEFF';

/** See `updateSheet`. */
export const csvSheet = (text: string | null, rows: readonly Cells[], fail: SheetError, may: MayWrite = mayWrite): string => {
  const bom = text?.startsWith(BOM) === true ? BOM : '';
  const body = text === null || text.trim() === '' ? `${SHEET_COLUMNS.join(',')}\r\n` : text.slice(bom.length);
  const delimiter = delimiterOf(body);
  const lines = parse(body, delimiter, fail);
  const eol = lines.find(({ end }) => end !== '')?.end ?? '\r\n';
  const places = withColumns(lines);
  for (const row of rows) writeRow(lines, places, row, { delimiter, eol, may });
  return bom + lines.map(({ cells, end }) => cells.map(({ raw }) => raw).join(delimiter) + end).join('');
};

const writeRow = (
  lines: Line[],
  places: ReadonlyMap<SheetColumn, number>,
  row: Cells,
  how: { delimiter: string; eol: string; may: MayWrite },
): void => {
  const valueIn = (line: Line, column: SheetColumn): string => line.cells[places.get(column) ?? -1]?.value.trim() ?? '';
  let line = lines.slice(1).find((one) => valueIn(one, 'row') === row.row && valueIn(one, 'field') === row.field);
  if (line === undefined) {
    const last = lines.pop();
    if (last !== undefined) lines.push({ cells: last.cells, end: last.end === '' ? how.eol : last.end });
    line = { cells: Array.from({ length: lines[0]?.cells.length ?? 0 }, () => ({ raw: '', value: '' })), end: how.eol };
    lines.push(line);
  }
  for (const [column, place] of places) {
    const wanted = row[column];
    if (wanted === null || !how.may(column, valueIn(line, column), wanted)) continue;
    const value = cellText(wanted);
    if (line.cells[place]?.value !== value) line.cells[place] = { raw: quoted(value, how.delimiter), value };
  }
};

/** Every row by its columns' names, lower and upper case as in the header. */
export const csvRows = (text: string, fail: SheetError): readonly { readonly [column: string]: string }[] => {
  const body = text.replace(/^\uFEFF/, '');
  const [header, ...lines] = parse(body, delimiterOf(body), fail);
  const names = header?.cells.map(({ value }) => value.trim()) ?? [];
  return lines
    .filter(({ cells }) => !isBlank(cells))
    .map(({ cells }) => Object.fromEntries(names.map((name, n) => [name, cells[n]?.value ?? ''])));
};
