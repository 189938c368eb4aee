// Pure: observations → findings. The same observations give the same findings, byte for byte, in the run and from disk.
import type { AnyCheck } from '../checks/check.ts';
import type { Finding, JudgedAct, Judgement, Severity, Status } from '../core/finding.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import { ENGINE_REASONS, type Reasons } from '../core/reason.ts';
import type { Act } from '../core/remedy.ts';
import type { Owner } from '../core/owner.ts';
import type { Environment } from '../core/profile.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import type { CheckFacts } from '../core/check.ts';
import { isSesRelay } from '../facts/derived.ts';
import { isSeen } from '../facts/fact.ts';
import type { AbsentKey, FactKey, Facts } from '../facts/index.ts';
import { remedyText } from '../text/remedy-text.ts';
import { unseenNeed } from './root-cause.ts';

export interface EvaluateInput {
  readonly runbook: Runbook;
  readonly checks: ReadonlyMap<string, AnyCheck>;
  readonly environment: Environment;
  /** Warnings decide like blockers. */
  readonly failOnWarning: boolean;
}

export type Observations = ReadonlyMap<string, Observation<JsonValue>>;

/** Of a fact that is only used, and that nobody asked for. */
export const NEVER_ASKED: Observation<JsonValue> = {
  state: 'skipped',
  code: 'not-asked',
  message: 'It was not asked in this run.',
  at: '1970-01-01T00:00:00.000Z',
  durationMs: 0,
};

const severityOf = (check: AnyCheck, status: Status, input: EvaluateInput): Severity =>
  input.runbook.severities.find(
    (one) =>
      one.check === check.id && one.environment === input.environment && (one.status === undefined || one.status === status),
  )?.severity ?? check.severity;

/** What a check was last given, and what it came to: a walk judges all steps again at each of them, over facts that mostly stayed. */
const last = new WeakMap<
  AnyCheck,
  { readonly given: readonly (Observation<JsonValue> | undefined)[]; readonly judgement: Judgement }
>();

const judgeAnew = (check: AnyCheck, observations: Observations): Judgement => {
  const given: Record<string, Observation<JsonValue>> = {};
  for (const key of check.needs) {
    const observation = observations.get(key);
    if (observation === undefined || !isSeen(key, observation)) return unseenNeed(key, observation);
    given[key] = observation;
  }
  for (const key of check.uses ?? []) given[key] = observations.get(key) ?? NEVER_ASKED;
  return check.evaluate(given as unknown as CheckFacts<Facts, AbsentKey, FactKey, FactKey>);
};

/** The judgement: the check's own where every need was answered, else the root cause. The same observations are judged once. */
export const judge = (check: AnyCheck, observations: Observations): Judgement => {
  const given = [...check.needs, ...(check.uses ?? [])].map((key) => observations.get(key));
  const known = last.get(check);
  if (known !== undefined && known.given.every((one, at) => one === given[at])) return known.judgement;
  const judgement = judgeAnew(check, observations);
  last.set(check, { given, judgement });
  return judgement;
};

/** The clause that the reason rests on first, then what the check as a whole rests on. */
const referencesOf = ({ clauses = {}, references }: AnyCheck, { reason, clause }: Judgement): readonly string[] => {
  const declared = Object.entries(clauses).flatMap(([one, reasons]) => (reasons.includes(reason) ? [one] : []));
  const own = clause === undefined ? declared : [clause];
  return [...new Set([...own, ...references])];
};

/** What a finding is besides its judgement. */
interface Setting extends Pick<Finding, 'check' | 'step' | 'title' | 'severity' | 'owner' | 'references' | 'observations'> {
  /** The reasons that may stand in it, besides the engine’s own. */
  readonly reasons: Reasons;
}

/** Plain answers need no sentence. */
const PLAIN: readonly string[] = ['ok', 'not-applicable'];

const saidBy = (reason: string, reasons: Reasons): Pick<Finding, 'says'> => {
  const says = (reasons[reason] ?? (ENGINE_REASONS as Reasons)[reason])?.says;
  return says === undefined || PLAIN.includes(reason) ? {} : { says };
};

/** A finding whose cause is not set yet: that takes all findings. */
export type Uncaused = Omit<Finding, 'remedy'> & {
  readonly remedy: readonly (Act & Pick<JudgedAct, 'follows'>)[];
} & Pick<Judgement, 'follows' | 'trouble' | 'unanswered' | 'hides'>;

/** A judgement in its place, each act with its owner, the remedy also as printed. */
export const findingFrom = (judgement: Judgement, setting: Setting): Uncaused => {
  const { remedy = [], clause: _clause, ...rest } = judgement;
  const { reasons, ...place } = setting;
  const acts = remedy.map((act) => ({
    ...act,
    owner: act.owner ?? place.owner,
  }));
  return {
    ...rest,
    ...place,
    ...saidBy(rest.reason, reasons),
    remedy: acts,
    cause: null,
    ...(acts.length === 0 ? {} : { fix: remedyText(acts) }),
  };
};

/** A check of the relay speaks of the mail provider's admin; where the relay is SES, that is the admin of the AWS account. */
const runsRelay = (check: AnyCheck, observations: Observations): ((owner: Owner) => Owner) => {
  const session = [...check.needs, ...(check.uses ?? [])].includes('smtp.session') ? observations.get('smtp.session') : undefined;
  const isSes = session?.state === 'observed' && isSesRelay(session.value as unknown as Facts['smtp.session']);
  return (owner) => (isSes && owner === 'mail provider admin' ? 'AWS admin' : owner);
};

/** The finding of one check at one step, with the runbook's severity. */
export const findingOf = (check: AnyCheck, step: string, observations: Observations, input: EvaluateInput): Uncaused => {
  const judgement = judge(check, observations);
  const whoever = runsRelay(check, observations);
  const owner = whoever(judgement.owner ?? check.owner);
  const { remedy = [] } = judgement;
  const severity = judgement.status === 'warn' ? 'warning' : severityOf(check, judgement.status, input);
  return findingFrom(
    { ...judgement, remedy: remedy.map((act) => ({ ...act, owner: whoever(act.owner ?? owner) })) },
    {
      check: check.id,
      step,
      title: check.title,
      reasons: check.reasons,
      severity: severity === 'warning' && input.failOnWarning ? 'blocker' : severity,
      owner,
      references: referencesOf(check, judgement),
      observations: [...check.needs, ...(check.uses ?? [])].filter((key) => observations.has(key)),
    },
  );
};

/** Findings of a step, in the step's order. */
export const evaluateStep = (step: Step, observations: Observations, input: EvaluateInput): readonly Uncaused[] =>
  step.checks.flatMap((id) => {
    const check = input.checks.get(id);
    return check === undefined ? [] : [findingOf(check, step.id, observations, input)];
  });
