// Looks for the live message in the mailbox that it was sent to, and judges it where it arrived. Nothing is sent, marked or moved.
import type { JsonValue } from '../core/json.ts';
import { isNegativeEnd, type Receipt } from '../core/live.ts';
import type { Observation, Skipped } from '../core/observation.ts';
import type { InboxLook, InboxPlace } from '../core/ports/inbox.ts';
import type { MessagePort } from '../core/ports/message.ts';
import type { Reads } from '../core/ports/reads.ts';
import { decidingEvent, idOf } from '../core/proof.ts';
import { sesPlaceOf } from '../facts/derived.ts';
import type { FactKey, Facts } from '../facts/index.ts';
import type { RunContext, Session } from './context.ts';
import { gather } from './gather.ts';
import { mayArrive } from './next-step.ts';
import { planFor, type ProbeLoaders } from './plan.ts';
import { sendState, type RunState } from './state.ts';
import { minutes } from './await-callback.ts';

/** Without a Delivery there may be nothing to wait for. */
const UNDELIVERED_MS = 30_000;
/** Clocks of mail servers differ, and an order may be given before the run notes it. */
const EARLIER_MS = 10 * 60_000;

/** Pure: what a look comes to, without the message. */
export const inboxFact = (
  { host, port, secure, login, folders: named }: InboxPlace,
  { arrived, folders, missing, unsearched, alike, trouble, waitedMs }: InboxLook,
  given: { readonly waitMs: number; readonly delivered: boolean | null },
): Facts['live.inbox'] => {
  const { raw: _, ...told } = arrived ?? { raw: null };
  return {
    host,
    port,
    secure,
    login,
    folders,
    named,
    missing,
    unsearched,
    alike,
    trouble,
    waitedMs,
    timedOut: given.waitMs > 0 && waitedMs >= given.waitMs,
    delivered: given.delivered,
    arrived: arrived === null ? null : (told as Facts['live.inbox']['arrived']),
  };
};

export const messageKeys = (probes: ProbeLoaders): readonly FactKey[] =>
  (Object.keys(probes) as FactKey[]).filter((key) => key.startsWith('message.'));

/** Whether only the mark in its subject can tell the message: the platform sent it, and what it gave for an id stands in no Message-ID. */
export const isKnownBySubject = (receipt: Receipt | null, via: Receipt['via'], provider: string): boolean =>
  via === 'squareos' && (receipt === null || idOf(receipt) === null || (provider !== 'SES' && receipt.join !== 'message-id'));

/** What a message that was not found leaves unseen, and why; `fact` is masked. */
export const unread = (fact: Facts['live.inbox']): Skipped => {
  const { trouble, host } = fact;
  const message = trouble === null ? `The message was not found in the mailbox at ${host}.` : trouble.says;
  const root = {
    key: 'live.inbox',
    state: trouble === null ? 'absent' : 'failed',
    code: trouble?.code ?? 'not-found',
    message,
  } as const;
  return { state: 'skipped', code: 'need-not-met', message: `live.inbox: ${message}`, root };
};

/** The facts of a message, asked as `certify message` asks them; each is handed over as it is settled. */
export const readMessage = async (
  given: {
    readonly probes: ProbeLoaders;
    readonly reads: Reads;
    readonly mask: (value: JsonValue) => JsonValue;
    readonly signal: AbortSignal;
  },
  port: MessagePort,
  onObserved: (key: string, observation: Observation<JsonValue>) => Promise<void>,
): Promise<void> => {
  const { probes } = await planFor(messageKeys(given.probes), given.probes);
  await gather({ ...given, probes, reads: { ...given.reads, message: port }, known: new Map(), onObserved });
};

/** How the message ended, as far as its callbacks say: a Delivery, another end, or nothing yet. */
const endOf = (ctx: RunContext, state: RunState): 'delivered' | 'ended' | null => {
  const { configurationSet } = sesPlaceOf(ctx.loaded.profile);
  const event = decidingEvent(state.lastView?.events ?? [], {
    message: sendState(state, 'live').receipt,
    configurationSet,
  })?.event;
  if (event === undefined) return null;
  if (event === 'delivery') return 'delivered';
  return isNegativeEnd(event) ? 'ended' : null;
};

const noMailbox = (ctx: RunContext, state: RunState): Skipped | null => {
  if (ctx.reads.inbox === null) {
    const message = 'The profile names no mailbox (live.inbox.imap), so nobody looked where the message arrived.';
    return { state: 'skipped', code: 'not-applicable', message };
  }
  return mayArrive(state)
    ? null
    : { state: 'skipped', code: 'not-applicable', message: 'No live message went out, so none can arrive.' };
};

/** Notes `live.inbox` and the facts of the message; a resumed run that has not noted it looks again. */
export const awaitInbox = async (ctx: RunContext, session: Session, timeoutMs: number): Promise<void> => {
  const state = session.state();
  const { inbox, clock } = ctx.reads;
  const put = (
    key: string,
    told: Skipped | { readonly state: 'observed'; readonly value: JsonValue },
    durationMs = 0,
  ): Promise<void> =>
    session.append({ type: 'observed', key, observation: { ...told, at: clock.now().toISOString(), durationMs } });
  const putEach = async (told: Skipped): Promise<void> => {
    for (const key of messageKeys(ctx.probes)) await put(key, told);
  };
  const none = noMailbox(ctx, state);
  if (none !== null || inbox === null) {
    if (none === null) return;
    await putEach(none);
    return put('live.inbox', none);
  }
  const end = endOf(ctx, state);
  const waitMs = end === 'delivered' ? timeoutMs : end === 'ended' ? 0 : Math.min(timeoutMs, UNDELIVERED_MS);
  ctx.people.onWaiting(`the message in the mailbox at ${inbox.place.host}${waitMs === 0 ? '' : ` (up to ${minutes(waitMs)})`}`);
  try {
    const receipt = sendState(state, 'live').receipt;
    const look = await inbox.find({
      nonce: state.nonce,
      messageId: receipt === null ? null : idOf(receipt),
      bySubject: isKnownBySubject(receipt, ctx.loaded.profile.live.via, ctx.loaded.profile.provider),
      since: new Date(Date.parse(state.startedAt) - EARLIER_MS),
      waitMs,
      signal: ctx.signal,
    });
    const fact = ctx.mask(inboxFact(inbox.place, look, { waitMs, delivered: end === 'delivered' }));
    if (look.arrived === null) await putEach(unread(fact as unknown as Facts['live.inbox']));
    else {
      await readMessage(ctx, inbox.message(look.arrived), async (key, observation) => {
        await session.append({ type: 'observed', key, observation });
      });
    }
    // Last: a run that was killed before this looks again.
    await put('live.inbox', { state: 'observed', value: fact }, look.waitedMs);
  } finally {
    ctx.people.onWaiting(null);
  }
};
