// A runbook as typed data: an ordered list of steps, told apart by `kind`.
import type { Environment, Provider } from './profile.ts';
import type { Owner, Severity, Status } from './finding.ts';

interface StepCommon {
  /** kebab-case, unique in the runbook. */
  readonly id: string;
  readonly title: string;
  readonly owner: Owner;
  /** What it answers for, as numbers of docs/requirements.md. */
  readonly covers: readonly string[];
  /** Where it is in the provider's console, and in SquareOS. */
  readonly portal?: { readonly provider?: string; readonly squareos?: string };
  /** What a person does here, in order. */
  readonly instructions: readonly string[];
  /** Values written into the extraction row, as fact paths or plain names. */
  readonly records: readonly RecordedValue[];
  readonly watchOuts: readonly string[];
  readonly references: readonly string[];
  /** Live sends wait for it: failed, pending or inconclusive stops the send. */
  readonly gatesSend: boolean;
  /** Checks judged at this step. */
  readonly checks: readonly string[];
}

/** One value of the extraction sheet. */
export interface RecordedValue {
  /** Field name in the sheet, such as `region`. */
  readonly field: string;
  readonly label: string;
  /** `fact.key#/json/pointer`, or `derived.view#/field`; left out when only a person can write it. */
  readonly from?: string;
  /** Field in SquareOS that holds it, such as `configJson.region`. */
  readonly squareosField?: string;
  readonly secret: boolean;
  readonly verification?: string;
  /** A run warns while neither profile nor sheet says it. */
  readonly required: boolean;
}

/** A condition over findings: asked only while one of these checks is not `pass`. */
interface AttestWhen {
  readonly notPassing: readonly string[];
  /** And only where the profile's ledger is of this kind: `attest` means that no machine can see the rows. */
  readonly ledger?: 'attest';
  /** And only while SquareOS does not say it itself: the lines shown (`squareos.state`), or what stands at the pointer. */
  readonly notObserved?: string;
}

export interface Question {
  /** Id of the attestation. */
  readonly id: string;
  readonly text: string;
  /** Answers that let the run go on. */
  readonly accept: readonly string[];
  /** What is to be done where it does not hold: an act, not the question again. */
  readonly ifNot: string;
  /** Recorded fields whose values are on the screen and sworn to, one by one. */
  readonly shows: readonly string[];
  /** Said of the live message: names its id, is given after its receipt, and never stands in a profile. */
  readonly subject?: 'message';
  readonly when?: AttestWhen;
}

export type Step =
  | (StepCommon & { readonly kind: 'observe' })
  /** Shows what was observed and asks a person to confirm it. */
  | (StepCommon & { readonly kind: 'confirm'; readonly question: Question })
  | (StepCommon & { readonly kind: 'attest'; readonly question: Question })
  | (StepCommon & { readonly kind: 'send' })
  | (StepCommon & { readonly kind: 'await-inbox' /** Seconds. */; readonly timeout: number })
  | (StepCommon & { readonly kind: 'await-callback' /** Seconds. */; readonly timeout: number })
  | (StepCommon & { readonly kind: 'record' });

/** A severity other than the check's default, per environment. */
interface SeverityOverride {
  readonly check: string;
  /** Only where the finding has this status; at any, when left out. */
  readonly status?: Status;
  readonly environment: Environment;
  readonly severity: Severity;
  /** Required when it lowers. */
  readonly reason?: string;
}

export interface Runbook {
  readonly id: string;
  readonly version: string;
  readonly provider: Provider;
  readonly title: string;
  /** What going through it proves, in one sentence. */
  readonly purpose: string;
  /** Who uses it. */
  readonly audience: readonly string[];
  /** Where a person goes, in the provider's console and in SquareOS. */
  readonly whereToFind: readonly string[];
  /** What the runbook as a whole answers for. */
  readonly covers: readonly string[];
  readonly beforeYouStart: readonly string[];
  readonly steps: readonly Step[];
  readonly watchOuts: readonly string[];
  readonly severities: readonly SeverityOverride[];
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /** For how many days its record certifies, where that is less than 90. */
  readonly validDays?: number;
  /** `sha256:…` of the file's bytes. */
  readonly digest: string;
}
