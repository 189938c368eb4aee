// Which URL the requests to a service go to.
import type { Endpoints } from '../../core/profile.ts';
import { type AwsService, awsEndpoint } from '../../aws/region.ts';

/** Where an endpoint of the one is named, the other is there too: both APIs of SES are one service, a topic's queues stand beside it, and SES's metrics beside SES. */
const BESIDE: { readonly [service in AwsService]?: AwsService } = { ses: 'sesv2', sqs: 'sns', cloudwatch: 'sesv2' };

/** The profile's endpoint, else AWS's own; never one inherited from the environment. */
export const endpointOf = (service: AwsService, region: string, endpoints: Endpoints): string => {
  const beside = BESIDE[service];
  const named = endpoints[service] ?? (beside === undefined ? undefined : endpoints[beside]);
  return named ?? awsEndpoint(service, region);
};
