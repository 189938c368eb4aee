// Waits for the verified callback of the live message; ends at once when the ledger has it.
import { ObservationError } from '../core/errors.ts';
import { isSimulated, SIMULATED, type SendPurpose, templateOf } from '../core/journal.ts';
import { TEMPLATE_NAMES } from '../core/profile.ts';
import {
  type CallbackEvent,
  hasStaleRow,
  isNegativeEnd,
  type LedgerEvent,
  type LedgerView,
  type Receipt,
  SIMULATED_EVENT,
} from '../core/live.ts';
import { decidingEvent, idOf, isGenuine } from '../core/proof.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { RunContext, Session } from './context.ts';
import { nonceFor, registerReceipt } from './live-send.ts';
import { sendState } from './state.ts';

/** What the check of the rows will ask for: the campaign's row too, where the message belongs to one. */
const rowsUpdated = (view: LedgerView, campaign: string | undefined): boolean =>
  view.attempt !== null && view.message !== null && (view.campaign !== null || campaign === undefined) && !hasStaleRow(view);

export const minutes = (ms: number): string => (ms >= 120_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 1000)} s`);

/** One look at the ledger; null when it did not answer, which is no reason to stop waiting. */
const look = async (ctx: RunContext, by: { nonce: string; providerMessageId?: string }): Promise<LedgerView | null> => {
  try {
    return await ctx.reads.ledger.view(by);
  } catch (error) {
    if (error instanceof ObservationError) return null;
    throw error;
  }
};

/** By the platform's clock, but not after the row was seen here: where that clock is ahead, an answer about the message would come before it. */
const registeredBy = ({ attempt }: LedgerView, seen: Date): string | null => {
  if (attempt === null) return null;
  return Date.parse(attempt.registeredAt) > seen.getTime() ? seen.toISOString() : attempt.registeredAt;
};

/** What a look shows for the first time. Rows name the id of a message that the platform sent; of certify's own only the send's answer does. */
const note = async (ctx: RunContext, session: Session, view: LedgerView): Promise<void> => {
  const { via } = ctx.loaded.profile.live;
  const state = session.state();
  const receipt = sendState(state, 'live').receipt;
  const id = view.attempt?.providerMessageId ?? view.message?.providerMessageId ?? null;
  if (via === 'squareos' && id !== null && (receipt === null || receipt.providerMessageId === null)) {
    await session.append({
      type: 'receipt-found',
      purpose: 'live',
      receipt: {
        requestId: null,
        sentAt: registeredBy(view, ctx.reads.clock.now()) ?? state.lastAt,
        ...receipt,
        via,
        providerMessageId: id,
      },
    });
  }
  const newest = view.events.at(-1);
  if (newest !== undefined && view.events.length !== (state.lastView?.events.length ?? 0)) {
    await session.append({ type: 'callback-seen', event: newest.event, view });
  }
};

/** Resolves at the next change; for ever pending once the ledger tells no more, so that only the pause ends a wait. */
const listener = (changes: AsyncIterator<void>): (() => Promise<void>) => {
  const never = new Promise<void>(() => undefined);
  let pending: Promise<void> | null = null;
  return () => {
    pending ??= changes.next().then(
      (next) => {
        pending = next.done === true ? never : null;
      },
      () => {
        pending = never;
      },
    );
    return pending;
  };
};

/** Until something changed or `ms` have passed. */
const pause = async (ctx: RunContext, changed: Promise<void>, ms: number): Promise<void> => {
  const nap = new AbortController();
  const slept = ctx.reads.clock.sleep(ms, AbortSignal.any([nap.signal, ctx.signal])).catch(() => undefined);
  await Promise.race([changed, slept]);
  nap.abort();
  ctx.signal.throwIfAborted();
};

interface Came {
  readonly event: CallbackEvent | null;
  /** Nothing that matters can follow it. */
  readonly settles: boolean;
}

/** An acceptance, a delay or a click on the way says nothing about the end. */
const isEnd = ({ event }: LedgerEvent): boolean => event === 'delivery' || isNegativeEnd(event);

/** What the simulator must cause settles, and another end is what came instead; of a template's message only what decides counts. */
const cameOf = (ctx: RunContext, purpose: SendPurpose, events: readonly LedgerEvent[], receipt: Receipt | null): Came => {
  if (isSimulated(purpose)) {
    const caused: CallbackEvent = SIMULATED_EVENT[SIMULATED[purpose]];
    const own = events.filter((one) => isGenuine(one, receipt));
    const settles = own.some(({ event }) => event === caused);
    return { event: settles ? caused : (own.findLast(isEnd)?.event ?? null), settles };
  }
  const { configurationSet } = sesPlaceOf(ctx.loaded.profile);
  const event = decidingEvent(events, { message: receipt, configurationSet })?.event ?? null;
  // After a transient bounce a Delivery may still follow.
  return { event, settles: event !== null && event !== 'bounce-transient' };
};

/** The platform's own message is known by the id that its row names. */
const noteId = async (session: Session, purpose: SendPurpose, view: LedgerView | null): Promise<void> => {
  const { receipt } = sendState(session.state(), purpose);
  const providerMessageId = view?.attempt?.providerMessageId ?? null;
  if (receipt === null || receipt.via !== 'squareos' || idOf(receipt) !== null || providerMessageId === null) return;
  await session.append({ type: 'receipt-found', purpose, receipt: { ...receipt, providerMessageId } });
};

const awaited = (purpose: SendPurpose): string =>
  isSimulated(purpose)
    ? `the ${SIMULATED[purpose]} that the simulator causes`
    : `what becomes of the message of the ${templateOf(purpose) ?? ''} template`;

/** Waits for the event of a rehearsal or of a template's message; what came instead, or nothing, is what is noted. */
export const awaitRehearsal = async (
  ctx: RunContext,
  session: Session,
  purpose: SendPurpose,
  timeoutMs: number,
): Promise<void> => {
  const { clock } = ctx.reads;
  const started = clock.elapsed();
  ctx.people.onWaiting(awaited(purpose));
  try {
    await registerReceipt(ctx, session, purpose).catch((error: unknown) => {
      if (!(error instanceof ObservationError)) throw error;
    });
    const by = { nonce: nonceFor(session.state().nonce, purpose) };
    let endedAt: number | null = null;
    let view: LedgerView | null = null;
    for (;;) {
      const answer = await look(ctx, by);
      view = answer ?? view;
      await noteId(session, purpose, view);
      const { event, settles } = cameOf(ctx, purpose, view?.events ?? [], sendState(session.state(), purpose).receipt);
      const waitedMs = Math.round(clock.elapsed() - started);
      if (event !== null) endedAt ??= waitedMs;
      const isOver = !isSimulated(purpose) && endedAt !== null && waitedMs - endedAt >= ctx.timing.rowsGraceMs;
      if (settles || isOver || waitedMs >= timeoutMs) {
        const unread = answer === null && event === null ? { unread: true as const } : {};
        await session.append({ type: 'rehearsal-ended', purpose, event, waitedMs, ...unread });
        return;
      }
      await clock.sleep(Math.min(500, timeoutMs), ctx.signal);
    }
  } finally {
    ctx.people.onWaiting(null);
  }
};

interface Question {
  readonly by: { readonly nonce: string; readonly providerMessageId?: string };
  readonly timeoutMs: number;
  readonly configurationSet: string | null;
}

type Heard = 'nothing' | 'the end' | 'an end that a Delivery may follow';

/** What the events say so far. Where certify itself sent and got no id, the end of a message with its mark is all that can ever come. */
const heard = (ctx: RunContext, session: Session, view: LedgerView, configurationSet: string | null): Heard => {
  const state = session.state();
  const message = sendState(state, 'live').receipt;
  const deciding = decidingEvent(view.events, { message, configurationSet });
  if (deciding !== null) return deciding.event === 'bounce-transient' ? 'an end that a Delivery may follow' : 'the end';
  const nameless = ctx.loaded.profile.live.via === 'provider' && (message === null || idOf(message) === null);
  const ended = view.events.some(
    ({ event, nonceTag }) => nonceTag === state.nonce && (event === 'delivery' || isNegativeEnd(event)),
  );
  return nameless && ended ? 'an end that a Delivery may follow' : 'nothing';
};

/** The view that is kept says too whether the platform is ready, where it tells. */
const withReadiness = async (ctx: RunContext, view: LedgerView | null): Promise<LedgerView | null> => {
  if (view === null || view.readiness !== undefined) return view;
  try {
    const readiness = await ctx.reads.ledger.readiness();
    return readiness === null ? view : { ...view, readiness };
  } catch (error) {
    if (error instanceof ObservationError) return view;
    throw error;
  }
};

const watch = async (ctx: RunContext, session: Session, question: Question, next: () => Promise<void>): Promise<void> => {
  const { clock } = ctx.reads;
  const started = clock.elapsed();
  let view: LedgerView | null = null;
  let decidedAt: number | null = null;
  for (;;) {
    view = (await look(ctx, question.by)) ?? view;
    if (view !== null) await note(ctx, session, view);
    const now = clock.elapsed();
    const end = view === null ? 'nothing' : heard(ctx, session, view, question.configurationSet);
    if (end !== 'nothing') decidedAt ??= now;
    const settled =
      view !== null &&
      decidedAt !== null &&
      ((end === 'the end' && rowsUpdated(view, ctx.loaded.profile.live.campaign)) || now - decidedAt >= ctx.timing.rowsGraceMs);
    const left = question.timeoutMs - (now - started);
    if (settled || left <= 0) {
      const reason = decidedAt === null ? 'timeout' : 'decided';
      const kept = await withReadiness(ctx, view);
      await session.append({ type: 'wait-ended', reason, view: kept, waitedMs: Math.round(now - started) });
      return;
    }
    await pause(ctx, next(), decidedAt === null ? Math.min(left, 5_000) : 250);
  }
};

/** What was handed over is no longer in the outbox: the rows of all messages get their ids. */
const PURPOSES: readonly SendPurpose[] = [
  'live',
  'rehearse-bounce',
  'rehearse-complaint',
  ...TEMPLATE_NAMES.map((name) => `template-${name}` as const),
];

/** Looks whenever the ledger says that something changed, and every five seconds, until decided or too late. */
export const awaitCallback = async (ctx: RunContext, session: Session, timeoutMs: number): Promise<void> => {
  ctx.people.onWaiting(`the provider's callback (up to ${minutes(timeoutMs)})`);
  const stop = new AbortController();
  try {
    for (const purpose of PURPOSES) {
      await registerReceipt(ctx, session, purpose).catch((error: unknown) => {
        if (!(error instanceof ObservationError)) throw error;
      });
    }
    const state = session.state();
    const id = sendState(state, 'live').receipt?.providerMessageId;
    const by = { nonce: state.nonce, ...(typeof id === 'string' ? { providerMessageId: id } : {}) };
    const changes = ctx.reads.ledger.changes(by, AbortSignal.any([stop.signal, ctx.signal]))[Symbol.asyncIterator]();
    const { configurationSet } = sesPlaceOf(ctx.loaded.profile);
    await watch(ctx, session, { by, timeoutMs, configurationSet }, listener(changes));
  } finally {
    stop.abort();
    ctx.people.onWaiting(null);
  }
};

/**
 * What came after the wait was over: a bounce or a complaint may follow a Delivery, while a mailbox or a rehearsal was waited for. True where the
 * ledger tells more than it did; looked at before anything is forged.
 */
export const lookAgain = async (ctx: RunContext, session: Session): Promise<boolean> => {
  const { wait, nonce } = session.state();
  if (wait?.view == null) return false;
  const id = sendState(session.state(), 'live').receipt?.providerMessageId;
  const view = await look(ctx, { nonce, ...(typeof id === 'string' ? { providerMessageId: id } : {}) });
  if (view === null || view.events.length <= wait.view.events.length) return false;
  await session.append({ type: 'wait-ended', ...wait, view: await withReadiness(ctx, view) });
  return true;
};
