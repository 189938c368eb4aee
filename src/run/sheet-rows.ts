// The rows of the extraction sheet that a run fills in: every value the runbook records, with all that section 6 lists.
import type { EvidenceRecord } from '../core/record.ts';
import type { RecordedValue, Step } from '../core/runbook.ts';
import type { SheetValue } from '../evidence/sheet.ts';
import type { RunContext } from './context.ts';

const rowOf = (ctx: RunContext, record: EvidenceRecord, step: Step, recorded: RecordedValue): SheetValue => {
  const value = record.steps.find((one) => one.id === step.id)?.values.find((one) => one.field === recorded.field)?.value ?? null;
  return {
    field: recorded.field,
    label: recorded.label,
    value,
    portalPath: step.portal?.provider ?? step.portal?.squareos ?? null,
    owner: step.owner,
    ticket: ctx.loaded.profile.extraction?.ticket ?? null,
    squareosField: recorded.squareosField ?? null,
    secret: recorded.secret,
    verification: recorded.verification ?? null,
    references: step.references,
    evidenceId: record.evidence?.id ?? null,
  };
};

export const sheetRows = (ctx: RunContext, record: EvidenceRecord): readonly SheetValue[] =>
  ctx.runbook.steps.flatMap((step) => step.records.map((recorded) => rowOf(ctx, record, step, recorded)));
