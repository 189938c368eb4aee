// The extraction sheet: a row a recorded value, keyed (row, field). Certify fills in; a person's rows, columns, comments and order stay.
import { UsageError } from '../core/errors.ts';
import { visible } from '../masking/neutral.ts';
import type { Cells, SheetError } from './sheet-columns.ts';
import { csvSheet } from './sheet-csv.ts';
import { yamlSheet } from './sheet-yaml.ts';

export type SheetFormat = 'yaml' | 'csv';

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
}

export interface SheetUpdate {
  /** Text of the sheet, or null when there is none yet. */
  readonly text: string | null;
  /** For messages. */
  readonly path: string;
  readonly format: SheetFormat;
  /** Name of the tenant's row in the sheet, from the profile. */
  readonly row: string;
  readonly values: readonly SheetValue[];
}

/** By the file's name: `.csv`, else YAML. */
export const sheetFormat = (path: string): SheetFormat => (/\.csv$/i.test(path) ? 'csv' : 'yaml');

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
  };
};

/** The sheet with the values of one tenant's row filled in. Throws UsageError with line and column when the sheet cannot be read. */
export const updateSheet = (update: SheetUpdate): string => {
  const cells = update.values.map((value) => cellsOf(update.row, value));
  const fail: SheetError = (message, line, column) => unreadable(update.path, message, line, column);
  const write = update.format === 'csv' ? csvSheet : yamlSheet;
  return write(update.text, cells, fail);
};

const unreadable = (path: string, message: string, line: number | null, column: number | null): UsageError =>
  new UsageError({
    code: 'sheet-unreadable',
    message: `${path}${line === null ? '' : `:${line}:${column ?? 1}`}: ${message}`,
    fix: 'Repair the sheet, or name a new file in `extraction.sheet`; certify changes no sheet that it cannot read.',
    place: { file: path, ...(line === null ? {} : { line }), ...(column === null ? {} : { column }) },
  });
