// SNS reads over the SDK. Loaded lazily.
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { SnsReads } from '../../core/ports/aws.ts';
import { asked, type Connection, clientConfig } from './connection.ts';

export const openSns = (connection: Connection): SnsReads & { close(): void } => {
  const client = new SNSClient(clientConfig(connection));
  return {
    getTopicAttributes: (TopicArn) =>
      asked(connection, 'sns:GetTopicAttributes', () => client.send(new GetTopicAttributesCommand({ TopicArn }))),
    listSubscriptionsByTopic: (TopicArn, nextToken) =>
      asked(connection, 'sns:ListSubscriptionsByTopic', () =>
        client.send(
          new ListSubscriptionsByTopicCommand({ TopicArn, ...(nextToken === undefined ? {} : { NextToken: nextToken }) }),
        ),
      ),
    getSubscriptionAttributes: (SubscriptionArn) =>
      asked(connection, 'sns:GetSubscriptionAttributes', () =>
        client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
      ),
    listTags: (ResourceArn) =>
      asked(connection, 'sns:ListTagsForResource', () => client.send(new ListTagsForResourceCommand({ ResourceArn }))),
    close: () => client.destroy(),
  };
};
