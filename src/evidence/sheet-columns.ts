// The columns of the extraction sheet, and which of them certify may write.
import type { UsageError } from '../core/errors.ts';

export const SHEET_COLUMNS = [
  'row',
  'field',
  'label',
  'portalPath',
  'owner',
  'ticket',
  'value',
  'squareosField',
  'secretHandling',
  'verification',
  'references',
  'evidenceId',
] as const;
export type SheetColumn = (typeof SHEET_COLUMNS)[number];

/** Text for a cell; `null` leaves the cell as it is. */
export type Cells = { readonly [C in SheetColumn]: string | readonly string[] | null };

/** What certify observed replaces what stands there; everything else it only fills in where a person left it empty. */
const OWNED: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['value', 'evidenceId']);

/** Whether a cell is to be written. `present` is what stands there, trimmed. */
export type MayWrite = (column: SheetColumn, present: string) => boolean;

export const mayWrite: MayWrite = (column, present) => present === '' || OWNED.has(column);

export type SheetError = (message: string, line: number | null, column: number | null) => UsageError;
