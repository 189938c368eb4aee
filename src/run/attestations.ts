// What only a person can say: what is sworn to, which answers count, and what an answer means for the decision.
import type { Finding, Judgement } from '../core/finding.ts';
import type { GivenAttestation } from '../core/journal.ts';
import { idOf } from '../core/proof.ts';
import type { ATTESTATION_REASONS } from '../core/reason.ts';
import type { Question, Runbook, Step } from '../core/runbook.ts';
import { fact, type Observed } from '../facts/fact.ts';
import type { Profile, ProfileAttestation } from '../profile/profile.ts';
import { digestOf } from '../text/digest.ts';
import { findingFrom } from './evaluate.ts';

/** An answer given in the profile holds for 30 days (product.md section 3). */
const ATTESTATION_VALID_DAYS = 30;
const DAY_MS = 86_400_000;

export const questionOf = (step: Step): Question | null =>
  step.kind === 'attest' || step.kind === 'confirm' ? step.question : null;

/** Label and value of one line on the screen. */
type Sworn = readonly [label: string, value: string];

/** A question as it is put before somebody. */
export interface Asked {
  readonly question: Question;
  readonly shown: readonly Sworn[];
  /** Of the question and of what was on the screen, so that an answer cannot be carried over to another question or other values. */
  readonly digest: string;
  /** What it is said of: the live message's id; null for a question about no message. */
  readonly message: string | null;
}

/** The lines of a question; `valueOf` gives a recorded field's value, null where nobody saw it. */
const swornTo = (runbook: Runbook, question: Question, valueOf: (field: string) => string | null): readonly Sworn[] => {
  const recorded = runbook.steps.flatMap((step) => step.records);
  return question.shows.map((field) => [recorded.find((one) => one.field === field)?.label ?? field, valueOf(field) ?? '–']);
};

/** The live message, as far as the run knows it. */
export const liveMessage = (observed: Observed): { readonly id: string; readonly sentAt: string } | null => {
  const receipt = fact(observed, 'live.receipt')?.receipt ?? null;
  const id = receipt === null ? null : idOf(receipt);
  return receipt === null || id === null ? null : { id, sentAt: receipt.sentAt };
};

export const asked = (
  runbook: Runbook,
  question: Question,
  valueOf: (field: string) => string | null,
  message: string | null = null,
): Asked => {
  const shown = swornTo(runbook, question, valueOf);
  const about = question.subject === 'message' ? message : null;
  return { question, shown, message: about, digest: digestOf(JSON.stringify([question.text, shown, about])) };
};

/** Why an answer in the profile does not count, whatever is on the screen; null when it may. */
const invalidBecause = (given: ProfileAttestation, question: Question, now: Date): string | null => {
  if (question.subject === 'message')
    return 'it is said of the live message, so it is given after the receipt and cannot stand in a profile';
  const age = (now.getTime() - Date.parse(given.at)) / DAY_MS;
  if (Number.isNaN(age)) return `its date "${given.at}" cannot be read`;
  if (age > ATTESTATION_VALID_DAYS) return `it was given on ${given.at} and holds for ${ATTESTATION_VALID_DAYS} days`;
  if (age < -1) return `its date ${given.at} lies in the future`;
  return null;
};

/** The profile's valid answer to what is asked, if it has one. */
export const answerFromProfile = (profile: Profile, { question, digest }: Asked, now: Date): GivenAttestation | null => {
  const given = profile.attestations.find((one) => one.id === question.id);
  if (given === undefined || invalidBecause(given, question, now) !== null) return null;
  if (given.digest !== undefined && given.digest !== digest) return null;
  const { id, answer, by, at, reference } = given;
  return { id, digest, answer, by, at, reference, message: null };
};

/** Whether it will be asked whatever is observed: nobody can see SquareOS's fields where the profile does not say where they are. */
const isCertain = ({ when }: Question, { squareos }: Profile): boolean =>
  when === undefined || (when.notObserved !== undefined && when.notPassing.length === 0 && squareos.state === undefined);

/** Answers that a profile must not hold, and those that a run without a terminal will miss; one line each. */
export const attestationProblems = (runbook: Runbook, profile: Profile, now: Date, unattended: boolean): readonly string[] =>
  runbook.steps.flatMap((step) => {
    const question = questionOf(step);
    if (question === null) return [];
    const given = profile.attestations.find((one) => one.id === question.id);
    const why = given === undefined ? null : invalidBecause(given, question, now);
    if (question.subject === 'message') return why === null ? [] : [`${question.id}: ${why}`];
    if (!unattended || !isCertain(question, profile)) return [];
    if (given === undefined) return [`${question.id} is missing`];
    return why === null ? [] : [`${question.id}: ${why}`];
  });

/** Said of a message, an answer counts for that message alone, and from its receipt on. */
const counts = (question: Question, given: GivenAttestation, message: ReturnType<typeof liveMessage>): boolean =>
  question.subject !== 'message' ||
  (message !== null && given.message === message.id && Date.parse(given.at) >= Date.parse(message.sentAt));

/** The answer that stands for a question; null: it is still open. */
export const answerTo = (
  question: Question,
  attestations: readonly GivenAttestation[],
  observed: Observed,
): GivenAttestation | null =>
  attestations.findLast((one) => one.id === question.id && counts(question, one, liveMessage(observed))) ?? null;

/** The finding an answer amounts to: a refused one blocks, a missing one leaves the matter open. */
export const attestationFinding = (step: Step, question: Question, given: GivenAttestation | null): Finding =>
  findingFrom(attestationJudgement(question, given), {
    check: `attestation-${question.id}`,
    step: step.id,
    title: question.text,
    severity: 'blocker',
    owner: step.owner,
    references: step.references,
    observations: [],
  });

const whereToAnswer = ({ id, subject }: Question): string =>
  subject === 'message'
    ? `Answer "${id}" in a terminal, with --resume: nothing is sent again.`
    : `Answer "${id}" in a terminal (--resume goes on with this run), or under \`attestations:\` in the profile.`;

const attestationJudgement = (
  question: Question,
  given: GivenAttestation | null,
): Judgement<keyof typeof ATTESTATION_REASONS> => {
  const expected = `Answered with ${question.accept.map((one) => `"${one}"`).join(' or ')}.`;
  if (given === null)
    return { status: 'inconclusive', reason: 'not-answered', expected, remedy: [{ say: whereToAnswer(question) }] };
  const { answer, by, at, message } = given;
  const observed = { answer, by, at, ...(message === null ? {} : { message }) };
  if (question.accept.includes(answer.toLowerCase())) return { status: 'pass', reason: 'ok', observed, expected };
  return { status: 'fail', reason: 'answered-no', observed, expected, remedy: [{ say: question.ifNot }] };
};
