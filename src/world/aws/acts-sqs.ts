// The acts of provisioning at SQS, over the SDK. Loaded only by who provisions.
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ActsOf } from './act-table.ts';
import { type Connection, clientConfig } from './connection.ts';

export const openSqsActs = (connection: Connection): ActsOf<'sqs'> => {
  const client = new SQSClient(clientConfig(connection));
  return {
    'sqs:CreateQueue': (input) => client.send(new CreateQueueCommand(input)),
    close: () => client.destroy(),
  };
};
