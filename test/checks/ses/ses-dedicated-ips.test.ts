import { describe, expect, it } from 'vitest';
import { sesDedicatedIps } from '../../../src/checks/ses/ses-dedicated-ips.ts';
import { absent, judged, observed, skipped } from '../aws-builders.ts';

const ip = (warmupStatus: string) => ({ ip: '192.0.2.1', warmupStatus, warmupPercentage: 40 });
const judge = (ips: readonly object[], complete = true) =>
  judged(sesDedicatedIps, { 'ses.dedicatedIps': observed({ pool: 'p', ips, complete }) });

describe('ses-dedicated-ips', () => {
  it('passes when all are warmed up, or warm-up does not apply', () => {
    expect(judge([ip('DONE'), ip('NOT_APPLICABLE')]).status).toBe('pass');
  });

  it('warns of an empty pool and of IPs that are warming up', () => {
    expect(judge([])).toMatchObject({ status: 'warn', reason: 'no-ips' });
    expect(judge([ip('DONE'), ip('IN_PROGRESS')])).toMatchObject({ status: 'warn', reason: 'warming-up' });
  });

  it('fails when the pool is gone, and does not guess from a cut list', () => {
    expect(judged(sesDedicatedIps, { 'ses.dedicatedIps': absent })).toMatchObject({ status: 'fail', reason: 'pool-missing' });
    expect(judge([], false).status).toBe('inconclusive');
  });

  it('does not apply without a pool', () => {
    expect(judged(sesDedicatedIps, { 'ses.dedicatedIps': skipped }).status).toBe('not-applicable');
  });
});
