// CloudWatch (JSON 1.0): the alarms of a region. It signs as `monitoring`.
import type { JsonObject } from '../../core/json.ts';
import type { AwsCall, Operations } from './call.ts';
import type { Cloud } from './cloud.ts';

const PAGE = 100;

const describeAlarms = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'cloudwatch:DescribeAlarms', cloud.arn('cloudwatch', call.region, 'alarm:*'));
  const from = Number(call.json['NextToken'] ?? 0);
  const all = Object.entries(cloud.region(call.region).alarms);
  const rows = all.slice(from, from + PAGE).map(([name, alarm]) => ({
    AlarmName: name,
    AlarmArn: cloud.arn('cloudwatch', call.region, `alarm:${name}`),
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: [...alarm.actions],
    Namespace: alarm.namespace,
    MetricName: alarm.metric,
    Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Average',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
    StateValue: alarm.state,
    StateUpdatedTimestamp: Math.floor(cloud.now().getTime() / 1000),
  }));
  return {
    CompositeAlarms: [],
    MetricAlarms: rows,
    ...(from + PAGE < all.length ? { NextToken: String(from + PAGE) } : {}),
  };
};

/** CloudWatch reads. */
export const cloudwatch = (cloud: Cloud): Operations => ({ DescribeAlarms: (call) => describeAlarms(cloud, call) });
