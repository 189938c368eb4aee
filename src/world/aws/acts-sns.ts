// The acts of provisioning at SNS, over the SDK. Loaded only by who provisions.
import {
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import type { ActsOf } from './act-table.ts';
import { type Connection, clientConfig } from './connection.ts';

export const openSnsActs = (connection: Connection): ActsOf<'sns'> => {
  const client = new SNSClient(clientConfig(connection));
  return {
    'sns:CreateTopic': (input) => client.send(new CreateTopicCommand(input)),
    'sns:SetSubscriptionAttributes': (input) => client.send(new SetSubscriptionAttributesCommand(input)),
    'sns:SetTopicAttributes': (input) => client.send(new SetTopicAttributesCommand(input)),
    'sns:Subscribe': (input) => client.send(new SubscribeCommand(input)),
    close: () => client.destroy(),
  };
};
