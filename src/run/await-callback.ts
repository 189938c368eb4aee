// Waits for the verified callback of the live message; ends at once when the ledger has it.
import { ObservationError } from '../core/errors.ts';
import { SIMULATED, type SendPurpose } from '../core/journal.ts';
import { type CallbackEvent, hasStaleRow, type LedgerView, SIMULATED_EVENT } from '../core/live.ts';
import type { RunContext, Session } from './context.ts';
import { nonceFor, registerReceipt } from './live-send.ts';
import { decidingEvent, type Expected } from './live-facts.ts';
import { sendState } from './state.ts';

/** What the check of the rows will ask for: the campaign's row too, where the message belongs to one. */
const rowsUpdated = (view: LedgerView, campaign: string | undefined): boolean =>
  view.attempt !== null && view.message !== null && (view.campaign !== null || campaign === undefined) && !hasStaleRow(view);

const minutes = (ms: number): string => (ms >= 120_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 1000)} s`);

/** One look at the ledger; null when it did not answer, which is no reason to stop waiting. */
const look = async (ctx: RunContext, by: { nonce: string; providerMessageId?: string }): Promise<LedgerView | null> => {
  try {
    return await ctx.reads.ledger.view(by);
  } catch (error) {
    if (error instanceof ObservationError) return null;
    throw error;
  }
};

const note = async (session: Session, view: LedgerView): Promise<void> => {
  const state = session.state();
  const receipt = sendState(state, 'live').receipt;
  const id = view.attempt?.providerMessageId ?? view.message?.providerMessageId ?? null;
  if (id !== null && (receipt === null || receipt.providerMessageId === null)) {
    await session.append({
      type: 'receipt-found',
      purpose: 'live',
      receipt: {
        requestId: null,
        sentAt: view.attempt?.registeredAt ?? state.lastAt,
        via: 'squareos',
        ...receipt,
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

/** Waits for the event that the simulator must cause; what came instead, or nothing, is what is noted. */
export const awaitRehearsal = async (
  ctx: RunContext,
  session: Session,
  purpose: SendPurpose,
  timeoutMs: number,
): Promise<void> => {
  const { clock } = ctx.reads;
  const started = clock.elapsed();
  ctx.people.onWaiting(`the ${purpose.replace('rehearse-', '')} that the simulator causes`);
  try {
    await registerReceipt(ctx, session, purpose).catch((error: unknown) => {
      if (!(error instanceof ObservationError)) throw error;
    });
    const by = { nonce: nonceFor(session.state().nonce, purpose) };
    const caused: CallbackEvent | null = purpose === 'live' ? null : SIMULATED_EVENT[SIMULATED[purpose]];
    for (;;) {
      const events = (await look(ctx, by))?.events ?? [];
      const event = events.find((one) => one.event === caused)?.event ?? null;
      const waitedMs = Math.round(clock.elapsed() - started);
      if (event !== null || waitedMs >= timeoutMs) {
        await session.append({ type: 'rehearsal-ended', purpose, event: event ?? events.at(-1)?.event ?? null, waitedMs });
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
  readonly expected: Expected;
}

const watch = async (ctx: RunContext, session: Session, question: Question, next: () => Promise<void>): Promise<void> => {
  const { clock } = ctx.reads;
  const started = clock.elapsed();
  let view: LedgerView | null = null;
  let decidedAt: number | null = null;
  for (;;) {
    view = (await look(ctx, question.by)) ?? view;
    if (view !== null) await note(session, view);
    const now = clock.elapsed();
    if (view !== null && decidingEvent(view.events, question.expected) !== null) decidedAt ??= now;
    const settled =
      view !== null &&
      decidedAt !== null &&
      (rowsUpdated(view, ctx.loaded.profile.live.campaign) || now - decidedAt >= ctx.timing.rowsGraceMs);
    const left = question.timeoutMs - (now - started);
    if (settled || left <= 0) {
      const reason = decidedAt === null ? 'timeout' : 'decided';
      await session.append({ type: 'wait-ended', reason, view, waitedMs: Math.round(now - started) });
      return;
    }
    await pause(ctx, next(), decidedAt === null ? Math.min(left, 5_000) : 250);
  }
};

/** Looks whenever the ledger says that something changed, and every five seconds, until decided or too late. */
export const awaitCallback = async (ctx: RunContext, session: Session, timeoutMs: number, expected: Expected): Promise<void> => {
  ctx.people.onWaiting(`the provider's callback (up to ${minutes(timeoutMs)})`);
  const stop = new AbortController();
  try {
    await registerReceipt(ctx, session).catch((error: unknown) => {
      if (!(error instanceof ObservationError)) throw error;
    });
    const state = session.state();
    const id = sendState(state, 'live').receipt?.providerMessageId;
    const by = { nonce: state.nonce, ...(typeof id === 'string' ? { providerMessageId: id } : {}) };
    const changes = ctx.reads.ledger.changes(by, AbortSignal.any([stop.signal, ctx.signal]))[Symbol.asyncIterator]();
    await watch(ctx, session, { by, timeoutMs, expected }, listener(changes));
  } finally {
    stop.abort();
    ctx.people.onWaiting(null);
  }
};
