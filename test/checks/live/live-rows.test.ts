import { describe, expect, it } from 'vitest';
import { liveRows } from '../../../src/checks/live/live-rows.ts';
import type { LedgerView } from '../../../src/core/live.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen, view } from './builders.ts';
import { toldBy } from '../told-by.ts';

const judge = (rows: LedgerView, campaign: string | null = null) =>
  toldBy(
    liveRows,
    liveRows.evaluate({
      'live.rows': seen(rows),
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
});
