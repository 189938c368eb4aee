// A record as an in-toto Statement (v1), for tools that collect attestations: the subject is the record's file, the predicate what it says.
import { createHash } from 'node:crypto';
import type { EvidenceRecord } from '../core/record.ts';
import { validUntilOf } from './validity.ts';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT = 'https://in-toto.io/Statement/v1';

/** Nobody resolves it: it names the shape of the predicate, and changes with it. */
const PREDICATE = 'urn:certify:evidence:1';

/** `text`: of the file as it stands, so that `sha256sum` and every tool find the same digest. Unsigned, as a Statement is. */
export const inTotoStatement = (name: string, text: string, record: EvidenceRecord): object => {
  const { run, decision, seal, extraction, receipt, evidence } = record;
  return {
    _type: STATEMENT,
    subject: [{ name, digest: { sha256: createHash('sha256').update(text, 'utf8').digest('hex') } }],
    predicateType: PREDICATE,
    predicate: {
      tenant: record.tenant,
      environment: record.environment,
      provider: record.provider,
      mode: run.mode,
      command: run.command,
      outcome: decision.outcome,
      why: decision.why,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      validUntil: validUntilOf(record),
      operator: run.operator,
      ticket: extraction?.ticket ?? null,
      certify: run.certify,
      runbook: run.runbook === null ? null : { id: run.runbook.id, version: run.runbook.version, digest: run.runbook.digest },
      providerMessageId: receipt?.providerMessageId ?? null,
      findings: record.findings.map(({ check, status, severity, reason }) => ({ check, status, severity, reason })),
      limitations: record.limitations
        .filter(({ state }) => state === 'used')
        .map(({ check, ticket, expires }) => ({ check, ticket, expires })),
      record: {
        id: evidence?.id ?? null,
        digest: seal.digest,
        previous: seal.previous,
        sequence: seal.sequence,
        keyId: seal.signature?.keyId ?? null,
      },
    },
  };
};
