// The list of records: a table where it fits, blocks where it does not, and never an id that is broken.
import { describe, expect, it } from 'vitest';
import { evidenceListReport, unreadReport } from '../../../src/report/terminal/evidence-list.ts';

const record = {
  id: '20261126T211010Z-ses-main-gym-9adc9e09',
  startedAt: '2026-11-26T21:10:10.000Z',
  validUntil: '2027-02-24T21:10:10.000Z',
  validity: 'holds' as const,
  command: 'ses',
  mode: 'live',
  tenant: 'main-gym',
  outcome: 'CERTIFIED_WITH_LIMITATIONS' as const,
  ticket: 'GYM-7',
};
const style = (width: number) => ({ width, colour: false, unicode: true });

describe('the list of records', () => {
  it.each([40, 60, 80, 120])('fits %i columns, each id whole', (width) => {
    const text = evidenceListReport([record, record], true, style(width));
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(text.split(record.id)).toHaveLength(3);
  });

  it('has an id that just fits on one line of its own, and no more', () => {
    const smtp = { ...record, id: '20261127T102751Z-smtp-main-gym1-f2ba4498' };
    expect(evidenceListReport([smtp], false, style(40)).split('\n')[0]).toBe(smtp.id);
  });

  it('names what it could not read', () => {
    const text = unreadReport([{ name: 'x.json', why: 'holds no JSON object: it was cut or is something else' }], style(40));
    expect(text).toContain('1 more file could not be read');
    expect(text.split('\n').filter((line) => line.length > 40)).toEqual([]);
  });
});
