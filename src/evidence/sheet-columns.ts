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
  'outcome',
] as const;
export type SheetColumn = (typeof SHEET_COLUMNS)[number];

/** Text for a cell; `null` leaves the cell as it is. */
export type Cells = { readonly [C in SheetColumn]: string | readonly string[] | null };

/** What certify observed replaces what stands there; everything else it only fills in where a person left it empty. */
const OWNED: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['value', 'evidenceId', 'outcome']);

/** Whether a cell is to be written. `present` is what stands there, trimmed. */
export type MayWrite = (column: SheetColumn, present: string, wanted: string | readonly string[]) => boolean;

/** A bare role gives way to the person who has it since. */
const namesTheRole = (present: string, wanted: string | readonly string[]): boolean =>
  typeof wanted === 'string' && wanted.endsWith(` (${present})`);

export const mayWrite: MayWrite = (column, present, wanted) =>
  present === '' || OWNED.has(column) || (column === 'owner' && namesTheRole(present, wanted));

export type SheetError = (message: string, line: number | null, column: number | null) => UsageError;
