// SESv2 reads about tenants, their reputation, the deliverability advisor and multi-region endpoints.
import type { JsonObject } from '../../core/json.ts';
import type { TenantSpec } from './spec.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import { type Cloud, stableHex } from './cloud.ts';

const notFound = (message: string): AwsError => new AwsError('NotFoundException', 404, message);

const ago = (cloud: Cloud, days: number): number => Math.round(cloud.now().getTime() / 1000 - days * 86_400);

/** A short name is a resource of this account and region. */
const resourceArn = (cloud: Cloud, region: string, resource: string): string =>
  resource.startsWith('arn:') ? resource : cloud.arn('ses', region, resource);

const tenantArn = (cloud: Cloud, region: string, name: string): string =>
  cloud.arn('ses', region, `tenant/${name}/tn-${stableHex(`tenant ${name}`, 30)}`);

/** The tenant of a name; throws as SES does when there is none. */
const tenantNamed = (cloud: Cloud, region: string, name: string): TenantSpec => {
  const tenant = cloud.region(region).tenants[name];
  if (tenant === undefined) throw notFound(`Tenant ${name} does not exist.`);
  return tenant;
};

const named = (call: AwsCall, key: string): string => {
  const value = call.json[key];
  if (typeof value === 'string') return value;
  throw new AwsError('BadRequestException', 400, `${key} is missing.`);
};

const getTenant = (cloud: Cloud, call: AwsCall): JsonObject => {
  const name = named(call, 'TenantName');
  cloud.authorize(call, 'ses:GetTenant', tenantArn(cloud, call.region, name));
  const tenant = tenantNamed(cloud, call.region, name);
  const TenantArn = tenantArn(cloud, call.region, name);
  return {
    Tenant: {
      TenantName: name,
      TenantId: TenantArn.split('/').at(-1) ?? '',
      TenantArn,
      CreatedTimestamp: ago(cloud, 30),
      Tags: [],
      SendingStatus: tenant.sending,
    },
  };
};

const listTenantResources = (cloud: Cloud, call: AwsCall): JsonObject => {
  const name = named(call, 'TenantName');
  cloud.authorize(call, 'ses:ListTenantResources', tenantArn(cloud, call.region, name));
  const { resources } = tenantNamed(cloud, call.region, name);
  const typeOf = (arn: string): string => (arn.includes(':identity/') ? 'EMAIL_IDENTITY' : 'CONFIGURATION_SET');
  return {
    TenantResources: resources
      .map((one) => resourceArn(cloud, call.region, one))
      .map((ResourceArn) => ({ ResourceType: typeOf(ResourceArn), ResourceArn })),
  };
};

const getReputationEntity = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [type = '', reference = ''] = call.variables;
  cloud.authorize(call, 'ses:GetReputationEntity', reference);
  const found = Object.entries(cloud.region(call.region).tenants).find(
    ([name]) => tenantArn(cloud, call.region, name) === reference,
  );
  if (found === undefined) throw notFound(`Reputation entity ${reference} does not exist.`);
  const [, tenant] = found;
  const off = tenant.sending === 'DISABLED' || tenant.awsStatus === 'DISABLED';
  return {
    ReputationEntity: {
      ReputationEntityReference: reference,
      ReputationEntityType: type,
      CustomerManagedStatus: { Status: tenant.sending },
      AwsSesManagedStatus: { Status: tenant.awsStatus, Cause: tenant.awsCause ?? undefined },
      SendingStatusAggregate: off ? 'DISABLED' : 'ENABLED',
      ReputationImpact: tenant.impact ?? undefined,
    },
  };
};

const listRecommendations = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:ListRecommendations', '*');
  const { vdm } = cloud.region(call.region);
  if (vdm === null) throw notFound('Virtual Deliverability Manager is not enabled for this account.');
  return {
    Recommendations: vdm.recommendations.map((one) => ({
      ResourceArn: resourceArn(cloud, call.region, one.resource),
      Type: one.type,
      Description: one.description,
      Status: 'OPEN',
      CreatedTimestamp: ago(cloud, one.daysAgo),
      LastUpdatedTimestamp: ago(cloud, one.daysAgo),
      Impact: one.impact,
    })),
  };
};

const getMultiRegionEndpoint = (cloud: Cloud, call: AwsCall): JsonObject => {
  const [name = ''] = call.variables;
  cloud.authorize(call, 'ses:GetMultiRegionEndpoint', cloud.arn('ses', call.region, `multi-region-endpoint/${name}`));
  const endpoint = cloud.region(call.region).globalEndpoints[name];
  if (endpoint === undefined) throw notFound(`Multi-region endpoint ${name} does not exist.`);
  return {
    EndpointName: name,
    EndpointId: `${stableHex(`endpoint ${name}`, 8)}.${stableHex(name, 3)}`,
    Routes: [{ Region: call.region }, { Region: endpoint.secondary }],
    Status: endpoint.status,
    CreatedTimestamp: ago(cloud, 30),
    LastUpdatedTimestamp: ago(cloud, 30),
  };
};

/** SES refuses a send that names a tenant whose resources are not those of the send. */
export const requireTenant = (cloud: Cloud, region: string, name: string, arns: readonly string[]): void => {
  const tenant = cloud.region(region).tenants[name];
  if (tenant === undefined) throw new AwsError('BadRequestException', 400, `Tenant ${name} does not exist.`);
  if (tenant.sending === 'DISABLED' || tenant.awsStatus === 'DISABLED') {
    throw new AwsError('SendingPausedException', 400, `Sending is disabled for tenant ${name}.`);
  }
  const own = tenant.resources.map((one) => resourceArn(cloud, region, one));
  const foreign = arns.filter((arn) => !own.includes(arn));
  if (foreign.length === 0) return;
  throw new AwsError('BadRequestException', 400, `Tenant not associated with resources [${foreign.join(', ')}]`);
};

/** The SESv2 reads beyond identities and configuration sets. */
export const sesv2Tenants = (cloud: Cloud): Operations => ({
  GetTenant: (call) => getTenant(cloud, call),
  ListTenantResources: (call) => listTenantResources(cloud, call),
  GetReputationEntity: (call) => getReputationEntity(cloud, call),
  ListRecommendations: (call) => listRecommendations(cloud, call),
  GetMultiRegionEndpoint: (call) => getMultiRegionEndpoint(cloud, call),
});
