import { describe, expect, it } from 'vitest';
import type { LedgerEvent, LedgerView } from '../../src/core/live.ts';
import type { NewEntry } from '../../src/core/journal.ts';
import { ObservationError } from '../../src/core/errors.ts';
import type { SendPurpose } from '../../src/core/journal.ts';
import { awaitCallback, awaitRehearsal, lookAgain, minutes } from '../../src/run/await-callback.ts';
import { ledgerOf, sleepingClock } from '../fakes/reads.ts';
import { event } from '../checks/live/builders.ts';
import { sendState } from '../../src/run/state.ts';
import { walk } from '../../src/run/walk.ts';
import { changed, load, SES } from '../profile/source.ts';
import { contextOf, NOW, runbookOf, sessionOf, waitStep } from './context.ts';

const row = (status: string) => ({ nonce: 'certify-n', providerMessageId: 'id-1', status, registeredAt: NOW, updatedAt: NOW });
const view = (status: string, events: readonly LedgerEvent[]): LedgerView => ({
  attempt: row(status),
  message: row(status),
  campaign: null,
  events,
  outbox: { pending: 0 },
  deadLetters: { unresolved: 0 },
});

const SENT: readonly NewEntry[] = [
  { type: 'send-intended', purpose: 'live', attempt: 1, nonce: 'certify-n' },
  {
    type: 'send-ended',
    purpose: 'live',
    attempt: 1,
    outcome: { kind: 'accepted', receipt: { providerMessageId: 'id-1', requestId: null, sentAt: NOW, via: 'squareos' } },
  },
];

const waited = async (
  views: readonly LedgerView[],
  rowsGraceMs: number,
  timeoutMs = 60_000,
  { sent = SENT, profile = SES }: { readonly sent?: readonly NewEntry[]; readonly profile?: string } = {},
) => {
  const ledger = ledgerOf(...views);
  const ctx = contextOf({
    loaded: load(profile),
    ports: { ledger, clock: sleepingClock(NOW) },
    timing: { waitMs: null, retryMs: 0, rowsGraceMs },
  });
  const session = await sessionOf(ctx, ...sent);
  await awaitCallback(ctx, session, timeoutMs);
  return { wait: session.state().wait, asked: ledger.asked(), receipt: sendState(session.state(), 'live').receipt };
};

const delivered = (): LedgerEvent => event({ event: 'delivery', recipientMatches: true });

describe('waiting for the callback', () => {
  it('goes on after the deciding event until the rows are written, within the grace', async () => {
    const { wait, asked } = await waited(
      [view('sent', [delivered()]), view('sent', [delivered()]), view('delivered', [delivered()])],
      10_000,
    );
    expect(wait).toMatchObject({ reason: 'decided', view: { attempt: { status: 'delivered' } } });
    expect(asked).toBe(3);
  });

  it('ends with the rows as they are once the grace is over', async () => {
    const { wait } = await waited([view('sent', [delivered()])], 1_000);
    expect(wait).toMatchObject({ reason: 'decided', view: { attempt: { status: 'sent' } } });
    expect(wait?.waitedMs).toBeGreaterThanOrEqual(1_000);
    expect(wait?.waitedMs).toBeLessThan(5_000);
  });

  it('ends at once where the rows are there with the event', async () => {
    expect(await waited([view('delivered', [delivered()])], 10_000)).toMatchObject({ asked: 1, wait: { waitedMs: 0 } });
  });

  it('ends with the time, undecided, when nothing comes', async () => {
    const { wait } = await waited([view('sent', [])], 10_000, 30_000);
    expect(wait).toMatchObject({ reason: 'timeout' });
    expect(wait?.waitedMs).toBeGreaterThanOrEqual(30_000);
  });
});

describe('an end', () => {
  const bounced = (kind: 'transient' | 'permanent') => event({ event: `bounce-${kind}`, recipientMatches: true });

  it('that a Delivery may follow is waited for until it does, or the grace is over', async () => {
    const first = view('delivered', [bounced('transient')]);
    const both = view('delivered', [bounced('transient'), delivered()]);
    expect(await waited([first, first, both], 10_000)).toMatchObject({ asked: 3, wait: { reason: 'decided' } });
    const alone = await waited([first], 2_000);
    expect(alone.wait).toMatchObject({ reason: 'decided' });
    expect(alone.wait?.waitedMs).toBeGreaterThanOrEqual(2_000);
    expect(alone.wait?.waitedMs).toBeLessThan(3_000);
  });

  it('that is final is over at once with its rows, and the readiness of the platform is kept with it', async () => {
    expect(await waited([view('bounced', [bounced('permanent')])], 10_000)).toMatchObject({
      asked: 1,
      wait: { reason: 'decided', waitedMs: 0, view: { readiness: { ready: true } } },
    });
  });

  it('of a campaign has a row more', async () => {
    const profile = changed(SES, 'campaign: null', 'campaign: cmp-1');
    const without = view('delivered', [delivered()]);
    const whole = { ...without, campaign: { campaignId: 'cmp-1', status: 'delivered', updatedAt: NOW } };
    expect((await waited([without, whole], 10_000, 60_000, { profile })).asked).toBe(2);
    expect((await waited([{ ...without, message: null }, without], 10_000)).asked).toBe(2);
    expect((await waited([{ ...without, attempt: null }, without], 10_000)).asked).toBe(2);
    expect((await waited([view('sent', [delivered()]), without], 10_000)).asked).toBe(2);
  });

  it('of a message to which certify got no id can only be one with its mark, and a better one may follow', async () => {
    const profile = changed(SES, 'via: squareos ', 'via: provider ');
    const sent = SENT.slice(0, 1);
    const marked = (nonceTag: string, what: 'delivery' | 'click' = 'delivery') =>
      view('delivered', [event({ event: what, nonceTag })]);
    const told = async (one: LedgerView) => (await waited([one], 2_000, 20_000, { sent, profile })).wait;
    expect(await told(marked('certify-n'))).toMatchObject({ reason: 'decided' });
    expect(await told(marked('certify-other'))).toMatchObject({ reason: 'timeout' });
    expect(await told(marked('certify-n', 'click'))).toMatchObject({ reason: 'timeout' });
    // The platform's own message is known by its row, and by nothing else.
    const nameless = { ...marked('certify-n'), attempt: null, message: null };
    expect((await waited([nameless], 2_000, 20_000, { sent })).wait).toMatchObject({ reason: 'timeout' });
  });

  it('is of the message that the platform’s row names, since nobody else told its id', async () => {
    const { receipt, wait } = await waited([view('delivered', [delivered()])], 10_000, 60_000, { sent: SENT.slice(0, 1) });
    expect(receipt).toEqual({ requestId: null, sentAt: NOW, via: 'squareos', providerMessageId: 'id-1' });
    expect(wait).toMatchObject({ reason: 'decided' });
  });

  it('was sent no later than its row was seen, however far ahead the platform’s clock is', async () => {
    const sentAt = async (registeredAt: string) => {
      const seen = view('delivered', [delivered()]);
      const one = { ...seen, attempt: { ...row('delivered'), registeredAt } };
      return (await waited([one], 10_000, 60_000, { sent: SENT.slice(0, 1) })).receipt?.sentAt;
    };
    expect(await sentAt('2026-11-20T09:59:58.000Z')).toBe('2026-11-20T09:59:58.000Z');
    expect(await sentAt('2026-11-20T10:02:00.000Z')).toBe(NOW);
  });
});

describe('what came after the wait', () => {
  const again = async (
    before: readonly LedgerEvent[] | null,
    ledger: ReturnType<typeof ledgerOf> | ReturnType<typeof unreadable>,
  ) => {
    const ctx = contextOf({ ports: { ledger, clock: sleepingClock(NOW) } });
    const kept = before === null ? null : view('delivered', before);
    const session = await sessionOf(ctx, ...SENT, { type: 'wait-ended', reason: 'decided', view: kept, waitedMs: 1 });
    return [await lookAgain(ctx, session), session.state().wait?.view?.events.length ?? null];
  };
  const complaint = event({ event: 'complaint' });

  it('counts where the ledger tells more than it did', async () => {
    expect(await again([delivered()], ledgerOf(view('complained', [delivered(), complaint])))).toEqual([true, 2]);
    expect(await again([delivered()], ledgerOf(view('delivered', [delivered()])))).toEqual([false, 1]);
    expect(await again([delivered(), complaint], ledgerOf(view('delivered', [delivered()])))).toEqual([false, 2]);
    expect(await again([delivered()], unreadable())).toEqual([false, 1]);
    expect(await again(null, ledgerOf(view('delivered', [delivered()])))).toEqual([false, null]);
  });
});

it.each([
  [1_499, '1 s'],
  [119_999, '120 s'],
  [120_000, '2 min'],
  [900_000, '15 min'],
])('%i ms are said as %s', (ms, text) => expect(minutes(ms)).toBe(text));

const sentAs = (purpose: SendPurpose): readonly NewEntry[] => SENT.map((entry) => ({ ...entry, purpose }) as NewEntry);

const unreadable = () => ({
  ...ledgerOf(view('sent', [])),
  view: async () => {
    throw new ObservationError({ state: 'unreachable', code: 'ECONNREFUSED', message: 'nobody answers' });
  },
});

const endOf = async (
  purpose: SendPurpose,
  ledger: ReturnType<typeof ledgerOf> | ReturnType<typeof unreadable>,
  timeoutMs = 30_000,
) => {
  const ctx = contextOf({ ports: { ledger, clock: sleepingClock(NOW) } });
  const session = await sessionOf(ctx, ...sentAs(purpose));
  await awaitRehearsal(ctx, session, purpose, timeoutMs);
  return session.state().rehearsals[purpose];
};

const told = (...events: readonly Partial<LedgerEvent>[]): LedgerView =>
  view(
    'sent',
    events.map((one) => event(one)),
  );

describe('waiting for what becomes of a rehearsal or of the message of a template', () => {
  it.each<readonly [what: string, purpose: SendPurpose, events: readonly Partial<LedgerEvent>[], end: string | null]>([
    ['a Delivery', 'template-invoice', [{ event: 'send' }, { event: 'delivery' }], 'delivery'],
    ['an acceptance is no end', 'template-invoice', [{ event: 'send' }], null],
    ['a delay is no end', 'template-invoice', [{ event: 'send' }, { event: 'delivery-delay' }], null],
    ['a click is no end', 'template-invoice', [{ event: 'click' }], null],
    ['a Delivery by another set proves nothing', 'template-invoice', [{ configurationSet: 'other' }], null],
    ['a Delivery that names no recipient proves nothing', 'template-invoice', [{ recipientMatches: null }], null],
    ['a Delivery of another message proves nothing', 'template-invoice', [{ providerMessageId: 'id-2' }], null],
    ['a rendering failure', 'template-invoice', [{ event: 'send' }, { event: 'rendering-failure' }], 'rendering-failure'],
    ['a transient bounce alone', 'template-invoice', [{ event: 'bounce-transient' }], 'bounce-transient'],
    ['the simulated bounce', 'rehearse-bounce', [{ event: 'send' }, { event: 'bounce-permanent' }], 'bounce-permanent'],
    ['what came instead of the bounce', 'rehearse-bounce', [{ event: 'send' }, { event: 'delivery' }], 'delivery'],
    ['nothing instead of the bounce', 'rehearse-bounce', [{ event: 'send' }, { event: 'delivery-delay' }], null],
    ['no Delivery of the pulse', 'pulse', [{ event: 'send' }], null],
  ])('%s', async (_, purpose, events, end) => {
    const ended = await endOf(purpose, ledgerOf(told(...events)));
    expect(ended).toMatchObject({ event: end });
    expect(ended).not.toHaveProperty('unread');
  });

  it('takes the Delivery that follows a transient bounce', async () => {
    const views = [told({ event: 'bounce-transient' }), told({ event: 'bounce-transient' }, { event: 'delivery' })];
    expect(await endOf('template-invoice', ledgerOf(...views))).toMatchObject({ event: 'delivery' });
  });

  it('says that the ledger did not answer, which is not the same as that nothing came', async () => {
    expect(await endOf('template-invoice', unreadable())).toMatchObject({ event: null, unread: true });
    expect(await endOf('pulse', unreadable())).toMatchObject({ event: null, unread: true });
    const lost = ledgerOf(told({ event: 'send' }));
    const once = { ...lost, view: async (by: { nonce: string }) => (lost.asked() === 0 ? lost.view(by) : unreadable().view()) };
    expect(await endOf('template-invoice', once)).toMatchObject({ event: null, unread: true });
  });

  it.each<readonly [what: string, sentMsAgo: number, waited: number]>([
    ['the time of the step', 0, 900_000],
    ['what is left of it since the message went out', 600_000, 300_000],
    ['long enough for an answer, a day later', 86_400_000, 10_000],
  ])('waits for the message of a template %s', async (_, sentMsAgo, waited) => {
    const sentAt = new Date(Date.parse(NOW) - sentMsAgo).toISOString();
    const receipt = { providerMessageId: 'id-1', requestId: null, sentAt, via: 'provider' } as const;
    const clock = sleepingClock(NOW);
    const ctx = contextOf({
      ports: { ledger: ledgerOf(told({ event: 'send' })), clock },
      runbook: runbookOf(waitStep('wait', 900)),
    });
    const session = await sessionOf(
      ctx,
      ...SENT,
      { type: 'wait-ended', reason: 'decided', view: null, waitedMs: 1 },
      { type: 'send-intended', purpose: 'template-invoice', attempt: 1, nonce: 'certify-1' },
      { type: 'send-ended', purpose: 'template-invoice', attempt: 1, outcome: { kind: 'accepted', receipt } },
    );
    await walk(ctx, session);
    expect(session.state().rehearsals['template-invoice']).toEqual({ event: null, waitedMs: waited });
  });
});
