// The document that `--json` prints (product.md section 9): its keys, in its order, and nothing of the seal.
import type { RunDocument } from '../core/record.ts';
import { safeJson } from '../masking/json-text.ts';
import type { Reportable } from './outline.ts';

/** The document without what only the evidence file holds. */
const runDocument = (record: Reportable): RunDocument => ({
  schema: record.schema,
  run: record.run,
  tenant: record.tenant,
  environment: record.environment,
  provider: record.provider,
  decision: record.decision,
  findings: record.findings,
  steps: record.steps,
  attestations: record.attestations,
  limitations: record.limitations,
  receipt: record.receipt,
  callback: record.callback,
  ledger: record.ledger,
  negatives: record.negatives,
  observations: record.observations,
  extraction: record.extraction,
  evidence: record.evidence,
});

/** One JSON document, ending with a line feed. `oneLine` for a stream of documents (`certify fleet`). */
export const jsonReport = (record: Reportable, options: { readonly oneLine?: boolean } = {}): string =>
  `${safeJson(runDocument(record), options.oneLine === true ? undefined : 2)}\n`;
