// Judges a record again from disk: the same observations must give the same findings, byte for byte.
import type { AnyCheck } from '../checks/check.ts';
import type { Finding } from '../core/finding.ts';
import type { EvidenceRecord } from '../core/record.ts';
import type { Limitation } from '../core/profile.ts';
import type { Runbook } from '../core/runbook.ts';
import { judgeAll } from './judgements.ts';

/** What the record cannot carry itself: the code's checks, and the runbook whose digest it names. */
export interface RejudgeInput {
  readonly checks: ReadonlyMap<string, AnyCheck>;
  readonly runbook: Runbook;
  readonly failOnWarning: boolean;
}

const limitationsOf = (record: EvidenceRecord): readonly Limitation[] =>
  record.limitations.map(({ check, reason, ticket, approvedBy, expires }) => ({ check, reason, ticket, approvedBy, expires }));

/** Findings as they would be written today from the record's observations. */
export const rejudge = (record: EvidenceRecord, input: RejudgeInput): readonly Finding[] =>
  judgeAll({
    ...input,
    environment: record.environment,
    observations: new Map(Object.entries(record.observations)),
    attestations: record.attestations,
    limitations: limitationsOf(record),
    now: record.run.startedAt,
    withQuestions: record.run.command === 'ses' || record.run.command === 'smtp',
  }).findings;
