// Read access to AWS, one function an operation. Nothing here can change anything.
// Rejects with ObservationError: `absent` (NotFound…), `denied` (with credential and action), `unreachable`, `failed`.
import type { GetIdentityNotificationAttributesCommandOutput, GetSendStatisticsCommandOutput } from '@aws-sdk/client-ses';
import type {
  GetAccountCommandOutput,
  GetConfigurationSetCommandOutput,
  GetConfigurationSetEventDestinationsCommandOutput,
  GetDedicatedIpPoolCommandOutput,
  GetDedicatedIpsCommandOutput,
  GetEmailIdentityCommandOutput,
  GetEmailTemplateCommandOutput,
  GetMultiRegionEndpointCommandOutput,
  GetReputationEntityCommandOutput,
  GetSuppressedDestinationCommandOutput,
  GetTenantCommandOutput,
  ListConfigurationSetsCommandOutput,
  ListEmailIdentitiesCommandInput,
  ListEmailIdentitiesCommandOutput,
  ListEmailTemplatesCommandOutput,
  ListRecommendationsCommandOutput,
  ListSuppressedDestinationsCommandOutput,
  ListTenantResourcesCommandOutput,
  TestRenderEmailTemplateCommandOutput,
} from '@aws-sdk/client-sesv2';
import type {
  GetSubscriptionAttributesCommandOutput,
  GetTopicAttributesCommandOutput,
  ListSubscriptionsByTopicCommandOutput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-sns';
import type {
  GetAccessKeyLastUsedCommandOutput,
  GetGroupPolicyCommandOutput,
  GetPolicyCommandOutput,
  GetPolicyVersionCommandOutput,
  GetRoleCommandOutput,
  GetRolePolicyCommandOutput,
  GetUserCommandOutput,
  GetUserPolicyCommandOutput,
  ListAccessKeysCommandOutput,
  ListAttachedGroupPoliciesCommandOutput,
  ListAttachedRolePoliciesCommandOutput,
  ListAttachedUserPoliciesCommandOutput,
  ListGroupPoliciesCommandOutput,
  ListGroupsForUserCommandOutput,
  ListRolePoliciesCommandOutput,
  ListUserPoliciesCommandOutput,
  SimulatePrincipalPolicyCommandInput,
  SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam';
import type { DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { DescribeKeyCommandOutput, GetKeyPolicyCommandOutput } from '@aws-sdk/client-kms';
import type { GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import type { CredentialRole } from '../observation.ts';

/** SESv2; every call goes through the pacer of its account and region. */
export interface SesReads {
  getAccount(): Promise<GetAccountCommandOutput>;
  getEmailIdentity(identity: string): Promise<GetEmailIdentityCommandOutput>;
  getConfigurationSet(name: string): Promise<GetConfigurationSetCommandOutput>;
  getEventDestinations(configurationSet: string): Promise<GetConfigurationSetEventDestinationsCommandOutput>;
  /** Of the account's list; of a tenant's, when one is named. */
  getSuppressedDestination(address: string, tenant?: string): Promise<GetSuppressedDestinationCommandOutput>;
  /** What was added to the account's list since then: one page, at most 1,000. */
  listSuppressedSince(start: Date): Promise<ListSuppressedDestinationsCommandOutput>;
  listEmailIdentities(input: ListEmailIdentitiesCommandInput): Promise<ListEmailIdentitiesCommandOutput>;
  listConfigurationSets(nextToken?: string): Promise<ListConfigurationSetsCommandOutput>;
  getDedicatedIps(pool: string): Promise<GetDedicatedIpsCommandOutput>;
  getDedicatedIpPool(pool: string): Promise<GetDedicatedIpPoolCommandOutput>;
  getTenant(name: string): Promise<GetTenantCommandOutput>;
  listTenantResources(name: string, nextToken?: string): Promise<ListTenantResourcesCommandOutput>;
  /** `arn` of a tenant, an identity or a set. */
  getReputationEntity(arn: string): Promise<GetReputationEntityCommandOutput>;
  /** Open ones, one page. */
  listRecommendations(): Promise<ListRecommendationsCommandOutput>;
  getMultiRegionEndpoint(name: string): Promise<GetMultiRegionEndpointCommandOutput>;
  getEmailTemplate(name: string): Promise<GetEmailTemplateCommandOutput>;
  /** One page of at most 100. */
  listEmailTemplates(nextToken?: string): Promise<ListEmailTemplatesCommandOutput>;
  /** Renders the stored template; changes and sends nothing. `data` is JSON. */
  testRenderEmailTemplate(name: string, data: string): Promise<TestRenderEmailTemplateCommandOutput>;
}

/** SES v1: the only API that tells identity feedback topics and 14 days of statistics. */
export interface SesClassicReads {
  getIdentityNotificationAttributes(identities: readonly string[]): Promise<GetIdentityNotificationAttributesCommandOutput>;
  getSendStatistics(): Promise<GetSendStatisticsCommandOutput>;
}

export interface SnsReads {
  getTopicAttributes(topicArn: string): Promise<GetTopicAttributesCommandOutput>;
  listSubscriptionsByTopic(topicArn: string, nextToken?: string): Promise<ListSubscriptionsByTopicCommandOutput>;
  getSubscriptionAttributes(subscriptionArn: string): Promise<GetSubscriptionAttributesCommandOutput>;
  listTags(topicArn: string): Promise<ListTagsForResourceCommandOutput>;
}

export interface IamReads {
  getUser(userName?: string): Promise<GetUserCommandOutput>;
  listAccessKeys(userName?: string): Promise<ListAccessKeysCommandOutput>;
  getAccessKeyLastUsed(accessKeyId: string): Promise<GetAccessKeyLastUsedCommandOutput>;
  listUserPolicies(userName: string): Promise<ListUserPoliciesCommandOutput>;
  getUserPolicy(userName: string, policyName: string): Promise<GetUserPolicyCommandOutput>;
  listAttachedUserPolicies(userName: string): Promise<ListAttachedUserPoliciesCommandOutput>;
  listGroupsForUser(userName: string): Promise<ListGroupsForUserCommandOutput>;
  listGroupPolicies(groupName: string): Promise<ListGroupPoliciesCommandOutput>;
  getGroupPolicy(groupName: string, policyName: string): Promise<GetGroupPolicyCommandOutput>;
  listAttachedGroupPolicies(groupName: string): Promise<ListAttachedGroupPoliciesCommandOutput>;
  getRole(roleName: string): Promise<GetRoleCommandOutput>;
  listRolePolicies(roleName: string): Promise<ListRolePoliciesCommandOutput>;
  getRolePolicy(roleName: string, policyName: string): Promise<GetRolePolicyCommandOutput>;
  listAttachedRolePolicies(roleName: string): Promise<ListAttachedRolePoliciesCommandOutput>;
  getPolicy(policyArn: string): Promise<GetPolicyCommandOutput>;
  getPolicyVersion(policyArn: string, versionId: string): Promise<GetPolicyVersionCommandOutput>;
  simulatePrincipalPolicy(input: SimulatePrincipalPolicyCommandInput): Promise<SimulatePrincipalPolicyCommandOutput>;
}

export interface KmsReads {
  getKeyPolicy(keyId: string): Promise<GetKeyPolicyCommandOutput>;
  describeKey(keyId: string): Promise<DescribeKeyCommandOutput>;
}

export interface CloudWatchReads {
  /** Metric alarms, 100 a page. */
  describeAlarms(nextToken?: string): Promise<DescribeAlarmsCommandOutput>;
}

export interface StsReads {
  /** `serverDate` is the HTTP Date header, for the clock skew. */
  getCallerIdentity(role: CredentialRole): Promise<GetCallerIdentityCommandOutput & { readonly serverDate?: string }>;
}

export interface AwsReads {
  readonly ses: SesReads;
  /** SES of another region of the same account, with its own place in the queue. */
  sesIn(region: string): SesReads;
  readonly sesClassic: SesClassicReads;
  readonly sns: SnsReads;
  readonly iam: IamReads;
  readonly kms: KmsReads;
  readonly cloudwatch: CloudWatchReads;
  readonly sts: StsReads;
}
