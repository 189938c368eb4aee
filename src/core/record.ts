// The evidence record: what `--json` prints for a run, and more (product.md sections 6 and 9).
import type { Decision, Mode } from './decision.ts';
import type { Finding } from './finding.ts';
import type { GivenAttestation, NegativeTest } from './journal.ts';
import type { JsonValue } from './json.ts';
import type { LedgerEvent, LedgerView, Receipt } from './live.ts';
import type { Observation } from './observation.ts';
import type { RunEnvironment } from './ports/reads.ts';
import type { Environment, Limitation, Provider } from './profile.ts';

export interface RecordedStep {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly owner: string;
  readonly state: 'done' | 'withheld' | 'not-reached';
  readonly findings: readonly string[];
  readonly attestation: string | null;
  /** Values recorded here, masked. */
  readonly values: readonly {
    readonly field: string;
    readonly label: string;
    readonly value: string | null;
    readonly squareosField: string | null;
  }[];
}

export interface UsedLimitation extends Limitation {
  readonly state: 'used' | 'unused' | 'expired' | 'not-waivable' | 'no-longer-failing';
}

/** The document of section 9; keys are stable within a schema version. */
export interface RunDocument {
  readonly schema: 'certify.run/2';
  readonly run: {
    readonly id: string;
    readonly command: string;
    readonly mode: Mode;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly certify: string;
    readonly facts: string;
    /** Digest of the rules that judged: reasons, clauses and references of all checks. Left out by records from before it was kept. */
    readonly rules?: string;
    readonly operator: string | null;
    readonly runbook: {
      readonly id: string;
      readonly version: string;
      readonly digest: string;
      readonly coreChecks: readonly string[];
      /** Core checks that this runbook leaves out or lowers. */
      readonly coreOmitted: readonly string[];
    } | null;
    readonly environment: RunEnvironment;
    readonly rerunOf: string | null;
  };
  readonly tenant: string;
  readonly environment: Environment;
  readonly provider: Provider | null;
  readonly decision: Decision;
  readonly findings: readonly Finding[];
  readonly steps: readonly RecordedStep[];
  readonly attestations: readonly GivenAttestation[];
  readonly limitations: readonly UsedLimitation[];
  readonly receipt: Receipt | null;
  readonly callback: LedgerEvent | null;
  readonly ledger: LedgerView | null;
  readonly negatives: readonly NegativeTest[];
  readonly observations: { readonly [key: string]: Observation<JsonValue> };
  readonly extraction: { readonly sheet: string; readonly row: string; readonly ticket: string | null } | null;
  readonly evidence: { readonly id: string; readonly path: string } | null;
}

/** What stands in the evidence file: the document, sealed. */
export interface EvidenceRecord extends RunDocument {
  readonly profile: { readonly path: string; readonly digest: string; readonly loaded: JsonValue };
  /** ISO 8601, UTC; records from before it was said lack it. */
  readonly validUntil?: string;
  readonly seal: {
    /** `sha256:…` over the RFC 8785 form of the record without `seal.digest` and `seal.signature`. */
    readonly digest: string;
    /** Digest of the previous record of this tenant, provider and mode. */
    readonly previous: string | null;
    /** 1 for the first of a chain. */
    readonly sequence: number;
    readonly signature: { readonly algorithm: 'Ed25519'; readonly keyId: string; readonly value: string } | null;
  };
}

/** By its form: `20261120T201655Z-ses-main-gym-1a2b3c4d`. */
export const isRecordId = (name: string): boolean => /^\d{8}T\d{6}Z-(?:[^/]+-)?[0-9a-f]{8}$/.test(name);
