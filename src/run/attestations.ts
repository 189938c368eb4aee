// What only a person can say: which questions stand open, and what an answer means for the decision.
import { UsageError } from '../core/errors.ts';
import type { Finding, Judgement } from '../core/finding.ts';
import type { GivenAttestation } from '../core/journal.ts';
import type { ATTESTATION_REASONS } from '../core/reason.ts';
import type { Profile, ProfileAttestation } from '../profile/profile.ts';
import type { Question, Runbook, Step } from '../core/runbook.ts';
import { digestOf } from '../text/digest.ts';
import { findingFrom } from './evaluate.ts';

/** An answer given in the profile holds for 30 days (product.md section 3). */
const ATTESTATION_VALID_DAYS = 30;
const DAY_MS = 86_400_000;

/** Digest of the question as it was read, so that an answer cannot be carried over to another question. */
export const questionDigest = (question: Question): string => digestOf(question.text);

export const questionOf = (step: Step): Question | null =>
  step.kind === 'attest' || step.kind === 'confirm' ? step.question : null;

/** Why an answer in the profile does not count, or null when it does. */
const invalidBecause = (given: ProfileAttestation, question: Question, now: Date): string | null => {
  const age = (now.getTime() - Date.parse(given.at)) / DAY_MS;
  if (Number.isNaN(age)) return `its date "${given.at}" cannot be read`;
  if (age > ATTESTATION_VALID_DAYS) return `it was given on ${given.at} and holds for ${ATTESTATION_VALID_DAYS} days`;
  if (age < -1) return `its date ${given.at} lies in the future`;
  if (given.question !== undefined && given.question !== questionDigest(question))
    return 'it answers an earlier wording of the question';
  return null;
};

/** The profile's valid answer to a question, if it has one. */
export const answerFromProfile = (profile: Profile, question: Question, now: Date): GivenAttestation | null => {
  const given = profile.attestations.find((one) => one.id === question.id);
  if (given === undefined || invalidBecause(given, question, now) !== null) return null;
  const { id, answer, by, at, reference } = given;
  return { id, question: questionDigest(question), answer, by, at, reference };
};

const problem = (profile: Profile, question: Question, now: Date): string | null => {
  if (answerFromProfile(profile, question, now) !== null) return null;
  const given = profile.attestations.find((one) => one.id === question.id);
  return given === undefined ? `${question.id} is missing` : `${question.id}: ${invalidBecause(given, question, now)}`;
};

/** Refuses a run without a terminal when a question that will certainly be asked has no valid answer. */
export const requireAttestations = (runbook: Runbook, profile: Profile, now: Date): void => {
  const problems = runbook.steps.flatMap((step) => {
    const question = questionOf(step);
    return question === null || question.when !== undefined ? [] : (problem(profile, question, now) ?? []);
  });
  if (problems.length === 0) return;
  const example = problems[0]?.split(/[ :]/)[0] ?? 'id';
  throw new UsageError({
    code: 'attestation-missing',
    message: `Nobody can be asked here, and the profile does not answer: ${problems.join('; ')}.`,
    fix:
      'Add each to `attestations:` in the profile, such as ' +
      `{id: ${example}, answer: "yes", by: "your name", at: ${now.toISOString().slice(0, 10)}, reference: TICKET-1}, or run in a terminal.`,
  });
};

/** The finding an answer amounts to: a refused one blocks, a missing one leaves the matter open. */
export const attestationFinding = (step: Step, question: Question, given: GivenAttestation | null): Finding =>
  findingFrom(attestationJudgement(step, question, given), {
    check: `attestation-${question.id}`,
    step: step.id,
    title: question.text,
    severity: 'blocker',
    owner: step.owner,
    references: step.references,
    observations: [],
  });

const attestationJudgement = (
  step: Step,
  question: Question,
  given: GivenAttestation | null,
): Judgement<keyof typeof ATTESTATION_REASONS> => {
  const expected = `Answered with ${question.accept.map((one) => `"${one}"`).join(' or ')}.`;
  if (given === null) {
    return {
      status: 'inconclusive',
      reason: 'not-answered',
      expected,
      remedy: [{ say: `Answer "${question.id}" in a terminal, or under \`attestations:\` in the profile.` }],
    };
  }
  const observed = { answer: given.answer, by: given.by, at: given.at };
  if (question.accept.includes(given.answer.toLowerCase())) return { status: 'pass', reason: 'ok', observed, expected };
  const say = [`Do this first: ${question.text}`, ...step.instructions].join('\n');
  return { status: 'fail', reason: 'answered-no', observed, expected, remedy: [{ say }] };
};
