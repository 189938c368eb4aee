// All findings of a run: the checks', the attestations' and the limitations'. Pure, so that a record can be judged again.
import type { Finding, Status } from '../core/finding.ts';
import type { GivenAttestation } from '../core/journal.ts';
import { nameOf, type NamedOwners, type Owner } from '../core/owner.ts';
import type { Limitation } from '../core/profile.ts';
import type { Step } from '../core/runbook.ts';
import { fact } from '../facts/fact.ts';
import { answerTo, attestationFinding, isLeftOpen, questionOf } from './attestations.ts';
import { withCauses } from './causes.ts';
import { evaluateStep, findingOf, type EvaluateInput, type Observations, type Uncaused } from './evaluate.ts';
import { applyLimitations } from './limitations.ts';

export interface JudgeInput extends EvaluateInput {
  readonly observations: Observations;
  readonly attestations: readonly GivenAttestation[];
  readonly limitations: readonly Limitation[];
  /** ISO 8601; only to tell expired limitations. */
  readonly now: string;
  /** `check` attests nothing: questions are left out. */
  readonly withQuestions: boolean;
  /** Steps to judge; all when left out. */
  readonly only?: ReadonlySet<string>;
  /** What was found already at steps whose facts are settled. */
  readonly found?: ReadonlyMap<string, readonly Uncaused[]>;
}

const statusOf = (id: string, step: Step, input: JudgeInput): Status | null => {
  const check = input.checks.get(id);
  return check === undefined ? null : findingOf(check, step.id, input.observations, input).status;
};

const ledgerOf = (input: JudgeInput): string | null => fact(input.observations, 'profile.tenant')?.callback.ledger ?? null;

const wasSent = (input: JudgeInput): boolean => {
  const receipt = fact(input.observations, 'live.receipt');
  return receipt !== null && receipt.withheld === null && receipt.outcome?.kind !== 'refused';
};

/** What settles a question: a pass; or a warning, or that it does not apply, unless the ledger is one that no machine can read. */
const settles = (status: Status | null, attested: boolean): boolean =>
  status === null || status === 'pass' || ((status === 'not-applicable' || status === 'warn') && !attested);

/** Whether the question is asked at all: without `when` always, else while one of its checks is not `pass`. */
export const isAsked = (step: Step, input: JudgeInput): boolean => {
  const question = questionOf(step);
  const when = question?.when;
  if (question === null || when === undefined) return true;
  if (when.ledger !== undefined && (ledgerOf(input) !== when.ledger || !wasSent(input))) return false;
  if (when.notObserved !== undefined && !isLeftOpen(input.runbook, question, input.observations)) return false;
  if (when.notPassing.length === 0) return true;
  return when.notPassing.some((id) => !settles(statusOf(id, step, input), when.ledger !== undefined));
};

const questionFindings = (step: Step, input: JudgeInput): readonly Finding[] => {
  const question = questionOf(step);
  if (question === null || !input.withQuestions || !isAsked(step, input)) return [];
  return [attestationFinding(step, question, answerTo(input.runbook, question, input.attestations, input.observations))];
};

/** Findings of one step, before limitations. */
export const stepFindings = (step: Step, input: JudgeInput): readonly Uncaused[] => [
  ...evaluateStep(step, input.observations, input),
  ...questionFindings(step, input),
];

/** Whoever owns a finding or an act, by name where the profile says one. */
const withNames = (finding: Finding, owners: NamedOwners | null): Finding => {
  const named = <T extends { readonly owner: Owner }>(one: T): T => {
    const who = nameOf(one.owner, owners);
    return who === null ? one : { ...one, who };
  };
  return named({ ...finding, remedy: finding.remedy.map(named) });
};

/** All findings in step order, limitations applied, the limitations' own findings last, each with its cause. */
export const judgeAll = (input: JudgeInput): ReturnType<typeof applyLimitations> => {
  const steps = input.runbook.steps.filter((step) => input.only?.has(step.id) ?? true);
  const found = steps.flatMap((step) => input.found?.get(step.id) ?? stepFindings(step, input));
  const { findings, limitations } = applyLimitations(found, input.limitations, input.checks, input.now);
  const owners = fact(input.observations, 'profile.tenant')?.owners ?? null;
  return { findings: withCauses(findings, input.checks).map((finding) => withNames(finding, owners)), limitations };
};
