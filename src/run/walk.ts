// Drives a run: asks `nextStep` what comes, does it, and writes it down, until the record stands.
import type { Finding } from '../core/finding.ts';
import { AbortError } from '../core/errors.ts';
import { isSimulated, type SendPurpose } from '../core/journal.ts';
import { TEMPLATE_NAMES } from '../core/profile.ts';
import { idOf, isGenuine } from '../core/proof.ts';
import type { JsonValue } from '../core/json.ts';
import type { Observation } from '../core/observation.ts';
import type { Step } from '../core/runbook.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { FactKey } from '../facts/index.ts';
import { answerFromProfile, asked, liveMessage, questionOf } from './attestations.ts';
import { awaitCallback, awaitRehearsal, lookAgain } from './await-callback.ts';
import { awaitInbox } from './await-inbox.ts';
import type { RunContext, Session } from './context.ts';
import { judgeInput } from './findings.ts';
import { isAsked, judgeAll, stepFindings } from './judgements.ts';
import { applyLimitations } from './limitations.ts';
import { callbackFacts, nothingToRead, receiptFact, rehearsalFact, templateFact } from './live-facts.ts';
import { logInstead, sendLive } from './live-send.ts';
import { negativeTests } from './negatives/negative-tests.ts';
import { nextStep, type Next } from './next-step.ts';
import { startObserving, type Observing } from './observing.ts';
import { later, sendState, type RunState } from './state.ts';

/** Asked for in any life of the run. */
const templatePurposes = (state: RunState): readonly SendPurpose[] =>
  TEMPLATE_NAMES.filter((name) => state.templates.includes(name) || state.sends[`template-${name}`] !== undefined).map(
    (name) => `template-${name}` as const,
  );

const purposesOf = (ctx: RunContext, state: RunState): readonly SendPurpose[] => [
  'live',
  // The simulator can only be reached through SES.
  ...(ctx.loaded.profile.provider === 'SES' ? ctx.loaded.profile.live.rehearse : []).map(
    (what): SendPurpose => `rehearse-${what}`,
  ),
  ...templatePurposes(state),
];

const findingsOf = (ctx: RunContext, session: Session, step: Step): readonly Finding[] => {
  const input = judgeInput(ctx, session.state());
  return applyLimitations(stepFindings(step, input), ctx.loaded.profile.limitations, ctx.checks, input.now).findings.filter(
    (finding) => finding.check !== 'limitations',
  );
};

/** As a person is shown them: with the causes among the steps that are done. */
const shownFindings = (ctx: RunContext, session: Session, step: Step): readonly Finding[] => {
  const only = new Set([...session.state().stepsDone, step.id]);
  return judgeAll({ ...judgeInput(ctx, session.state()), only }).findings.filter((finding) => finding.step === step.id);
};

/** What a question shows is on the screen when it is asked. */
const shownFacts = ({ runbook }: RunContext, step: Step): readonly FactKey[] => {
  const shows = questionOf(step)?.shows ?? [];
  const recorded = runbook.steps.flatMap((one) => one.records).filter(({ field }) => shows.includes(field));
  return recorded.flatMap(({ from }) => (from === undefined ? [] : [(from.split('#')[0] ?? '') as FactKey]));
};

/** Facts that must be settled before the step can be shown or asked. */
const factsBefore = (ctx: RunContext, step: Step): readonly FactKey[] => {
  const gates = step.kind === 'send' ? ctx.runbook.steps.filter((one) => one.gatesSend) : [];
  // Before the message, and before the record, each answer is held against the values as they are now.
  const sworn = step.kind === 'send' || step.kind === 'record' ? ctx.runbook.steps : [step];
  const ids = [step, ...gates].flatMap((one) => [...one.checks, ...(questionOf(one)?.when?.notPassing ?? [])]);
  const ofChecks = ids.flatMap((id) => {
    const check = ctx.checks.get(id);
    return check === undefined ? [] : [...check.needs, ...(check.uses ?? [])];
  });
  return [...ofChecks, ...sworn.flatMap((one) => shownFacts(ctx, one))];
};

const observeMade = async (session: Session, key: FactKey, observation: Observation<JsonValue>): Promise<void> => {
  await session.append({ type: 'observed', key, observation });
};

/** A receipt that names no id gets the one that a person reads in SquareOS: where the rows are attested, no machine can. */
const askMessageId = async (ctx: RunContext, session: Session): Promise<void> => {
  const { nonce } = session.state();
  const { receipt } = sendState(session.state(), 'live');
  if (receipt === null || idOf(receipt) !== null) return;
  const providerMessageId = await ctx.people.providerMessageId(nonce);
  if (providerMessageId === null) return;
  await session.append({ type: 'receipt-found', purpose: 'live', receipt: { ...receipt, providerMessageId } });
  const registered = ctx.loaded.profile.live.via === 'provider';
  await observeMade(session, 'live.receipt', receiptFact(session.state(), registered));
};

/** Asks once; false: put off, so that the run stays open for it. */
const ask = async (ctx: RunContext, session: Session, step: Step): Promise<boolean> => {
  const question = questionOf(step);
  if (question === null) return true;
  const isOfMessage = question.subject === 'message';
  if (isOfMessage) await askMessageId(ctx, session);
  const observations = session.observations();
  if (isOfMessage && liveMessage(observations) === null) return false;
  const put = asked(ctx.runbook, question, observations);
  const fromProfile = answerFromProfile(ctx.loaded.profile, put, ctx.reads.clock.now(), ctx.mode);
  const given = fromProfile ?? (await ctx.people.ask(step, put));
  if (given === 'later') return false;
  // Nobody is there: what was never answered stays an open finding; an answer that does not stand any more is waited for.
  if (given === null) return !isOfMessage && !session.state().stepsDone.includes(step.id);
  // Said after all that the journal holds, whatever became of the clock.
  const at = fromProfile === null ? later(session.state().lastAt, given.at) : given.at;
  await session.append({ type: 'attested', step: step.id, attestation: { ...given, at } });
  return true;
};

const send = async (ctx: RunContext, session: Session, next: Next & { do: 'send' }): Promise<void> => {
  if (next.attempt === 2) {
    ctx.people.onWaiting(`${Math.round(ctx.timing.retryMs / 1000)} s before the one further attempt`);
    await ctx.reads.clock.sleep(ctx.timing.retryMs, ctx.signal);
    ctx.people.onWaiting(null);
  }
  await sendLive(ctx, session, next.purpose, next.attempt);
};

const observeCallback = async (ctx: RunContext, session: Session): Promise<void> => {
  const facts = callbackFacts(session.state(), sesPlaceOf(ctx.loaded.profile).configurationSet);
  await observeMade(session, 'live.callback', facts.callback);
  await observeMade(session, 'live.rows', facts.rows);
};

const negativesFact = (ctx: RunContext, state: RunState): Observation<JsonValue> => {
  const { negatives: tests, lastView, lastAt } = state;
  if (tests === null) return nothingToRead(state);
  const { receipt } = sendState(state, 'live');
  const positiveControl = lastView?.events.some((event) => isGenuine(event, receipt)) ?? false;
  const attested = ctx.loaded.profile.callback.ledger.attest === true;
  const value = { tests, positiveControl, ...(attested ? { byAnswers: true } : {}) } as unknown as JsonValue;
  return { state: 'observed', value, at: lastAt, durationMs: 0 };
};

const finish = async (ctx: RunContext, session: Session, step: Step): Promise<void> => {
  const state = session.state();
  if (step.kind === 'send') {
    const registered = ctx.loaded.profile.live.via === 'provider' && sendState(state, 'live').intended > 0;
    await observeMade(session, 'live.receipt', receiptFact(state, registered));
  }
  if (step.kind === 'await-callback') {
    await observeMade(session, 'live.receipt', receiptFact(state, ctx.loaded.profile.live.via === 'provider'));
    await observeCallback(ctx, session);
    await observeMade(session, 'live.rehearsals', rehearsalFact(state, purposesOf(ctx, state)));
    await observeMade(session, 'live.templates', templateFact(state, purposesOf(ctx, state)));
  }
  if (step.checks.includes('webhook-negatives')) await observeMade(session, 'webhook.negatives', negativesFact(ctx, state));
  await session.append({ type: 'step-done', step: step.id });
  ctx.people.onStep(step, shownFindings(ctx, session, step), session.state());
};

const timeoutOf = (ctx: RunContext, step: Step & { kind: 'await-callback' | 'await-inbox' }): number =>
  ctx.timing.waitMs ?? step.timeout * 1000;

/** The simulator answers within seconds. */
const SIMULATOR_MS = 120_000;
/** However long ago it was sent, the ledger is given time to answer. */
const LEAST_MS = 10_000;

/** A template's message has the step's own time, as the live one: from when it was sent, so that several take no longer than one. */
const rehearsalTimeout = (ctx: RunContext, state: RunState, { purpose, step }: Next & { do: 'await-rehearsal' }): number => {
  const whole = timeoutOf(ctx, step);
  if (isSimulated(purpose)) return Math.min(whole, SIMULATOR_MS);
  const { receipt } = sendState(state, purpose);
  const gone = receipt === null ? 0 : ctx.reads.clock.now().getTime() - Date.parse(receipt.sentAt);
  return Math.min(whole, Math.max(whole - gone, LEAST_MS));
};

const act = async (ctx: RunContext, session: Session, next: Next, putOff: Set<string>): Promise<'go-on' | 'record'> => {
  switch (next.do) {
    case 'finish':
      await finish(ctx, session, next.step);
      return 'go-on';
    case 'ask': {
      const before = session.state().attestations.length;
      const settled = await ask(ctx, session, next.step);
      if (!settled) {
        putOff.add(next.step.id);
        ctx.people.onStep(next.step, shownFindings(ctx, session, next.step), session.state());
      } else if (session.state().attestations.length === before) {
        // Nobody is there: it stays open as an inconclusive finding, and the walk goes on.
        await finish(ctx, session, next.step);
      }
      return 'go-on';
    }
    case 'withhold': {
      const { purpose, reason, because } = next;
      await session.append({ type: 'send-withheld', purpose, reason, because });
      if (reason === 'development') await logInstead(ctx, session, purpose);
      return 'go-on';
    }
    case 'send':
      await send(ctx, session, next);
      return 'go-on';
    case 'await':
      await awaitCallback(ctx, session, timeoutOf(ctx, next.step));
      return 'go-on';
    case 'await-inbox':
      await awaitInbox(ctx, session, timeoutOf(ctx, next.step));
      return 'go-on';
    case 'await-rehearsal':
      await awaitRehearsal(ctx, session, next.purpose, rehearsalTimeout(ctx, session.state(), next));
      return 'go-on';
    case 'negatives': {
      if (session.state().negativesIntended.length === 0 && (await lookAgain(ctx, session))) await observeCallback(ctx, session);
      await negativeTests(ctx, session);
      return 'go-on';
    }
    case 'pause':
    case 'record':
    case 'end':
      return 'record';
  }
};

const interrupted = async (session: Session, invocation: string, cause: unknown): Promise<never> => {
  await session.append({ type: 'interrupted' });
  throw new AbortError({
    code: 'interrupted',
    message: 'The run was interrupted; its journal is whole.',
    fix: `Go on with: \`${invocation} --resume\``,
    exitCode: 130,
    cause,
  });
};

const loop = async (ctx: RunContext, session: Session, observing: Observing): Promise<readonly string[]> => {
  const putOff = new Set<string>();
  for (;;) {
    const state = (): RunState => session.state();
    const step = ctx.runbook.steps.find((one) => !state().stepsDone.includes(one.id) && !putOff.has(one.id));
    if (step !== undefined) await observing.settled(factsBefore(ctx, step));
    ctx.signal.throwIfAborted();
    const input = judgeInput(ctx, state());
    const next = nextStep({
      runbook: ctx.runbook,
      state: state(),
      findings: (one) => findingsOf(ctx, session, one),
      isAsked: (one) => isAsked(one, input),
      development: ctx.loaded.profile.environment === 'development',
      purposes: purposesOf(ctx, state()),
      putOff,
      ledgerAttested: ctx.loaded.profile.callback.ledger.attest === true,
    });
    if ((await act(ctx, session, next, putOff)) === 'record') return [...putOff];
  }
};

/**
 * Walks the runbook up to its record; the steps whose question was put off. Throws AbortError (130) when the signal fires; the journal then says where to go on.
 */
export const walk = async (ctx: RunContext, session: Session): Promise<readonly string[]> => {
  const left = new AbortController();
  const observing = startObserving({ ...ctx, signal: AbortSignal.any([ctx.signal, left.signal]) }, session);
  try {
    const putOff = await loop(ctx, session, observing);
    await observing.all;
    return putOff;
  } catch (error) {
    if (ctx.signal.aborted || (error instanceof AbortError && error.exitCode === 130)) {
      left.abort(error);
      await observing.all.catch(() => undefined);
      return interrupted(session, ctx.invocation, error);
    }
    throw error;
  }
};
