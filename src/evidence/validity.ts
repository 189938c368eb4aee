// Until when what a record proves holds: 90 days, less where the runbook says so; it stands inside the seal.
import { CERTIFICATION_DAYS, DAY_MS } from '../core/lasting.ts';
import type { Outcome } from '../core/decision.ts';
import type { EvidenceRecord } from '../core/record.ts';

/** Outcomes after which the tenant may go live, and is due again when they no longer hold. */
const CERTIFYING: ReadonlySet<Outcome> = new Set<Outcome>(['CERTIFIED', 'CERTIFIED_WITH_LIMITATIONS']);

export const isCertifying = ({ decision }: Pick<EvidenceRecord, 'decision'>): boolean => CERTIFYING.has(decision.outcome);

/** ISO 8601, UTC. */
export const endOfValidity = (finishedAt: string, days: number): string =>
  new Date(Date.parse(finishedAt) + Math.min(days, CERTIFICATION_DAYS) * DAY_MS).toISOString();

type Lasting = Pick<EvidenceRecord, 'run' | 'validUntil'>;

/** What the record says; a record from before it said so holds for 90 days. */
export const validUntilOf = ({ run, validUntil }: Lasting): string =>
  validUntil ?? endOfValidity(run.finishedAt, CERTIFICATION_DAYS);

/** `ahead`: by the reader's clock the run has not ended yet, so one of two clocks is wrong, and nothing is counted. */
export const validityAt = (record: Lasting, now: Date): 'holds' | 'over' | 'ahead' => {
  if (now.getTime() < Date.parse(record.run.finishedAt)) return 'ahead';
  return now.getTime() <= Date.parse(validUntilOf(record)) ? 'holds' : 'over';
};
