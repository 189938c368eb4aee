// What only a person can say: what is sworn to, which answers count, and what an answer means for the decision.
import { ATTESTATION_DAYS, DAY_MS } from '../core/lasting.ts';
import type { Mode } from '../core/decision.ts';
import type { Finding, Judgement } from '../core/finding.ts';
import type { GivenAttestation } from '../core/journal.ts';
import { idOf } from '../core/proof.ts';
import { ATTESTATION_REASONS } from '../core/reason.ts';
import type { Question, Runbook, Step } from '../core/runbook.ts';
import { isTold } from '../checks/squareos/held.ts';
import { fact, type Observed } from '../facts/fact.ts';
import type { Profile, ProfileAttestation } from '../profile/profile.ts';
import { digestOf } from '../text/digest.ts';
import { valueAt } from '../text/json-pointer.ts';
import { isObject, parsedJson } from '../text/unknown-json.ts';
import { findingFrom } from './evaluate.ts';
import { recordedAt } from './recorded-values.ts';

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

/** The state of SquareOS as it counts now; null: nobody said where it is read, or it could not be read, or is too old. */
const squareosState = (observed: Observed): ((field: string) => boolean) | null => {
  const [told, tenant] = [fact(observed, 'squareos.state'), fact(observed, 'profile.tenant')];
  return told === null || tenant === null || !told.fresh ? null : (field) => isTold(told.state, tenant, field);
};

/** Each template by itself; what the gym does not use is nowhere in SquareOS. */
const templateLines = (value: string | null): readonly Sworn[] => {
  const mapping = value === null ? null : parsedJson(value);
  return Object.entries(isObject(mapping) ? mapping : {}).flatMap(([name, id]): readonly Sworn[] =>
    typeof id === 'string' && !id.startsWith('unused') ? [[`Template ${name}`, id]] : [],
  );
};

/** The lines of a question: what SquareOS says itself is not sworn to, nor a secret that neither side has. */
const swornTo = (runbook: Runbook, question: Question, observed: Observed): readonly Sworn[] => {
  const told = question.when?.notObserved === undefined ? null : squareosState(observed);
  const recorded = runbook.steps.flatMap((step) => step.records);
  return question.shows.flatMap((field): readonly Sworn[] => {
    const record = recorded.find((one) => one.field === field);
    const value = record?.from === undefined ? null : recordedAt(record.from, observed);
    const isSettled = told !== null && (told(record?.squareosField ?? field) || (record?.secret === true && value === null));
    if (isSettled) return [];
    return record?.squareosField?.startsWith('template') === true
      ? templateLines(value)
      : [[record?.label ?? field, value ?? '–']];
  });
};

/** Whether SquareOS leaves anything of the question to a person. Where its state should be there and is not, no answer replaces it. */
export const isLeftOpen = (runbook: Runbook, question: Question, observed: Observed): boolean => {
  const [, pointer = ''] = question.when?.notObserved?.split('#') ?? [];
  const told = fact(observed, 'squareos.state');
  if ((told === null || !told.fresh) && (fact(observed, 'profile.tenant')?.squareos.state ?? null) !== null) return false;
  return pointer === '' ? swornTo(runbook, question, observed).length > 0 : (valueAt(told, pointer) ?? null) === null;
};

/** The live message, as far as the run knows it. */
export const liveMessage = (observed: Observed): { readonly id: string; readonly sentAt: string } | null => {
  const receipt = fact(observed, 'live.receipt')?.receipt ?? null;
  const id = receipt === null ? null : idOf(receipt);
  return receipt === null || id === null ? null : { id, sentAt: receipt.sentAt };
};

export const asked = (runbook: Runbook, question: Question, observed: Observed): Asked => {
  const shown = swornTo(runbook, question, observed);
  const about = question.subject === 'message' ? (liveMessage(observed)?.id ?? null) : null;
  return { question, shown, message: about, digest: digestOf(JSON.stringify([question.text, shown, about])) };
};

/** Why an answer in the profile does not count, whatever is on the screen; null when it may. In the lab nobody's values are sworn to. */
const invalidBecause = (given: ProfileAttestation, question: Question, now: Date, mode: Mode): string | null => {
  if (question.subject === 'message')
    return 'it is said of the live message, so it is given after the receipt and cannot stand in a profile';
  const age = (now.getTime() - Date.parse(given.at)) / DAY_MS;
  if (Number.isNaN(age)) return `its date "${given.at}" cannot be read`;
  if (age > ATTESTATION_DAYS) return `it was given on ${given.at} and holds for ${ATTESTATION_DAYS} days`;
  if (age < -1) return `its date ${given.at} lies in the future`;
  if (question.shows.length > 0 && given.digest === undefined && mode === 'live')
    return 'it names no digest of the values that it is about; `certify fields` prints it';
  return null;
};

/** The profile's valid answer to what is asked, if it has one. */
export const answerFromProfile = (
  profile: Profile,
  { question, digest }: Asked,
  now: Date,
  mode: Mode,
): GivenAttestation | null => {
  const given = profile.attestations.find((one) => one.id === question.id);
  if (given === undefined || invalidBecause(given, question, now, mode) !== null) return null;
  if (given.digest !== undefined && given.digest !== digest) return null;
  const { id, answer, by, at, reference } = given;
  return { id, digest, answer, by, at, reference, message: null };
};

/** Whether it will be asked whatever is observed: nobody can see SquareOS's fields where the profile does not say where they are. */
export const isCertain = ({ when }: Question, { squareos }: Profile): boolean =>
  when === undefined || (when.notObserved !== undefined && when.notPassing.length === 0 && squareos.state === undefined);

/** Answers that a profile must not hold, and those that a run without a terminal will miss; one line each. */
export const attestationProblems = (
  runbook: Runbook,
  profile: Profile,
  { now, mode, unattended }: { readonly now: Date; readonly mode: Mode; readonly unattended: boolean },
): readonly string[] =>
  runbook.steps.flatMap((step) => {
    const question = questionOf(step);
    if (question === null) return [];
    const given = profile.attestations.find((one) => one.id === question.id);
    const why = given === undefined ? null : invalidBecause(given, question, now, mode);
    if (question.subject === 'message') return why === null ? [] : [`${question.id}: ${why}`];
    if (!unattended || !isCertain(question, profile)) return [];
    if (given === undefined) return [`${question.id} is missing`];
    return why === null ? [] : [`${question.id}: ${why}`];
  });

/** Said of a message, an answer counts for that message alone, and from its receipt on. */
const isOfMessage = ({ subject }: Question, given: GivenAttestation, message: ReturnType<typeof liveMessage>): boolean =>
  subject !== 'message' ||
  (message !== null && given.message === message.id && Date.parse(given.at) >= Date.parse(message.sentAt));

/** A resumed run may find other values, and may go on weeks later. */
const isStillSo = (given: GivenAttestation, { digest }: Asked, observed: Observed): boolean => {
  const now = fact(observed, 'run.clock')?.now ?? null;
  return given.digest === digest && (now === null || Date.parse(now) - Date.parse(given.at) <= ATTESTATION_DAYS * DAY_MS);
};

/** The answer that stands for a question, to these words and values; null: it is still open. */
export const answerTo = (
  runbook: Runbook,
  question: Question,
  attestations: readonly GivenAttestation[],
  observed: Observed,
): GivenAttestation | null => {
  const put = asked(runbook, question, observed);
  const message = liveMessage(observed);
  const counts = (one: GivenAttestation): boolean => isOfMessage(question, one, message) && isStillSo(one, put, observed);
  return attestations.findLast((one) => one.id === question.id && counts(one)) ?? null;
};

/** The finding an answer amounts to: a refused one blocks, a missing one leaves the matter open. */
export const attestationFinding = (step: Step, question: Question, given: GivenAttestation | null): Finding =>
  findingFrom(attestationJudgement(question, given), {
    check: `attestation-${question.id}`,
    step: step.id,
    title: question.text,
    reasons: ATTESTATION_REASONS,
    severity: 'blocker',
    owner: step.owner,
    references: step.references,
    observations: [],
  });

const whereToAnswer = ({ id, subject, shows }: Question): string => {
  if (subject === 'message') return `Answer "${id}" in a terminal, with --resume: nothing is sent again.`;
  const digest = shows.length === 0 ? '' : ', with the digest of these values that `certify fields` prints';
  return `Answer "${id}" in a terminal (--resume goes on with this run), or under \`attestations:\` in the profile${digest}.`;
};

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
