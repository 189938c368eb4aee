import { describe, expect, it } from 'vitest';
import type { LedgerEvent, LedgerView } from '../../src/core/live.ts';
import type { NewEntry } from '../../src/core/journal.ts';
import { awaitCallback } from '../../src/run/await-callback.ts';
import { ledgerOf, sleepingClock } from '../fakes/reads.ts';
import { event } from '../checks/live/builders.ts';
import { contextOf, NOW, sessionOf } from './context.ts';

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

const waited = async (views: readonly LedgerView[], rowsGraceMs: number, timeoutMs = 60_000) => {
  const ledger = ledgerOf(...views);
  const ctx = contextOf({
    ports: { ledger, clock: sleepingClock(NOW) },
    timing: { waitMs: null, retryMs: 0, rowsGraceMs },
  });
  const session = await sessionOf(ctx, ...SENT);
  await awaitCallback(ctx, session, timeoutMs);
  return { wait: session.state().wait, asked: ledger.asked() };
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
