import { describe, expect, it } from 'vitest';
import { platformBacklog } from '../../../src/checks/live/platform-backlog.ts';
import type { LedgerView } from '../../../src/core/live.ts';
import { toldBy } from '../told-by.ts';
import { ses, told } from '../squareos/tenant.ts';
import { seen, view } from './builders.ts';

const ready = { ready: true, detail: null };
const rows = (change: Partial<LedgerView> = {}): LedgerView =>
  view({ readiness: ready, outbox: { pending: 0, others: 0 }, deadLetters: { unresolved: 0, others: 0 }, ...change });
const untold = ses()['squareos.state'];
const judge = (given: LedgerView, state: Parameters<typeof platformBacklog.evaluate>[0]['squareos.state'] = untold) =>
  toldBy(platformBacklog, platformBacklog.evaluate({ 'live.rows': seen(given), 'squareos.state': state }));

describe('platform-backlog', () => {
  it.each([
    ['passes when the platform is ready and nothing waits', rows(), 'pass', 'ok'],
    ['fails when it says that it is not ready', rows({ readiness: { ready: false, detail: 'off' } }), 'fail', 'not-ready'],
    [
      'is inconclusive while the live message waits in the outbox',
      rows({ outbox: { pending: 1 } }),
      'inconclusive',
      'message-pending',
    ],
    ['warns of others that wait', rows({ outbox: { pending: 0, others: 3 } }), 'warn', 'others-pending'],
    ['warns of the dead letters of others', rows({ deadLetters: { unresolved: 0, others: 2 } }), 'warn', 'others-dead-letters'],
    ['warns where readiness is not told', view(), 'warn', 'readiness-untold'],
  ] as const)('%s', (_, given, status, reason) => {
    expect(judge(given)).toMatchObject({ status, reason });
  });

  it('takes SquareOS’s own word for it where the ledger does not tell', () => {
    const state = (isReady: boolean) =>
      told({ schema: 'certify.squareos-state/1', exportedAt: '2026-11-20T08:59:00Z', readiness: { ready: isReady } });
    expect(judge(view(), state(false))).toMatchObject({ status: 'fail', reason: 'not-ready' });
    expect(judge(view({ outbox: { pending: 0, others: 0 } }), state(true)).reason).not.toBe('readiness-untold');
  });

  it('has an act for everything that waits', () => {
    const all = rows({ outbox: { pending: 0, others: 3 }, deadLetters: { unresolved: 0, others: 2 } });
    expect(judge(all).remedy).toHaveLength(2);
  });

  it('says why the platform is not ready', () => {
    expect(judge(rows({ readiness: { ready: false, detail: 'switched off' } })).fix).toContain('switched off');
  });
});
