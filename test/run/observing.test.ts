import { describe, expect, it } from 'vitest';
import { defineCheck } from '../../src/checks/check.ts';
import type { NewEntry } from '../../src/core/journal.ts';
import { defineProbe } from '../../src/probes/probe.ts';
import type { AnyProbe } from '../../src/probes/probe.ts';
import { startObserving } from '../../src/run/observing.ts';
import { contextOf, NOW, observeStep, runbookOf, sessionOf } from './context.ts';

const SKEW = { account: '1', arn: 'a', kind: 'user', clockSkewMs: 0 } as const;
const check = defineCheck({
  id: 'x',
  title: '',
  severity: 'info',
  why: '',
  owner: 'support',
  references: [],
  reasons: {},
  needs: ['sts.probeIdentity'],
  evaluate: () => ({ status: 'pass', reason: 'ok' }),
});

const seen = (minutesAgo: number): NewEntry => ({
  type: 'observed',
  key: 'sts.probeIdentity',
  observation: {
    state: 'observed',
    value: { ...SKEW },
    at: new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString(),
    durationMs: 1,
  },
});

const askedAgain = async (minutesAgo: number): Promise<boolean> => {
  let asked = 0;
  const probe = defineProbe({
    key: 'sts.probeIdentity',
    needs: [],
    permissions: [],
    ask: async () => {
      asked += 1;
      return SKEW;
    },
  }) as unknown as AnyProbe;
  const ctx = contextOf({
    runbook: runbookOf(observeStep('look', ['x'])),
    checks: new Map([['x', check as never]]),
    probes: { 'sts.probeIdentity': async () => probe },
  });
  await startObserving(ctx, await sessionOf(ctx, seen(minutesAgo))).all;
  return asked > 0;
};

describe('a resumed run', () => {
  it('keeps what was seen up to fifteen minutes ago, and asks again what is older', async () => {
    expect([await askedAgain(14.9), await askedAgain(15), await askedAgain(15.1)]).toEqual([false, false, true]);
  });

  it('asks again what lies ahead of a clock that was set back', async () => {
    expect([await askedAgain(0), await askedAgain(-0.1), await askedAgain(-24 * 60)]).toEqual([false, true, true]);
  });
});
