// IAM reads over the SDK. Loaded lazily.
import {
  GetAccessKeyLastUsedCommand,
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import type { IamReads } from '../../core/ports/aws.ts';
import { asked, type Connection, clientConfig } from './connection.ts';

export const openIam = (connection: Connection): IamReads & { close(): void } => {
  const client = new IAMClient(clientConfig(connection));
  const named = (userName: string | undefined) => (userName === undefined ? {} : { UserName: userName });
  const ask = <T>(action: string, send: () => Promise<T>): Promise<T> => asked(connection, `iam:${action}`, send);
  return {
    getUser: (userName) => ask('GetUser', () => client.send(new GetUserCommand(named(userName)))),
    listAccessKeys: (userName) => ask('ListAccessKeys', () => client.send(new ListAccessKeysCommand(named(userName)))),
    getAccessKeyLastUsed: (AccessKeyId) =>
      ask('GetAccessKeyLastUsed', () => client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))),
    listUserPolicies: (UserName) => ask('ListUserPolicies', () => client.send(new ListUserPoliciesCommand({ UserName }))),
    getUserPolicy: (UserName, PolicyName) =>
      ask('GetUserPolicy', () => client.send(new GetUserPolicyCommand({ UserName, PolicyName }))),
    listAttachedUserPolicies: (UserName) =>
      ask('ListAttachedUserPolicies', () => client.send(new ListAttachedUserPoliciesCommand({ UserName }))),
    listGroupsForUser: (UserName) => ask('ListGroupsForUser', () => client.send(new ListGroupsForUserCommand({ UserName }))),
    listGroupPolicies: (GroupName) => ask('ListGroupPolicies', () => client.send(new ListGroupPoliciesCommand({ GroupName }))),
    getGroupPolicy: (GroupName, PolicyName) =>
      ask('GetGroupPolicy', () => client.send(new GetGroupPolicyCommand({ GroupName, PolicyName }))),
    listAttachedGroupPolicies: (GroupName) =>
      ask('ListAttachedGroupPolicies', () => client.send(new ListAttachedGroupPoliciesCommand({ GroupName }))),
    getRole: (RoleName) => ask('GetRole', () => client.send(new GetRoleCommand({ RoleName }))),
    listRolePolicies: (RoleName) => ask('ListRolePolicies', () => client.send(new ListRolePoliciesCommand({ RoleName }))),
    getRolePolicy: (RoleName, PolicyName) =>
      ask('GetRolePolicy', () => client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
    listAttachedRolePolicies: (RoleName) =>
      ask('ListAttachedRolePolicies', () => client.send(new ListAttachedRolePoliciesCommand({ RoleName }))),
    getPolicy: (PolicyArn) => ask('GetPolicy', () => client.send(new GetPolicyCommand({ PolicyArn }))),
    getPolicyVersion: (PolicyArn, VersionId) =>
      ask('GetPolicyVersion', () => client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }))),
    simulatePrincipalPolicy: (input) =>
      ask('SimulatePrincipalPolicy', () => client.send(new SimulatePrincipalPolicyCommand(input))),
    close: () => client.destroy(),
  };
};
