import { describe, expect, it } from 'vitest';
import { rehearsals } from '../../../src/checks/live/rehearsals.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen } from './builders.ts';
import { toldBy } from '../told-by.ts';

type One = Facts['live.rehearsals'][number];
const one = (change: Partial<One>): One => ({ purpose: 'bounce', sent: true, why: null, event: 'bounce-permanent', ...change });
const judge = (...all: readonly One[]) => toldBy(rehearsals, rehearsals.evaluate({ 'live.rehearsals': seen(all) }));

describe('rehearsals', () => {
  it('passes when each came back as what it is', () => {
    expect(judge(one({}), one({ purpose: 'complaint', event: 'complaint' }))).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['fails when nothing came', { event: null }, 'fail', 'never-came'],
    ['fails when something else came', { event: 'delivery' }, 'fail', 'other-event'],
    ['cannot say where the ledger did not answer', { event: null, unread: true }, 'inconclusive', 'ledger-unread'],
    ['warns when it could not be sent', { sent: false, event: null, why: 'no secret' }, 'warn', 'not-sent'],
  ] as const)('%s', (_, change, status, reason) => {
    expect(judge(one(change))).toMatchObject({ status, reason });
  });
});
