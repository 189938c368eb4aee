// What a check means, and what it says of one tenant: `certify explain`.
import { UsageError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { ENGINE_REASONS, type Reasons } from '../core/reason.ts';
import type { EvidenceRecord } from '../core/record.ts';
import type { CheckMeta } from '../report/markdown/check-page.ts';
import { didYouMean } from '../text/nearest.ts';

export interface Explained {
  readonly check: CheckMeta;
  /** Only this one is to be explained; null: all. */
  readonly reason: string | null;
  /** Its finding in a record, where one was named and has it. */
  readonly finding: Finding | null;
  readonly record: EvidenceRecord | null;
}

const unknown = (what: string, name: string, known: readonly string[], fix: string): UsageError =>
  new UsageError({
    code: `unknown-${what}`,
    message: `There is no ${what} \`${name}\`.`,
    fix: `${didYouMean(name, known, (one) => `\`${one}\``)}${fix}`,
  });

/** `what` is `CHECK` or `CHECK/REASON`, `checks` what all of them say of themselves. Throws UsageError for names that do not exist, with the nearest. */
export const explain = async (
  what: string,
  evidence: { readonly dir: string; readonly id: string } | null,
  checks: readonly CheckMeta[],
): Promise<Explained> => {
  const [id = '', reason = null] = what.split('/');
  const check = checks.find((one) => one.id === id);
  if (check === undefined) {
    const known = checks.map((one) => one.id);
    const having = checks.filter(({ reasons }) => Object.hasOwn(reasons, id)).map((one) => `\`${one.id}/${id}\``);
    if (having.length > 0)
      throw new UsageError({
        code: 'reason-alone',
        message: `\`${id}\` is a reason, and no check.`,
        fix: `Write it behind its check: ${having.join(' or ')}.`,
      });
    throw unknown('check', id, known, 'docs/checks lists all of them, and so does `certify runbook show ses`.');
  }
  const reasons: Reasons = { ...ENGINE_REASONS, ...check.reasons };
  if (reason !== null && reasons[reason] === undefined) {
    throw unknown('reason', reason, Object.keys(reasons), `\`certify explain ${id}\` lists the reasons of this check.`);
  }
  // Reading records brings along more than all the rest of this.
  const record = evidence === null ? null : await (await import('./evidence.ts')).readEvidence(evidence.dir, evidence.id);
  return { check, reason, record, finding: record?.findings.find((one) => one.check === id) ?? null };
};
