// One function an operation: which client it asks, its place in the queue, and whether its answer holds for the whole account.
import type { CloudWatchReads, IamReads, SesClassicReads, SesReads, SnsReads } from '../../core/ports/aws.ts';
import type { LazyClients } from './clients.ts';
import type { Coalescer } from './coalesce.ts';

/** Most useful first: the domain's identity gives DNS its names, the destinations give SNS its topic. */
const PRIORITY = {
  domain: 0,
  destinations: 1,
  address: 2,
  account: 3,
  set: 4,
  suppression: 5,
  classic: 6,
  list: 7,
  template: 8,
} as const;

export type Ask = <T>(action: string, input: string, priority: number, ask: () => Promise<T>) => Promise<T>;

export const sesReads = (clients: LazyClients, ask: Ask, accountWide: Ask): SesReads => ({
  getAccount: () => accountWide('GetAccount', '', PRIORITY.account, async () => (await clients.sesv2()).getAccount()),
  getEmailIdentity: (identity) =>
    ask('GetEmailIdentity', identity, identity.includes('@') ? PRIORITY.address : PRIORITY.domain, async () =>
      (await clients.sesv2()).getEmailIdentity(identity),
    ),
  getConfigurationSet: (name) =>
    accountWide('GetConfigurationSet', name, PRIORITY.set, async () => (await clients.sesv2()).getConfigurationSet(name)),
  getEventDestinations: (name) =>
    accountWide('GetConfigurationSetEventDestinations', name, PRIORITY.destinations, async () =>
      (await clients.sesv2()).getEventDestinations(name),
    ),
  getSuppressedDestination: (address, tenant) =>
    ask('GetSuppressedDestination', `${address} ${tenant ?? ''}`, PRIORITY.suppression, async () =>
      (await clients.sesv2()).getSuppressedDestination(address, tenant),
    ),
  listSuppressedSince: (start) =>
    accountWide('ListSuppressedDestinations', start.toISOString(), PRIORITY.list, async () =>
      (await clients.sesv2()).listSuppressedSince(start),
    ),
  listEmailIdentities: (input) =>
    accountWide('ListEmailIdentities', JSON.stringify(input), PRIORITY.list, async () =>
      (await clients.sesv2()).listEmailIdentities(input),
    ),
  listConfigurationSets: (nextToken) =>
    accountWide('ListConfigurationSets', nextToken ?? '', PRIORITY.list, async () =>
      (await clients.sesv2()).listConfigurationSets(nextToken),
    ),
  getDedicatedIps: (pool) =>
    accountWide('GetDedicatedIps', pool, PRIORITY.list, async () => (await clients.sesv2()).getDedicatedIps(pool)),
  getDedicatedIpPool: (pool) =>
    accountWide('GetDedicatedIpPool', pool, PRIORITY.list, async () => (await clients.sesv2()).getDedicatedIpPool(pool)),
  getTenant: (name) => ask('GetTenant', name, PRIORITY.suppression, async () => (await clients.sesv2()).getTenant(name)),
  listTenantResources: (name, next) =>
    ask('ListTenantResources', `${name} ${next ?? ''}`, PRIORITY.suppression, async () =>
      (await clients.sesv2()).listTenantResources(name, next),
    ),
  getReputationEntity: (arn) =>
    ask('GetReputationEntity', arn, PRIORITY.list, async () => (await clients.sesv2()).getReputationEntity(arn)),
  listRecommendations: () =>
    accountWide('ListRecommendations', '', PRIORITY.list, async () => (await clients.sesv2()).listRecommendations()),
  getMultiRegionEndpoint: (name) =>
    accountWide('GetMultiRegionEndpoint', name, PRIORITY.list, async () => (await clients.sesv2()).getMultiRegionEndpoint(name)),
  getEmailTemplate: (name) =>
    ask('GetEmailTemplate', name, PRIORITY.template, async () => (await clients.sesv2()).getEmailTemplate(name)),
  listEmailTemplates: (nextToken) =>
    accountWide('ListEmailTemplates', nextToken ?? '', PRIORITY.template, async () =>
      (await clients.sesv2()).listEmailTemplates(nextToken),
    ),
  testRenderEmailTemplate: (name, data) =>
    ask('TestRenderEmailTemplate', `${name} ${data}`, PRIORITY.template, async () =>
      (await clients.sesv2()).testRenderEmailTemplate(name, data),
    ),
});

export const classicReads = (clients: LazyClients, ask: Ask, accountWide: Ask): SesClassicReads => ({
  getIdentityNotificationAttributes: (identities) =>
    ask('GetIdentityNotificationAttributes', identities.join(' '), PRIORITY.classic, async () =>
      (await clients.sesClassic()).getIdentityNotificationAttributes(identities),
    ),
  getSendStatistics: () =>
    accountWide('GetSendStatistics', '', PRIORITY.classic, async () => (await clients.sesClassic()).getSendStatistics()),
});

export const snsReads = (clients: LazyClients, coalesce: Coalescer): SnsReads => ({
  getTopicAttributes: (arn) => coalesce(`topic ${arn}`, async () => (await clients.sns()).getTopicAttributes(arn)),
  listSubscriptionsByTopic: (arn, next) =>
    coalesce(`list ${arn} ${next ?? ''}`, async () => (await clients.sns()).listSubscriptionsByTopic(arn, next)),
  getSubscriptionAttributes: (arn) =>
    coalesce(`subscription ${arn}`, async () => (await clients.sns()).getSubscriptionAttributes(arn)),
  listTags: (arn) => coalesce(`tags ${arn}`, async () => (await clients.sns()).listTags(arn)),
});

/** Not SES's: it has no place in that queue. */
export const cloudWatchReads = (clients: LazyClients, accountWide: Ask): CloudWatchReads => ({
  describeAlarms: (next) =>
    accountWide('cloudwatch:DescribeAlarms', next ?? '', PRIORITY.list, async () =>
      (await clients.cloudwatch()).describeAlarms(next),
    ),
});

export const iamReads = (clients: LazyClients): IamReads => ({
  getUser: async (name) => (await clients.iam()).getUser(name),
  listAccessKeys: async (name) => (await clients.iam()).listAccessKeys(name),
  getAccessKeyLastUsed: async (id) => (await clients.iam()).getAccessKeyLastUsed(id),
  listUserPolicies: async (name) => (await clients.iam()).listUserPolicies(name),
  getUserPolicy: async (name, policy) => (await clients.iam()).getUserPolicy(name, policy),
  listAttachedUserPolicies: async (name) => (await clients.iam()).listAttachedUserPolicies(name),
  listGroupsForUser: async (name) => (await clients.iam()).listGroupsForUser(name),
  listGroupPolicies: async (name) => (await clients.iam()).listGroupPolicies(name),
  getGroupPolicy: async (name, policy) => (await clients.iam()).getGroupPolicy(name, policy),
  listAttachedGroupPolicies: async (name) => (await clients.iam()).listAttachedGroupPolicies(name),
  getRole: async (name) => (await clients.iam()).getRole(name),
  listRolePolicies: async (name) => (await clients.iam()).listRolePolicies(name),
  getRolePolicy: async (name, policy) => (await clients.iam()).getRolePolicy(name, policy),
  listAttachedRolePolicies: async (name) => (await clients.iam()).listAttachedRolePolicies(name),
  getPolicy: async (arn) => (await clients.iam()).getPolicy(arn),
  getPolicyVersion: async (arn, version) => (await clients.iam()).getPolicyVersion(arn, version),
  simulatePrincipalPolicy: async (input) => (await clients.iam()).simulatePrincipalPolicy(input),
});
