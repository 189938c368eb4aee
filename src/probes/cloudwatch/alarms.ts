// Asks CloudWatch which alarms watch the account's bounce and complaint rates; only of an account out of the sandbox.
// Not one of the six core reads: it draws on CloudWatch's limit, not on SES's, and only information rests on it.
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { NotAsked } from '../../core/probe.ts';
import { REPUTATION_METRICS, type ReputationMetric } from '../../facts/cloudwatch.ts';
import type { Facts } from '../../facts/index.ts';
import { boolOr, numberOr, textOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';

/** Pages of a hundred alarms. */
const MOST_PAGES = 10;

type Metric = Pick<MetricAlarm, 'Namespace' | 'MetricName' | 'Dimensions'>;

/** Those of a configuration set have a dimension, and say nothing of the account. */
const metricOf = ({ Namespace, MetricName, Dimensions }: Metric): ReputationMetric | null =>
  Namespace === 'AWS/SES' && (Dimensions ?? []).length === 0
    ? (REPUTATION_METRICS.find((metric) => metric === MetricName) ?? null)
    : null;

export const alarmsOf = (answer: readonly MetricAlarm[]): Facts['cloudwatch.alarms']['alarms'] =>
  answer.flatMap((alarm) => {
    // By metric math, an alarm watches each metric that goes into it.
    const used: readonly Metric[] = [alarm, ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric ?? {})];
    return [...new Set(used.flatMap((one) => metricOf(one) ?? []))].map((metric) => ({
      name: textOr(alarm.AlarmName) ?? '',
      metric,
      threshold: numberOr(alarm.Threshold),
      comparison: textOr(alarm.ComparisonOperator),
      state: textOr(alarm.StateValue),
      actions: (alarm.AlarmActions ?? []).length,
      actionsEnabled: boolOr(alarm.ActionsEnabled),
    }));
  });

export const alarmsProbe = defineProbe({
  key: 'cloudwatch.alarms',
  needs: ['ses.account'],
  permissions: [{ action: 'cloudwatch:DescribeAlarms', on: 'alarm' }],
  ask: async ({ aws }, facts) => {
    if (facts['ses.account'].value.productionAccess !== true) {
      return new NotAsked('The account is in the sandbox, where it reaches nobody who could complain.');
    }
    const alarms: MetricAlarm[] = [];
    let next: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await aws.cloudwatch.describeAlarms(next);
      alarms.push(...(answer.MetricAlarms ?? []));
      next = answer.NextToken;
      if (next === undefined) break;
    }
    return { alarms: alarmsOf(alarms), complete: next === undefined };
  },
});
