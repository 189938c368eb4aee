// The rows of a tenant in the extraction sheet: one for every value that a runbook records, filled in by a run or still blank.
import { namedOwner, type NamedOwners } from '../core/owner.ts';
import type { EvidenceRecord } from '../core/record.ts';
import type { RecordedValue, Runbook, Step } from '../core/runbook.ts';
import { type SheetValue, updateSheet } from './sheet.ts';

type Seen = Pick<EvidenceRecord, 'steps' | 'evidence' | 'decision'>;

/** What the profile says of a tenant's rows. */
export interface RowSetting {
  readonly ticket: string | null;
  /** null: nobody is named. */
  readonly owners: NamedOwners | null;
}

const seenIn = (record: Seen | null, step: Step, { field }: RecordedValue): string | null =>
  record?.steps.find(({ id }) => id === step.id)?.values.find((one) => one.field === field)?.value ?? null;

/** A cell's value, its evidence id and that record's outcome move together: who did not see the value is no evidence for it. */
const proof = (record: Seen | null, value: string | null): Pick<SheetValue, 'value' | 'evidenceId' | 'outcome'> =>
  value === null || record?.evidence == null
    ? { value: null, evidenceId: null, outcome: null }
    : { value, evidenceId: record.evidence.id, outcome: record.decision.outcome };

const rowOf = (setting: RowSetting, record: Seen | null, step: Step, recorded: RecordedValue): SheetValue => ({
  field: recorded.field,
  label: recorded.label,
  ...proof(record, seenIn(record, step, recorded)),
  portalPath: step.portal?.provider ?? step.portal?.squareos ?? null,
  owner: namedOwner(step.owner, setting.owners),
  ticket: setting.ticket,
  squareosField: recorded.squareosField ?? null,
  secret: recorded.secret,
  verification: recorded.verification ?? null,
  references: step.references,
});

/** What a record fills in; without one, rows that hold what runbook and profile alone say. */
export const sheetRows = (runbook: Pick<Runbook, 'steps'>, setting: RowSetting, record: Seen | null): readonly SheetValue[] =>
  runbook.steps.flatMap((step) => step.records.map((recorded) => rowOf(setting, record, step, recorded)));

/** A sheet before the first run, as YAML. */
export const blankSheet = (runbook: Pick<Runbook, 'steps'>, row: string, setting: RowSetting): string =>
  updateSheet({ text: null, path: 'extraction.yaml', row, values: sheetRows(runbook, setting, null) });
