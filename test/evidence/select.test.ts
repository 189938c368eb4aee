// Which records are meant, and which certifications are due.
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/core/decision.ts';
import type { EvidenceRecord, RunDocument } from '../../src/core/record.ts';
import { sealRecord } from '../../src/evidence/seal.ts';
import { selectRecords, type Selection } from '../../src/evidence/select.ts';
import { failedDocument } from '../records.ts';

const NOW = new Date('2026-11-20T00:00:00.000Z');
const ALL: Selection = { tenant: null, ticket: null, outcomes: [], mode: null, since: null, expiringBy: null };

/** A run of a minute that began at that hour of a day. */
const record = (
  id: string,
  day: string,
  outcome: Outcome,
  over: Partial<RunDocument> = {},
  validDays?: number,
): EvidenceRecord => {
  const { run, decision, extraction } = failedDocument();
  const times = { startedAt: `${day}T02:00:00.000Z`, finishedAt: `${day}T02:01:00.000Z` };
  const document = failedDocument({
    ...over,
    run: { ...run, ...over.run, id, ...times },
    decision: { ...decision, outcome },
    extraction: extraction === null ? null : { ...extraction, ticket: `T-${id}` },
  });
  return sealRecord(document, { profile: { path: 'p', digest: 'd', loaded: {} }, directory: 'e', previous: null, validDays });
};

const lab = { run: { ...failedDocument().run, mode: 'lab' as const } };
const records = [
  record('renewed-old', '2026-08-25', 'CERTIFIED'),
  record('renewed', '2026-11-01', 'CERTIFIED_WITH_LIMITATIONS'),
  record('due', '2026-09-01', 'CERTIFIED', { tenant: 'due-gym' }),
  record('look', '2026-11-10', 'READY', { tenant: 'due-gym' }),
  record('over', '2026-06-01', 'CERTIFIED', { tenant: 'over-gym' }),
  record('short', '2026-11-01', 'CERTIFIED', { tenant: 'short-gym' }, 30),
  record('smtp', '2026-09-01', 'CERTIFIED', { provider: 'SMTP' }),
  record('failed', '2026-11-12', 'NOT_CERTIFIED', { tenant: 'over-gym' }),
  record('lab', '2026-11-12', 'LAB_ONLY', { ...lab, tenant: 'lab-gym' }),
  record('ahead', '2026-12-24', 'CERTIFIED', { tenant: 'over-gym' }),
];

const ids = (asked: Partial<Selection>): readonly string[] =>
  selectRecords(records, { ...ALL, ...asked }, NOW).map(({ run }) => run.id);

describe('a selection of records', () => {
  it.each<readonly [Partial<Selection>, readonly string[]]>([
    [{ tenant: 'due-gym' }, ['due', 'look']],
    [{ tenant: 'due' }, []],
    [{ ticket: 'T-smtp' }, ['smtp']],
    [{ outcomes: ['NOT_CERTIFIED', 'READY'] }, ['look', 'failed']],
    [{ mode: 'lab' }, ['lab']],
    [{ since: new Date('2026-11-12T02:00:00.000Z') }, ['failed', 'lab', 'ahead']],
    [{ tenant: 'over-gym', outcomes: ['CERTIFIED'] }, ['over', 'ahead']],
  ])('of %j is %j', (asked, expected) => {
    expect(ids(asked)).toEqual(expected);
  });

  it('of what expires names the certification that holds longest, not one that was renewed', () => {
    const by = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
    expect(ids({ expiringBy: by(0) })).toEqual(['over']);
    expect(ids({ expiringBy: by(11) })).toEqual(['due', 'over', 'smtp']);
    expect(ids({ expiringBy: by(12) })).toEqual(['due', 'over', 'short', 'smtp']);
    expect(ids({ expiringBy: by(80) })).toEqual(['renewed', 'due', 'over', 'short', 'smtp']);
    expect(ids({ expiringBy: by(12), tenant: 'main-gym' })).toEqual(['smtp']);
  });
});
