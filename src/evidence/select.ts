// Which records of a directory are meant: by tenant, ticket, outcome, mode, time, and by when they cease to hold.
import type { Mode, Outcome } from '../core/decision.ts';
import type { EvidenceRecord } from '../core/record.ts';
import { groupBy } from './group.ts';
import { isCertifying, validityAt, validUntilOf } from './validity.ts';

/** null, or an empty list: not asked for. */
export interface Selection {
  readonly tenant: string | null;
  readonly ticket: string | null;
  readonly outcomes: readonly Outcome[];
  readonly mode: Mode | null;
  /** Only what began then or later. */
  readonly since: Date | null;
  /** Only certifications that cease to hold before then, or have: of each tenant and provider the one that holds longest. */
  readonly expiringBy: Date | null;
}

/** `records` in any order; theirs is kept. `now` is the reader's clock. */
export const selectRecords = (
  records: readonly EvidenceRecord[],
  { tenant, ticket, outcomes, mode, since, expiringBy }: Selection,
  now: Date,
): readonly EvidenceRecord[] => {
  // A certification that was renewed is not due, whatever else is asked.
  const due = expiringBy === null ? null : dueBy(records, expiringBy, now);
  return records.filter(
    (one) =>
      (tenant === null || one.tenant === tenant) &&
      (ticket === null || one.extraction?.ticket === ticket) &&
      (outcomes.length === 0 || outcomes.includes(one.decision.outcome)) &&
      (mode === null || one.run.mode === mode) &&
      (since === null || Date.parse(one.run.startedAt) >= since.getTime()) &&
      (due === null || due.has(one)),
  );
};

const dueBy = (records: readonly EvidenceRecord[], by: Date, now: Date): ReadonlySet<EvidenceRecord> => {
  const certifying = records.filter((one) => one.provider !== null && isCertifying(one) && validityAt(one, now) !== 'ahead');
  const longest = [...groupBy(certifying, ({ tenant, provider }) => JSON.stringify([tenant, provider])).values()].map((ones) =>
    ones.reduce((best, one) => (validUntilOf(one) > validUntilOf(best) ? one : best)),
  );
  return new Set(longest.filter((one) => Date.parse(validUntilOf(one)) <= by.getTime()));
};
