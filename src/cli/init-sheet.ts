// An extraction sheet before the first run: one row for each value the runbook records, still empty.
import type { Runbook } from '../core/runbook.ts';
import { updateSheet } from '../evidence/sheet.ts';

export const blankSheet = (runbook: Runbook, row: string, ticket: string | null): string =>
  updateSheet({
    text: null,
    path: 'extraction.yaml',
    format: 'yaml',
    row,
    values: runbook.steps.flatMap((step) =>
      step.records.map((recorded) => ({
        field: recorded.field,
        label: recorded.label,
        value: null,
        portalPath: step.portal?.provider ?? step.portal?.squareos ?? null,
        owner: step.owner,
        ticket,
        squareosField: recorded.squareosField ?? null,
        secret: recorded.secret,
        verification: recorded.verification ?? null,
        references: step.references,
        evidenceId: null,
      })),
    ),
  });
