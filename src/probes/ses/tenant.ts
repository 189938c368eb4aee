// Asks SES about the tenant that sends name: whether it may send, what is associated with it, and whose reputation it has.
import type { GetReputationEntityCommandOutput } from '@aws-sdk/client-sesv2';
import type { Answer } from '../../core/observation.ts';
import type { SesReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { textOr } from '../../text/unknown-json.ts';
import { answerOf, told } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

type Fact = Facts['ses.tenant'];

/** A tenant of one gym has a few resources: more pages than this are another tenant's. */
const MOST_PAGES = 3;

const resourcesOf = async (
  ses: SesReads,
  name: string,
): Promise<{ readonly arns: readonly string[]; readonly complete: boolean }> => {
  const arns: string[] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ses.listTenantResources(name, next);
    arns.push(...told(answer.TenantResources, 'TenantResources').flatMap(({ ResourceArn }) => textOr(ResourceArn) ?? []));
    next = answer.NextToken;
    if (next === undefined) return { arns, complete: true };
  }
  return { arns, complete: false };
};

const reputationOf = ({ ReputationEntity: entity }: GetReputationEntityCommandOutput) => ({
  sendingStatus: textOr(entity?.SendingStatusAggregate),
  awsStatus: textOr(entity?.AwsSesManagedStatus?.Status),
  awsCause: textOr(entity?.AwsSesManagedStatus?.Cause),
  impact: textOr(entity?.ReputationImpact),
});

const NO_ARN: Answer<never> = { state: 'failed', code: 'no-arn', message: 'SES did not tell the ARN of the tenant.' };

const tenantFact = async (ses: SesReads, name: string): Promise<Fact> => {
  const [{ Tenant: tenant }, resources] = await Promise.all([ses.getTenant(name), answerOf(resourcesOf(ses, name))]);
  const arn = textOr(tenant?.TenantArn);
  return {
    name,
    arn,
    sendingStatus: textOr(tenant?.SendingStatus),
    resources,
    reputation: arn === null ? NO_ARN : await answerOf(ses.getReputationEntity(arn).then(reputationOf)),
  };
};

export const tenantProbe = defineProbe({
  key: 'ses.tenant',
  needs: [],
  permissions: [
    { action: 'ses:GetTenant', on: 'tenant' },
    { action: 'ses:ListTenantResources', on: 'tenant' },
    { action: 'ses:GetReputationEntity', on: 'tenant' },
  ],
  ask: async ({ aws, sender }) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const { tenant } = sender.ses;
    return tenant === null ? new NotAsked('The profile names no SES tenant.') : tenantFact(aws.ses, tenant);
  },
});
