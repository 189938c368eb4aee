// SESv2 reads: account, identities, suppression, dedicated IPs. Configuration sets stand in sesv2-sets.ts.
import type { JsonObject } from '../../core/json.ts';
import type { IdentitySpec } from './spec.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { tagList } from './tags.ts';
import { validationOf } from './sesv2-sets.ts';

const epoch = (cloud: Cloud, minutesAgo: number): number => Math.round(cloud.now().getTime() / 10 - minutesAgo * 6000) / 100;

const notFound = (message: string): AwsError => new AwsError('NotFoundException', 404, message);

const getAccount = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:GetAccount', '*');
  const region = cloud.region(call.region);
  const details =
    region.mailType === null && region.review === null
      ? undefined
      : {
          MailType: region.mailType ?? undefined,
          WebsiteURL: region.websiteUrl ?? undefined,
          ContactLanguage: 'EN',
          AdditionalContactEmailAddresses: region.contacts,
          ReviewDetails: region.review === null ? undefined : { Status: region.review.status, CaseId: region.review.caseId },
        };
  return {
    DedicatedIpAutoWarmupEnabled: true,
    Details: details,
    EnforcementStatus: region.enforcement,
    ProductionAccessEnabled: region.production,
    SendQuota: {
      Max24HourSend: region.quota.max24Hour,
      MaxSendRate: region.quota.maxPerSecond,
      SentLast24Hours: region.quota.sent24Hour,
    },
    SendingEnabled: region.sendingEnabled,
    SuppressionAttributes: {
      SuppressedReasons: region.accountSuppressedReasons,
      ValidationAttributes: region.validation === null ? undefined : validationOf(region.validation),
    },
    VdmAttributes:
      region.vdm === null
        ? { VdmEnabled: 'DISABLED' }
        : { VdmEnabled: 'ENABLED', DashboardAttributes: { EngagementMetrics: region.vdm.engagement } },
  };
};

const dkimOf = (identity: IdentitySpec): JsonObject => ({
  SigningEnabled: identity.signingEnabled,
  Status: identity.dkimStatus,
  Tokens: identity.tokens,
  SigningAttributesOrigin: identity.origin,
  SigningHostedZone: identity.zone ?? undefined,
  CurrentSigningKeyLength: identity.keyLength ?? undefined,
  NextSigningKeyLength: identity.nextKeyLength ?? undefined,
});

const mailFromOf = (identity: IdentitySpec): JsonObject =>
  identity.mailFrom === null
    ? { BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' }
    : {
        MailFromDomain: identity.mailFrom.domain,
        MailFromDomainStatus: identity.mailFrom.status,
        BehaviorOnMxFailure: identity.mailFrom.behavior,
      };

const verificationOf = (cloud: Cloud, identity: IdentitySpec): JsonObject => ({
  LastCheckedTimestamp: epoch(cloud, identity.lastCheckedMinutesAgo),
  LastSuccessTimestamp: identity.lastSuccessMinutesAgo === null ? undefined : epoch(cloud, identity.lastSuccessMinutesAgo),
  ErrorType: identity.errorType ?? undefined,
  SOARecord:
    identity.primaryNameServer === null
      ? undefined
      : { PrimaryNameServer: identity.primaryNameServer, AdminEmail: 'hostmaster', SerialNumber: 2_026_111_901 },
});

const getEmailIdentity = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [name = ''] = call.variables;
  cloud.authorize(call, 'ses:GetEmailIdentity', cloud.arn('ses', call.region, `identity/${name}`));
  const identity = cloud.identity(call.region, name);
  if (identity === null) throw notFound(`Email identity ${name} does not exist.`);
  return {
    IdentityType: identity.type,
    FeedbackForwardingStatus: identity.feedbackForwarding,
    VerifiedForSendingStatus: identity.verified,
    VerificationStatus: identity.status,
    VerificationInfo: verificationOf(cloud, identity),
    DkimAttributes: dkimOf(identity),
    MailFromAttributes: mailFromOf(identity),
    Policies: Object.fromEntries(Object.entries(identity.policies).map(([id, policy]) => [id, JSON.stringify(policy)])),
    Tags: tagList(identity.tags),
    ConfigurationSetName: identity.configurationSet ?? undefined,
  };
};

const getEmailIdentityPolicies = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [name = ''] = call.variables;
  cloud.authorize(call, 'ses:GetEmailIdentityPolicies', cloud.arn('ses', call.region, `identity/${name}`));
  const identity = cloud.identity(call.region, name);
  if (identity === null) throw notFound(`Email identity ${name} does not exist.`);
  return { Policies: Object.fromEntries(Object.entries(identity.policies).map(([id, policy]) => [id, JSON.stringify(policy)])) };
};

const listEmailIdentities = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:ListEmailIdentities', '*');
  const filter = (call.json['Filter'] ?? {}) as { readonly [key: string]: string };
  const size = Number(call.json['PageSize'] ?? call.params.get('PageSize') ?? 100);
  const from = Number(call.json['NextToken'] ?? call.params.get('NextToken') ?? 0);
  if (Number.isNaN(from))
    throw new AwsError('InvalidNextTokenException', 400, 'The specified request includes an invalid or expired token.');
  const all = Object.entries(cloud.region(call.region).identities).filter(
    ([name, identity]) =>
      name.includes(filter['IDENTITY_NAME_CONTAINS'] ?? '') &&
      (filter['IDENTITY_TYPE'] ?? identity.type) === identity.type &&
      (filter['VERIFICATION_STATUS'] ?? identity.status) === identity.status,
  );
  return {
    EmailIdentities: all.slice(from, from + size).map(([IdentityName, identity]) => ({
      IdentityType: identity.type,
      IdentityName,
      SendingEnabled: identity.verified,
      VerificationStatus: identity.status,
    })),
    NextToken: from + size < all.length ? String(from + size) : undefined,
  };
};

const getSuppressedDestination = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [address = ''] = call.variables;
  cloud.authorize(call, 'ses:GetSuppressedDestination', '*');
  const named = call.params.get('TenantName');
  const region = cloud.region(call.region);
  const list = named === null ? region.suppressed : region.tenants[named]?.suppressed;
  if (list === undefined) throw notFound(`Tenant ${named ?? ''} does not exist.`);
  const found = list.find((item) => item.address.toLowerCase() === address.toLowerCase());
  if (found === undefined) throw notFound(`Email address ${address} does not exist on your suppression list.`);
  const { address: EmailAddress, reason: Reason, daysAgo } = found;
  const LastUpdateTime = epoch(cloud, daysAgo * 1440);
  return { SuppressedDestination: { EmailAddress, Reason, LastUpdateTime, Attributes: {}, TenantName: named ?? undefined } };
};

const listSuppressedDestinations = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:ListSuppressedDestinations', '*');
  const reasons = call.params.getAll('Reason');
  const since = Date.parse(call.params.get('StartDate') ?? '1970-01-01T00:00:00Z') / 1000;
  const items = cloud
    .region(call.region)
    .suppressed.filter(
      ({ reason, daysAgo }) => (reasons.length === 0 || reasons.includes(reason)) && epoch(cloud, daysAgo * 1440) >= since,
    );
  return {
    SuppressedDestinationSummaries: items.map((item) => ({
      EmailAddress: item.address,
      Reason: item.reason,
      LastUpdateTime: epoch(cloud, item.daysAgo * 1440),
    })),
  };
};

/** Throws as SES does for a pool that is not there. */
const requirePool = (cloud: Cloud, region: string, pool: string): void => {
  const { dedicatedIps, dedicatedPools } = cloud.region(region);
  if (dedicatedPools[pool] === undefined && !dedicatedIps.some((item) => item.pool === pool))
    throw notFound(`Dedicated IP pool ${pool} does not exist.`);
};

const getDedicatedIps = (cloud: Cloud, call: AwsCall): JsonObject => {
  const pool = call.params.get('PoolName');
  cloud.authorize(call, 'ses:GetDedicatedIps', pool === null ? '*' : cloud.arn('ses', call.region, `dedicated-ip-pool/${pool}`));
  if (pool !== null) requirePool(cloud, call.region, pool);
  const ips = cloud.region(call.region).dedicatedIps.filter((item) => pool === null || item.pool === pool);
  return {
    DedicatedIps: ips.map((item) => ({
      Ip: item.ip,
      WarmupStatus: item.warmup,
      WarmupPercentage: item.percentage,
      PoolName: item.pool,
    })),
  };
};

const getDedicatedIpPool = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [pool = ''] = call.variables;
  cloud.authorize(call, 'ses:GetDedicatedIpPool', cloud.arn('ses', call.region, `dedicated-ip-pool/${pool}`));
  requirePool(cloud, call.region, pool);
  const ScalingMode = cloud.region(call.region).dedicatedPools[pool] ?? 'STANDARD';
  return { DedicatedIpPool: { PoolName: pool, ScalingMode } };
};

/** The SESv2 reads outside configuration sets. */
export const sesv2Reads = (cloud: Cloud): Operations => ({
  GetAccount: (call) => getAccount(cloud, call),
  GetEmailIdentity: (call) => getEmailIdentity(cloud, call),
  GetEmailIdentityPolicies: (call) => getEmailIdentityPolicies(cloud, call),
  ListEmailIdentities: (call) => listEmailIdentities(cloud, call),
  GetSuppressedDestination: (call) => getSuppressedDestination(cloud, call),
  ListSuppressedDestinations: (call) => listSuppressedDestinations(cloud, call),
  GetDedicatedIps: (call) => getDedicatedIps(cloud, call),
  GetDedicatedIpPool: (call) => getDedicatedIpPool(cloud, call),
});
