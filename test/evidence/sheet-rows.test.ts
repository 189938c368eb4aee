// What a run writes into the rows of the sheet, and what stands there before it.
import { describe, expect, it } from 'vitest';
import type { Step } from '../../src/core/runbook.ts';
import { readSheet, updateSheet } from '../../src/evidence/sheet.ts';
import { blankSheet, sheetRows } from '../../src/evidence/sheet-rows.ts';
import { failedDocument } from '../records.ts';

const step: Step = {
  id: 'verified-identities',
  kind: 'observe',
  title: 'Identities',
  owner: 'AWS admin',
  checks: [],
  gatesSend: false,
  instructions: [],
  covers: [],
  watchOuts: [],
  references: ['https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html'],
  portal: { provider: 'SES / Identities' },
  records: [
    {
      field: 'region',
      label: 'Region',
      secret: false,
      required: false,
      squareosField: 'configJson.region',
      verification: 'Compare',
    },
    { field: 'key', label: 'Secret', secret: true, required: false },
  ],
};
const runbook = { steps: [step] };
const GYM = { ticket: 'GYM-1', owners: { dns: null, aws: 'Amir Sen', relay: null, squareos: null } };
const record = (region: string | null) => ({
  evidence: { id: 'ev-2', path: 'evidence/ev-2.json' },
  decision: failedDocument().decision,
  steps: [
    {
      ...failedDocument().steps[0]!,
      id: step.id,
      values: [{ field: 'region', label: 'Region', value: region, squareosField: 'configJson.region' }],
    },
  ],
});
const fill = (text: string, region: string | null): string =>
  updateSheet({ text, path: 'extraction.yaml', row: 'main', values: sheetRows(runbook, GYM, record(region)) });

describe('the rows of a tenant in the extraction sheet', () => {
  it('are the same before and after a run, but for what the run saw', () => {
    const blank = sheetRows(runbook, GYM, null);
    expect(blank).toEqual([
      {
        field: 'region',
        label: 'Region',
        value: null,
        portalPath: 'SES / Identities',
        owner: 'Amir Sen (AWS admin)',
        ticket: 'GYM-1',
        squareosField: 'configJson.region',
        secret: false,
        verification: 'Compare',
        references: step.references,
        evidenceId: null,
        outcome: null,
      },
      expect.objectContaining({ field: 'key', secret: true, squareosField: null, verification: null }),
    ]);
    expect(sheetRows(runbook, GYM, record('eu-west-1'))).toEqual([
      { ...blank[0], value: 'eu-west-1', evidenceId: 'ev-2', outcome: 'NOT_CERTIFIED' },
      blank[1],
    ]);
  });

  it('keep the value and the evidence of an earlier run when this one did not see the value', () => {
    const before = readSheet(fill(blankSheet(runbook, 'main', GYM), 'eu-west-1'), 'extraction.yaml');
    const earlier = fill(blankSheet(runbook, 'main', GYM), 'eu-west-1').replaceAll('ev-2', 'ev-1');
    const after = readSheet(fill(earlier, null), 'extraction.yaml');
    expect(before[0]).toMatchObject({ value: 'eu-west-1', evidenceId: 'ev-2' });
    expect(after[0]).toMatchObject({ value: 'eu-west-1', evidenceId: 'ev-1' });
  });

  it('name the portal of SquareOS where a step has none of the provider', () => {
    const squareos = { steps: [{ ...step, portal: { squareos: 'SquareOS / Email' } }] };
    expect(sheetRows(squareos, { ticket: null, owners: null }, null)[0]).toMatchObject({
      portalPath: 'SquareOS / Email',
      ticket: null,
    });
  });
});
