// What a check means, and what it says of one tenant: `certify explain`.
import type { Finding } from '../core/finding.ts';
import type { EvidenceRecord } from '../core/record.ts';
import type { CheckMeta } from '../report/markdown/check-page.ts';
import { type NamedCheck, namedCheck } from './named-check.ts';

export interface Explained extends NamedCheck {
  /** Its finding in a record, where one was named and has it. */
  readonly finding: Finding | null;
  readonly record: EvidenceRecord | null;
}

/** As `namedCheck`, with what the record named by `evidence` says of it. */
export const explain = async (
  what: string,
  evidence: { readonly dir: string; readonly id: string } | null,
  checks: readonly CheckMeta[],
): Promise<Explained> => {
  const named = namedCheck(what, checks);
  // Reading records brings along more than all the rest of this.
  const record = evidence === null ? null : await (await import('./evidence.ts')).readEvidence(evidence.dir, evidence.id);
  return { ...named, record, finding: record?.findings.find((one) => one.check === named.check.id) ?? null };
};
