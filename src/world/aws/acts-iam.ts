// The acts of provisioning at IAM, over the SDK. Loaded only by who provisions; none of them makes a key.
import { CreateRoleCommand, CreateUserCommand, IAMClient, PutRolePolicyCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import type { ActsOf } from './act-table.ts';
import { type Connection, clientConfig } from './connection.ts';

export const openIamActs = (connection: Connection): ActsOf<'iam'> => {
  const client = new IAMClient(clientConfig(connection));
  return {
    'iam:CreateRole': (input) => client.send(new CreateRoleCommand(input)),
    'iam:CreateUser': (input) => client.send(new CreateUserCommand(input)),
    'iam:PutRolePolicy': (input) => client.send(new PutRolePolicyCommand(input)),
    'iam:PutUserPolicy': (input) => client.send(new PutUserPolicyCommand(input)),
    close: () => client.destroy(),
  };
};
