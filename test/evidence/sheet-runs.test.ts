// Sheets before and after twenty runs of mixed kinds: each cell holds what the last run that saw it saw, with that run's id and outcome.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/core/decision.ts';
import type { Runbook } from '../../src/core/runbook.ts';
import { readSheet, setSheetCell, updateSheet } from '../../src/evidence/sheet.ts';
import { sheetRows } from '../../src/evidence/sheet-rows.ts';
import { loadRunbook } from '../../src/runbook/load.ts';
import { failedDocument } from '../records.ts';

const runbookOf = (id: string): Runbook => {
  const path = join(import.meta.dirname, '..', '..', 'runbooks', `${id}.yaml`);
  return loadRunbook({ text: readFileSync(path, 'utf8'), path });
};

const GYM = { ticket: 'GYM-1', owners: { dns: 'Dora Lang', aws: null, relay: null, squareos: null } };
const KINDS = ['proven', 'withheld', 'look', 'denied'] as const;
type Kind = (typeof KINDS)[number];

const OUTCOME: { readonly [K in Kind]: Outcome } = {
  proven: 'CERTIFIED',
  withheld: 'NOT_CERTIFIED',
  look: 'READY',
  denied: 'INCONCLUSIVE',
};

/** A run that sent nothing sees nothing of a message; one that was refused by AWS sees nothing of SES and SNS. */
const sees = (kind: Kind, from: string): boolean => {
  if (/^live\.|derived\.relay/.test(from)) return kind === 'proven';
  return kind !== 'denied' || !/^(?:ses|sns|derived\.ses|derived\.callback)/.test(from);
};

const recordOf = ({ steps }: Runbook, kind: Kind, n: number) => ({
  evidence: { id: `ev-${n}`, path: '' },
  decision: { ...failedDocument().decision, outcome: OUTCOME[kind] },
  steps: steps.map((step) => ({
    ...failedDocument().steps[0]!,
    id: step.id,
    values: step.records.map(({ field, label, from }) => ({
      field,
      label,
      value: from !== undefined && sees(kind, from) ? `${field} of run ${n % 3}` : null,
      squareosField: null,
    })),
  })),
});

const RUNS = Array.from({ length: 20 }, (_, n) => ({ n, kind: KINDS[(n * 7 + (n >> 2)) % KINDS.length] ?? 'look' }));

describe.each(['yaml', 'csv'])('a %s sheet after twenty runs of mixed kinds', (kind) => {
  it.each(['ses', 'smtp'])(
    'holds in each cell of %s the last sight of it, with the id and outcome of that run',
    (id) => {
      const runbook = runbookOf(id);
      const path = `extraction.${kind}`;
      const start = updateSheet({ text: null, path, row: 'gym', values: sheetRows(runbook, GYM, null) });
      const filled = RUNS.reduce(
        (text, run) =>
          updateSheet({ text, path, row: 'gym', values: sheetRows(runbook, GYM, recordOf(runbook, run.kind, run.n)) }),
        start,
      );
      const rows = readSheet(filled, path);
      const recorded = runbook.steps.flatMap((step) => step.records);
      expect(rows.map((row) => row['field'])).toEqual(recorded.map(({ field }) => field));
      expect(new Set(RUNS.map((run) => run.kind)).size).toBe(KINDS.length);
      for (const { field, from } of recorded) {
        const last = from === undefined ? undefined : RUNS.findLast((run) => sees(run.kind, from));
        const expected =
          last === undefined ? ['', '', ''] : [`${field} of run ${last.n % 3}`, `ev-${last.n}`, OUTCOME[last.kind]];
        const row = rows.find((one) => one['field'] === field);
        expect([field, row?.['value'] ?? '', row?.['evidenceId'] ?? '', row?.['outcome'] ?? '']).toEqual([field, ...expected]);
      }
    },
    60_000,
  );

  it('loses the proof of a cell that a person writes over, and of no other', () => {
    const path = `extraction.${kind}`;
    const runbook = runbookOf('ses');
    const values = sheetRows(runbook, GYM, recordOf(runbook, 'proven', 1));
    const text = updateSheet({ text: null, path, row: 'gym', values });
    const cell = { row: 'gym', field: 'region', column: 'value', value: 'eu-west-1' };
    const after = readSheet(setSheetCell({ text, path }, cell), path);
    expect(after.find((row) => row['field'] === 'region')).toMatchObject({ value: 'eu-west-1', evidenceId: '', outcome: '' });
    const proven = (rows: typeof after) => rows.filter((row) => row['evidenceId'] === 'ev-1').length;
    expect(proven(after)).toBe(proven(readSheet(text, path)) - 1);
    expect(() => setSheetCell({ text, path }, { ...cell, column: 'evidenceId' })).toThrow('a run writes both together');
  });

  it('names the person who has a role since, and keeps what somebody wrote', () => {
    const path = `extraction.${kind}`;
    const runbook = runbookOf('ses');
    const fill = (text: string | null, dns: string | null) =>
      updateSheet({
        text,
        path,
        row: 'gym',
        values: sheetRows(runbook, { ticket: null, owners: { ...GYM.owners, dns } }, null),
      });
    const owner = (text: string) => readSheet(text, path).find((row) => row['field'] === 'dmarc')?.['owner'];
    expect(owner(fill(null, null))).toBe('DNS admin');
    expect(owner(fill(fill(null, null), 'Dora Lang'))).toBe('Dora Lang (DNS admin)');
    expect(owner(fill(fill(null, 'Dora Lang'), 'Nils Berg'))).toBe('Dora Lang (DNS admin)');
  });
});
