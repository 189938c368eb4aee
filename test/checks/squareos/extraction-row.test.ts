import { describe, expect, it } from 'vitest';
import { extractionRow } from '../../../src/checks/squareos/extraction-row.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';

const judged = (sheet: Facts['run.sheet']) => toldBy(extractionRow, extractionRow.evaluate({ 'run.sheet': seen(sheet) }));
const sheet = { sheet: 'extraction.yaml', row: 'ses-main-gym', blank: [] };

describe('extraction-row', () => {
  it('passes when profile or sheet says all that is required', () => {
    expect(judged(sheet)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it('warns without a sheet', () => {
    expect(judged(null)).toMatchObject({ status: 'warn', reason: 'no-sheet' });
  });

  it('names each blank with the place where it can be said', () => {
    const told = judged({
      ...sheet,
      blank: [
        { field: 'dnsOwner', label: 'DNS/admin owner', profileKey: 'owners.dns' },
        { field: 'panelPath', label: 'Path', profileKey: null },
      ],
    });
    expect(told).toMatchObject({ status: 'warn', reason: 'blank', observed: { blank: ['dnsOwner', 'panelPath'] } });
    expect(told.remedy?.[0]).toMatchObject({ field: { name: 'owners.dns' } });
    expect(told.fix).toContain('row ses-main-gym, field panelPath');
  });
});
