// The rows of a tenant in the extraction sheet: one for every value that a runbook records, filled in by a run or still blank.
import type { EvidenceRecord } from '../core/record.ts';
import type { RecordedValue, Runbook, Step } from '../core/runbook.ts';
import { type SheetValue, updateSheet } from './sheet.ts';

type Seen = Pick<EvidenceRecord, 'steps' | 'evidence'>;

const seenIn = (record: Seen | null, step: Step, { field }: RecordedValue): string | null =>
  record?.steps.find(({ id }) => id === step.id)?.values.find((one) => one.field === field)?.value ?? null;

/** A cell's value and its evidence id move together: who did not see the value is no evidence for it. */
const rowOf = (ticket: string | null, record: Seen | null, step: Step, recorded: RecordedValue): SheetValue => {
  const value = seenIn(record, step, recorded);
  return {
    field: recorded.field,
    label: recorded.label,
    value,
    portalPath: step.portal?.provider ?? step.portal?.squareos ?? null,
    owner: step.owner,
    ticket,
    squareosField: recorded.squareosField ?? null,
    secret: recorded.secret,
    verification: recorded.verification ?? null,
    references: step.references,
    evidenceId: value === null ? null : (record?.evidence?.id ?? null),
  };
};

/** What a record fills in; without one, rows that hold what the runbook alone says. */
export const sheetRows = (runbook: Pick<Runbook, 'steps'>, ticket: string | null, record: Seen | null): readonly SheetValue[] =>
  runbook.steps.flatMap((step) => step.records.map((recorded) => rowOf(ticket, record, step, recorded)));

/** A sheet before the first run, as YAML. */
export const blankSheet = (runbook: Pick<Runbook, 'steps'>, row: string, ticket: string | null): string =>
  updateSheet({ text: null, path: 'extraction.yaml', row, values: sheetRows(runbook, ticket, null) });
