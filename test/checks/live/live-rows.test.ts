import { describe, expect, it } from 'vitest';
import { liveRows } from '../../../src/checks/live/live-rows.ts';
import type { LedgerEvent, LedgerView } from '../../../src/core/live.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { came, event, seen, sent, view } from './builders.ts';
import { toldBy } from '../told-by.ts';

const judge = (rows: LedgerView, campaign: string | null = null, deciding: LedgerEvent | null = event(), send = sent()) =>
  toldBy(
    liveRows,
    liveRows.evaluate({
      'live.rows': seen(rows),
      'live.receipt': seen(send),
      'live.callback': seen(came(deciding)),
      'profile.tenant': seen({ live: { campaign } } as unknown as Facts['profile.tenant']),
    }),
  );

const stale = { providerMessageId: 'id-1', status: 'sent', updatedAt: '2026-11-20T10:00:00.000Z' };

const CASES: readonly (readonly [string, LedgerView, string | null, string, string])[] = [
  ['passes when both rows are delivered', view(), null, 'pass', 'ok'],
  ['is inconclusive without an attempt', view({ attempt: null }), null, 'inconclusive', 'rows-missing'],
  ['is inconclusive without the campaign row of a campaign', view(), 'c-1', 'inconclusive', 'rows-missing'],
  [
    'fails when a row lacks the provider id',
    view({ message: { ...stale, providerMessageId: null } }),
    null,
    'fail',
    'no-provider-id',
  ],
  [
    'is inconclusive, not wrong, when nothing touched the rows since they were registered',
    view({
      attempt: { nonce: 'n', registeredAt: stale.updatedAt, ...stale, providerMessageId: null, status: 'registered' },
      message: { ...stale, providerMessageId: null, status: 'registered' },
    }),
    null,
    'inconclusive',
    'rows-not-updated',
  ],
  ['is inconclusive when a row stayed as it was', view({ message: stale }), null, 'inconclusive', 'rows-not-updated'],
  ['fails while a dead letter is unresolved', view({ deadLetters: { unresolved: 1 } }), null, 'fail', 'dead-letter'],
];

describe('live-rows', () => {
  it.each(CASES)('%s', (_, rows, campaign, status, reason) => {
    expect(judge(rows, campaign)).toMatchObject({ status, reason });
  });

  it('holds no row for proof that no callback of the message can have updated', () => {
    expect(judge(view(), null, null)).toMatchObject({ status: 'inconclusive', reason: 'callback-not-proven' });
    expect(judge(view(), null, event(), sent({ receipt: null }))).toMatchObject({ status: 'inconclusive', reason: 'id-unknown' });
  });

  it('fails when the rows hold another id than the provider gave', () => {
    const other = { providerMessageId: 'id-2', status: 'delivered', updatedAt: '2026-11-20T10:00:00.000Z' };
    expect(judge(view({ message: other }))).toMatchObject({ status: 'fail', reason: 'other-provider-id' });
  });

  it.each([
    ['a delivered row after a bounce', 'delivered', event({ event: 'bounce-transient' })],
    ['a bounced row after a Delivery', 'bounced', event()],
  ])('fails on %s', (_, status, deciding) => {
    const row = { providerMessageId: 'id-1', status, updatedAt: '2026-11-20T10:00:00.000Z' };
    const rows = view({ attempt: { nonce: 'n', registeredAt: row.updatedAt, ...row }, message: row });
    expect(judge(rows, null, deciding)).toMatchObject({ status: 'fail', reason: 'other-than-callback' });
  });

  it('passes when a row says soft-bounced after a transient bounce', () => {
    const row = { providerMessageId: 'id-1', status: 'soft-bounced', updatedAt: '2026-11-20T10:00:00.000Z' };
    const rows = view({ attempt: { nonce: 'n', registeredAt: row.updatedAt, ...row }, message: row });
    expect(judge(rows, null, event({ event: 'bounce-transient' }))).toMatchObject({ status: 'pass' });
  });
});
