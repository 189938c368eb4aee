import { describe, expect, it } from 'vitest';
import { sesDedicatedIps } from '../../../src/checks/ses/ses-dedicated-ips.ts';
import { absent, judged, observed, skipped } from '../aws-builders.ts';

const ip = (warmupStatus: string | null) => ({ ip: '192.0.2.1', warmupStatus, warmupPercentage: 40 });
const set = observed({ name: 'main', source: 'explicit', detail: observed({ sendingPool: 'p' }) });
const judge = (ips: readonly object[], complete = true, scaling: string | null = null) =>
  judged(sesDedicatedIps, {
    'ses.dedicatedIps': observed({ pool: 'p', scaling, ips, complete }),
    'ses.configurationSet': set,
  });

describe('ses-dedicated-ips', () => {
  it('passes when all are warmed up, or warm-up does not apply', () => {
    expect(judge([ip('DONE'), ip('NOT_APPLICABLE')]).status).toBe('pass');
  });

  it('warns of an empty pool and of IPs that are warming up', () => {
    expect(judge([])).toMatchObject({ status: 'warn', reason: 'no-ips' });
    expect(judge([ip('DONE'), ip('IN_PROGRESS')])).toMatchObject({ status: 'warn', reason: 'warming-up' });
  });

  it('fails when the pool is gone, and does not guess from a cut list', () => {
    const gone = judged(sesDedicatedIps, { 'ses.dedicatedIps': absent, 'ses.configurationSet': set });
    expect(gone).toMatchObject({ status: 'fail', reason: 'pool-missing', observed: { pool: 'p', configurationSet: 'main' } });
    expect(judge([], false).status).toBe('inconclusive');
  });

  it('passes for a managed pool, which gets its addresses when mail flows', () => {
    expect(judge([], true, 'MANAGED')).toMatchObject({ status: 'pass', reason: 'managed-pool' });
    expect(judge([], true, 'STANDARD')).toMatchObject({ status: 'fail', reason: 'no-ips' });
  });

  it('takes no word that it does not know for warmed up', () => {
    expect(judge([ip('PAUSED')])).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judge([ip('PAUSED'), ip('IN_PROGRESS')])).toMatchObject({ status: 'warn', reason: 'warming-up' });
    expect(judge([ip(null)])).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  it('does not apply without a pool', () => {
    expect(judged(sesDedicatedIps, { 'ses.dedicatedIps': skipped, 'ses.configurationSet': set }).status).toBe('not-applicable');
  });
});
