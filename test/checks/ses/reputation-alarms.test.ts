import { describe, expect, it } from 'vitest';
import { reputationAlarms } from '../../../src/checks/ses/reputation-alarms.ts';
import { account, judged, observed } from '../aws-builders.ts';

const alarm = (metric: 'BounceRate' | 'ComplaintRate', change: object = {}) => ({
  name: `gym-${metric}`,
  metric: `Reputation.${metric}`,
  threshold: metric === 'BounceRate' ? 0.05 : 0.001,
  comparison: 'GreaterThanOrEqualToThreshold',
  state: 'OK',
  actions: 1,
  actionsEnabled: true,
  ...change,
});
const judge = (alarms: readonly object[], complete = true) =>
  judged(reputationAlarms, { 'cloudwatch.alarms': observed({ alarms, complete }), 'ses.account': observed(account()) });

describe('reputation-alarms', () => {
  it('passes when both rates are watched from where AWS reviews the account', () => {
    expect(judge([alarm('BounceRate'), alarm('ComplaintRate', { threshold: 0.0005 })])).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['there is none', [], 'none'],
    ['only complaints are watched', [alarm('ComplaintRate')], 'no-bounce-alarm'],
    ['only bounces are watched', [alarm('BounceRate')], 'no-complaint-alarm'],
    ['one comes late', [alarm('BounceRate', { threshold: 5 }), alarm('ComplaintRate')], 'too-late'],
    [
      'one goes off below the rate',
      [alarm('BounceRate', { comparison: 'LessThanThreshold' }), alarm('ComplaintRate')],
      'goes-off-below',
    ],
    [
      'one goes off at or below the rate',
      [alarm('BounceRate'), alarm('ComplaintRate', { comparison: 'LessThanOrEqualToThreshold' })],
      'goes-off-below',
    ],
    ['one does nothing', [alarm('BounceRate', { actions: 0 }), alarm('ComplaintRate')], 'tells-nobody'],
    ['its actions are switched off', [alarm('BounceRate'), alarm('ComplaintRate', { actionsEnabled: false })], 'tells-nobody'],
    [
      'the one that comes in time does nothing',
      [alarm('BounceRate', { actions: 0 }), alarm('BounceRate', { threshold: 0.2 }), alarm('ComplaintRate')],
      'tells-nobody',
    ],
  ])('informs when %s', (_, alarms, reason) => {
    expect(judge(alarms)).toMatchObject({ status: 'fail', reason });
  });

  it('takes an alarm on a band for one on a rate that rises', () => {
    const comparison = 'LessThanLowerOrGreaterThanUpperThreshold';
    expect(judge([alarm('BounceRate', { threshold: null, comparison }), alarm('ComplaintRate')]).status).toBe('pass');
  });

  it('gives the command for each alarm that lacks, with the rate at which AWS reviews', () => {
    const { remedy } = judge([]);
    expect(remedy.map(({ command }) => command)).toEqual([
      expect.stringMatching(/put-metric-alarm --region ap-south-1 .*Reputation\.BounceRate .*--threshold 0\.05 /),
      expect.stringMatching(/Reputation\.ComplaintRate .*--threshold 0\.001 /),
    ]);
    expect(judge([alarm('BounceRate', { threshold: 5 }), alarm('ComplaintRate')]).remedy[0]?.command).toContain(
      '--alarm-name gym-BounceRate ',
    );
  });

  it('says nothing of what lies beyond the alarms that were looked at', () => {
    expect(judge([], false)).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judge([alarm('BounceRate'), alarm('ComplaintRate')], false).status).toBe('pass');
  });

  it('is told as denied where nobody may look', () => {
    const denied = { state: 'denied', code: 'AccessDenied', message: 'No.', action: 'cloudwatch:DescribeAlarms' };
    expect(judged(reputationAlarms, { 'cloudwatch.alarms': denied })).toMatchObject({ status: 'inconclusive' });
  });
});
