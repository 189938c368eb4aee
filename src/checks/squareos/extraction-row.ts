// What the runbook requires of the extraction row, and neither certify nor SquareOS can answer, is written down.
import { defineCheck } from '../check.ts';
import { doThis, profileField } from '../remedy.ts';
import { requirement } from '../requirement.ts';

export const extractionRow = defineCheck({
  id: 'extraction-row',
  title: 'The extraction row names what only a person can say: owner and ticket',
  severity: 'warning',
  why: 'Whoever opens the row in a year must know whom to ask and where it was agreed.',
  owner: 'implementation engineer',
  references: [requirement('R17'), requirement('R22'), requirement('R38')],
  reasons: {
    'no-sheet': { status: ['warn'], says: 'The profile names no extraction sheet, so that no row carries the evidence id.' },
    blank: { status: ['warn'], says: 'A cell that the runbook requires is empty, and the profile does not say it either.' },
  },
  needs: ['run.sheet'],
  evaluate(facts) {
    const sheet = facts['run.sheet'].value;
    if (sheet === null) {
      const act = 'Name the worksheet under `extraction` in the profile; the run then fills in its row.';
      return {
        status: 'warn',
        reason: 'no-sheet',
        expected: 'A sheet and a row that carry the evidence id.',
        remedy: [profileField(act, 'extraction', '{sheet: extraction.yaml, row: …, ticket: …}')],
      };
    }
    const { row, blank } = sheet;
    const observed = { sheet: sheet.sheet, row, blank: blank.map(({ field }) => field) };
    if (blank.length === 0) return { status: 'pass', reason: 'ok', observed };
    return {
      status: 'warn',
      reason: 'blank',
      observed,
      expected: 'Each is in the sheet, or in the profile.',
      remedy: blank.map(({ field, label, profileKey }) =>
        profileKey === null
          ? doThis(`Write “${label}” into the sheet: row ${row}, field ${field}, column value.`)
          : profileField(
              `Say “${label}” in the profile, or write it into the sheet (row ${row}, field ${field}).`,
              profileKey,
              null,
            ),
      ),
    };
  },
});
