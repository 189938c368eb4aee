// CloudWatch reads over the SDK: the alarms of an account and region. Loaded lazily.
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchReads } from '../../core/ports/aws.ts';
import { asked, type Connection, clientConfig } from './connection.ts';

export const openCloudWatch = (connection: Connection): CloudWatchReads & { close(): void } => {
  const client = new CloudWatchClient(clientConfig(connection));
  return {
    describeAlarms: (nextToken) =>
      asked(connection, 'cloudwatch:DescribeAlarms', () =>
        client.send(
          new DescribeAlarmsCommand({
            AlarmTypes: ['MetricAlarm'],
            MaxRecords: 100,
            ...(nextToken === undefined ? {} : { NextToken: nextToken }),
          }),
        ),
      ),
    close: () => client.destroy(),
  };
};
