import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../../src/probes/cloudwatch/alarms.ts';

const alarm = (change: object) => ({
  AlarmName: 'a',
  Namespace: 'AWS/SES',
  MetricName: 'Reputation.BounceRate',
  Threshold: 0.05,
  ComparisonOperator: 'GreaterThanThreshold' as const,
  StateValue: 'OK' as const,
  AlarmActions: ['arn:t'],
  ActionsEnabled: true,
  ...change,
});

describe('the alarms on reputation', () => {
  it('are those on the account’s own rates', () => {
    expect(alarmsOf([alarm({})])).toMatchObject([{ name: 'a', metric: 'Reputation.BounceRate', threshold: 0.05, actions: 1 }]);
  });

  it.each([
    ['another service', { Namespace: 'AWS/SNS' }],
    ['another metric', { MetricName: 'Send' }],
    ['one configuration set', { Dimensions: [{ Name: 'ses:configuration-set', Value: 'x' }] }],
    ['nothing that is told', { Namespace: undefined, MetricName: undefined }],
  ])('are not those on %s', (_, change) => {
    expect(alarmsOf([alarm(change)])).toEqual([]);
  });

  it('are found in metric math too', () => {
    const math = alarm({
      Namespace: undefined,
      MetricName: undefined,
      Threshold: undefined,
      Metrics: [
        { Id: 'e', Expression: 'm*100' },
        {
          Id: 'm',
          MetricStat: { Metric: { Namespace: 'AWS/SES', MetricName: 'Reputation.ComplaintRate' }, Period: 60, Stat: 'Average' },
        },
      ],
    });
    expect(alarmsOf([math])).toMatchObject([{ metric: 'Reputation.ComplaintRate', threshold: null }]);
  });
});
