import { describe, expect, it } from 'vitest';
import { squareosReady } from '../../../src/checks/squareos/squareos-ready.ts';
import { toldBy } from '../told-by.ts';
import { ses, told } from './tenant.ts';

const judge = (state: object, fresh = true) => {
  const held = { schema: 'certify.squareos-state/1', exportedAt: '2026-11-20T08:59:00Z', ...state } as const;
  return toldBy(squareosReady, squareosReady.evaluate({ ...ses(), 'squareos.state': told(held, fresh) }));
};

describe('squareos-ready', () => {
  it('passes where SquareOS says ready, and fails with its own words where it does not', () => {
    expect(judge({ readiness: { ready: true } })).toMatchObject({ status: 'pass', reason: 'ok' });
    const failed = judge({ readiness: { ready: false, detail: 'queue paused' } });
    expect(failed).toMatchObject({ status: 'fail', reason: 'not-ready', observed: { detail: 'queue paused' } });
    expect(JSON.stringify(failed.remedy)).toContain('queue paused');
  });

  it('says nothing where SquareOS does not tell, and leaves it open where what it told is too old', () => {
    expect(judge({})).toMatchObject({ status: 'not-applicable', reason: 'not-told' });
    expect(judge({ readiness: null })).toMatchObject({ status: 'not-applicable', reason: 'not-told' });
    expect(toldBy(squareosReady, squareosReady.evaluate(ses()))).toMatchObject({ status: 'not-applicable', reason: 'not-told' });
    expect(judge({ readiness: { ready: true } }, false)).toMatchObject({ status: 'inconclusive', reason: 'export-old' });
  });
});
