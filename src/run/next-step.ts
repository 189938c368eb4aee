// Pure: what happens next in a run. Resuming is reading the journal and asking this again.
import type { Finding } from '../core/finding.ts';
import type { SendPurpose } from '../core/journal.ts';
import type { Runbook, Step } from '../core/runbook.ts';
import { answerTo, questionOf } from './attestations.ts';
import { sendState, type RunState } from './state.ts';

export type Next =
  /** Its observations are there: show it and go on. */
  | { readonly do: 'finish'; readonly step: Step }
  | { readonly do: 'ask'; readonly step: Step & { readonly kind: 'attest' | 'confirm' } }
  | { readonly do: 'send'; readonly step: Step; readonly purpose: SendPurpose; readonly attempt: 1 | 2 }
  | {
      readonly do: 'withhold';
      readonly step: Step;
      readonly purpose: SendPurpose;
      readonly reason: string;
      readonly because: readonly string[];
    }
  | { readonly do: 'await'; readonly step: Step & { readonly kind: 'await-callback' } }
  | { readonly do: 'await-inbox'; readonly step: Step & { readonly kind: 'await-inbox' } }
  | { readonly do: 'await-rehearsal'; readonly step: Step & { readonly kind: 'await-callback' }; readonly purpose: SendPurpose }
  | { readonly do: 'negatives'; readonly step: Step }
  /** A question that the send waits for was put off: the run stays open, and a resume asks it again and sends. */
  | { readonly do: 'pause' }
  | { readonly do: 'record'; readonly step: Step | null }
  | { readonly do: 'end' };

export interface NextInput {
  readonly runbook: Runbook;
  readonly state: RunState;
  /** Findings of a step, from what is observed so far, limitations applied. */
  readonly findings: (step: Step) => readonly Finding[];
  readonly isAsked: (step: Step) => boolean;
  /** Development logs the live message instead of sending it. */
  readonly development: boolean;
  readonly purposes: readonly SendPurpose[];
  /** Steps whose question was put off in this life of the run: passed over, and asked again by a resume. */
  readonly putOff: ReadonlySet<string>;
  /** The profile names no ledger that can be read: a person says what came back. */
  readonly ledgerAttested: boolean;
}

/** Findings that keep the live message back: blockers of a gating step that failed, are pending or could not be judged. */
const holdingBack = (input: NextInput): readonly Finding[] =>
  input.runbook.steps
    .filter((step) => step.gatesSend)
    .flatMap((step) => input.findings(step))
    .filter((finding) => finding.severity === 'blocker' && finding.limitation === undefined && finding.openUntilSent !== true)
    .filter((finding) => ['fail', 'pending', 'inconclusive'].includes(finding.status));

const nextSend = (step: Step, input: NextInput): Next => {
  for (const purpose of input.purposes) {
    const send = sendState(input.state, purpose);
    if (send.withheld !== null) continue;
    if (send.intended === 0) {
      if (input.development) return { do: 'withhold', step, purpose, reason: 'development', because: [] };
      const held = holdingBack(input);
      if (held.some((finding) => input.putOff.has(finding.step))) return { do: 'pause' };
      if (held.length > 0) {
        return { do: 'withhold', step, purpose, reason: 'gate', because: [...new Set(held.map((finding) => finding.check))] };
      }
      return { do: 'send', step, purpose, attempt: 1 };
    }
    // Only a definite, temporary refusal is tried once more; an intent without an outcome is ambiguous and never is.
    if (send.intended === 1 && send.outcome?.kind === 'refused' && send.outcome.temporary) {
      return { do: 'send', step, purpose, attempt: 2 };
    }
  }
  return { do: 'finish', step };
};

/** Whether a message may be under way, so that waiting for its callback makes sense. */
export const mayArrive = (state: RunState): boolean => {
  const live = sendState(state, 'live');
  return live.withheld === null && live.intended > 0 && live.outcome?.kind !== 'refused';
};

/** Without a message of this run there is no row that a forgery could visibly change. */
const needsNegatives = (step: Step, state: RunState): boolean =>
  step.checks.includes('webhook-negatives') && state.negatives === null && mayArrive(state);

/** A rehearsal that the provider took and whose event was not waited for yet. */
const openRehearsal = (input: NextInput): SendPurpose | null =>
  input.purposes.find(
    (purpose) =>
      purpose !== 'live' &&
      sendState(input.state, purpose).outcome?.kind === 'accepted' &&
      input.state.rehearsals[purpose] === undefined,
  ) ?? null;

const nextWait = (step: Step & { readonly kind: 'await-callback' }, input: NextInput): Next => {
  if (input.ledgerAttested) return { do: 'finish', step };
  if (mayArrive(input.state) && input.state.wait === null) return { do: 'await', step };
  const purpose = openRehearsal(input);
  return purpose === null ? { do: 'finish', step } : { do: 'await-rehearsal', step, purpose };
};

const nextOf = (step: Step, input: NextInput): Next => {
  switch (step.kind) {
    case 'observe':
      return needsNegatives(step, input.state) ? { do: 'negatives', step } : { do: 'finish', step };
    case 'confirm':
    case 'attest': {
      const question = questionOf(step);
      const { attestations, observations } = input.state;
      const answered = question !== null && answerTo(input.runbook, question, attestations, observations) !== null;
      return answered || !input.isAsked(step) ? { do: 'finish', step } : { do: 'ask', step };
    }
    case 'send':
      return nextSend(step, input);
    case 'await-callback':
      return nextWait(step, input);
    case 'await-inbox':
      return input.state.observations.has('live.inbox') ? { do: 'finish', step } : { do: 'await-inbox', step };
    case 'record':
      return { do: 'record', step };
  }
};

/** It was answered, and the answer does not stand any more: other values were found since, or it is too old. */
const isReopened = (step: Step, { runbook, state, isAsked }: NextInput): boolean => {
  const question = questionOf(step);
  if (question === null || !state.attestations.some(({ id }) => id === question.id)) return false;
  return isAsked(step) && answerTo(runbook, question, state.attestations, state.observations) === null;
};

/** The next act. `record` comes before the record step is done, `end` when everything is written. */
export const nextStep = (input: NextInput): Next => {
  if (input.state.ended) return { do: 'end' };
  const { stepsDone } = input.state;
  const step = input.runbook.steps.find(
    (one) => !input.putOff.has(one.id) && (!stepsDone.includes(one.id) || isReopened(one, input)),
  );
  if (step !== undefined) return nextOf(step, input);
  return input.state.recordWritten === null ? { do: 'record', step: null } : { do: 'end' };
};
