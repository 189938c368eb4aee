// IAM reads over the SDK. Loaded lazily.
import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { IamReads } from '../../core/ports/aws.ts';
import { asked, type Connection, clientConfig } from './connection.ts';

export const openIam = (connection: Connection): IamReads & { close(): void } => {
  const client = new IAMClient(clientConfig(connection));
  const named = (userName: string | undefined) => (userName === undefined ? {} : { UserName: userName });
  return {
    getUser: (userName) => asked(connection, 'iam:GetUser', () => client.send(new GetUserCommand(named(userName)))),
    listAccessKeys: (userName) =>
      asked(connection, 'iam:ListAccessKeys', () => client.send(new ListAccessKeysCommand(named(userName)))),
    getAccessKeyLastUsed: (AccessKeyId) =>
      asked(connection, 'iam:GetAccessKeyLastUsed', () => client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))),
    simulatePrincipalPolicy: (input) =>
      asked(connection, 'iam:SimulatePrincipalPolicy', () => client.send(new SimulatePrincipalPolicyCommand(input))),
    close: () => client.destroy(),
  };
};
