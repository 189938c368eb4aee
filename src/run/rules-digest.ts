// By which rules a record was judged: a digest of what every check declares, so that two records can be told to rest on the same.
import { checks } from '../checks/index.ts';
import { digestOf } from '../text/digest.ts';

let known: string | null = null;

/** `sha256:…` over severity, reasons, clauses and references of all checks; the runbook's own digest stands beside it. */
export const rulesDigest = (): string => {
  known ??= digestOf(
    JSON.stringify(
      checks.map(({ id, severity, reasons, clauses = {}, references, needs, uses = [] }) => ({
        id,
        severity,
        reasons,
        clauses,
        references,
        needs,
        uses,
      })),
    ),
  );
  return known;
};
