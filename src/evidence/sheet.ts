// The extraction sheet: a row a recorded value, keyed (row, field). Certify fills in; a person's rows, columns, comments and order stay.
import { UsageError } from '../core/errors.ts';
import { stringify } from 'yaml';
import { refuseSecrets } from '../masking/human.ts';
import { visible } from '../masking/neutral.ts';
import { SHEET_COLUMNS, type Cells, type SheetColumn, type SheetError } from './sheet-columns.ts';
import { csvCell, csvRows, csvSheet } from './sheet-csv.ts';
import { yamlRows, yamlSheet } from './sheet-yaml.ts';

type SheetFormat = 'yaml' | 'csv';

/** One recorded value with everything product.md section 6 asks for. Null where only a person can write it. */
export interface SheetValue {
  readonly field: string;
  readonly label: string;
  /** Masked when it is secret. */
  readonly value: string | null;
  readonly portalPath: string | null;
  readonly owner: string | null;
  readonly ticket: string | null;
  readonly squareosField: string | null;
  readonly secret: boolean;
  readonly verification: string | null;
  readonly references: readonly string[];
  readonly evidenceId: string | null;
  /** Of the record of that id. */
  readonly outcome: string | null;
}

export interface SheetUpdate {
  /** Text of the sheet, or null when there is none yet. */
  readonly text: string | null;
  /** For messages; its ending tells the kind: `.csv`, else YAML. */
  readonly path: string;
  /** Name of the tenant's row in the sheet, from the profile. */
  readonly row: string;
  readonly values: readonly SheetValue[];
}

const sheetFormat = (path: string): SheetFormat => (/\.csv$/i.test(path) ? 'csv' : 'yaml');

const SECRET_HANDLING = 'Secret: kept in the SquareOS credential field or the secret manager, never written here.';

const cellsOf = (row: string, given: SheetValue): Cells => {
  const text = (value: string | null): string | null => (value === null || value === '' ? null : visible(value));
  return {
    row,
    field: given.field,
    label: text(given.label),
    portalPath: text(given.portalPath),
    owner: text(given.owner),
    ticket: text(given.ticket),
    value: text(given.value),
    squareosField: text(given.squareosField),
    secretHandling: given.secret ? SECRET_HANDLING : 'Not secret',
    verification: text(given.verification),
    references: given.references.length === 0 ? null : given.references.map(visible),
    evidenceId: text(given.evidenceId),
    outcome: text(given.outcome),
  };
};

/** The sheet with the values of one tenant's row filled in. Throws UsageError with line and column when the sheet cannot be read. */
export const updateSheet = ({ text, path, row, values }: SheetUpdate): string =>
  writerOf(path)(
    text,
    values.map((value) => cellsOf(row, value)),
    failing(path),
  );

export type SheetRow = { readonly [column: string]: string };

/** Rows as text by column, in the sheet's order: for `certify extraction show` and `export`. */
export const readSheet = (text: string, path: string): readonly SheetRow[] => {
  const read = sheetFormat(path) === 'csv' ? csvRows : yamlRows;
  return read(text, failing(path));
};

/** Keys of a row, and what moves with its value alone. */
const NOT_SET: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['row', 'field', 'evidenceId', 'outcome']);

/** The sheet with one cell written by a person, whatever stood there. Throws UsageError for an unknown column and for a secret. */
export const setSheetCell = (
  sheet: { readonly text: string | null; readonly path: string },
  cell: { readonly row: string; readonly field: string; readonly column: string; readonly value: string },
): string => {
  const column = SHEET_COLUMNS.find((name) => name === cell.column);
  if (column === undefined || NOT_SET.has(column)) {
    const known = SHEET_COLUMNS.filter((name) => !NOT_SET.has(name)).join(', ');
    const message =
      column === undefined || column === 'row' || column === 'field'
        ? `The sheet has no column ${cell.column} to set.`
        : `${column} says which record saw the value: a run writes both together.`;
    throw new UsageError({ code: 'sheet-column', message, fix: `Name one of: ${known}.` });
  }
  refuseSecrets(cell.value, `The value for ${cell.field}`);
  const nothing = Object.fromEntries(SHEET_COLUMNS.map((name) => [name, null])) as { readonly [C in SheetColumn]: null };
  // What a person writes over a value is proven by no record.
  const unproven = column === 'value' ? { evidenceId: '', outcome: '' } : {};
  const cells: Cells = { ...nothing, row: cell.row, field: cell.field, [column]: visible(cell.value), ...unproven };
  return writerOf(sheet.path)(sheet.text, [cells], failing(sheet.path), () => true);
};

/** Rows as a new sheet of the other kind: own columns first, a person's after them. */
export const exportSheet = (rows: readonly SheetRow[], format: SheetFormat): string => {
  const own: readonly string[] = SHEET_COLUMNS;
  const columns = [...own, ...new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => !own.includes(name)))];
  if (format === 'yaml')
    return stringify(
      {
        rows: rows.map((row) =>
          Object.fromEntries(columns.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))),
        ),
      },
      { lineWidth: 0 },
    );
  const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;
  return [line(columns), ...rows.map((row) => line(columns.map((name) => row[name] ?? '')))].join('');
};

const writerOf = (path: string): typeof csvSheet => (sheetFormat(path) === 'csv' ? csvSheet : yamlSheet);

const failing =
  (path: string): SheetError =>
  (message, line, column) =>
    new UsageError({
      code: 'sheet-unreadable',
      message: `${path}${line === null ? '' : `:${line}:${column ?? 1}`}: ${message}`,
      fix: 'Repair the sheet, or name a new file in `extraction.sheet`; certify changes no sheet that it cannot read.',
      place: { file: path, ...(line === null ? {} : { line }), ...(column === null ? {} : { column }) },
    });
