// Which URL the requests to a service go to.
import type { Endpoints } from '../../core/profile.ts';
import { type AwsService, awsEndpoint } from '../../aws/region.ts';

/** Where an endpoint of the one is named, the other is there too: both APIs of SES are one service, and a topic's queues stand beside it. */
const BESIDE: { readonly [service in AwsService]?: AwsService } = { ses: 'sesv2', sqs: 'sns' };

/** The profile's endpoint, else AWS's own; never one inherited from the environment. */
export const endpointOf = (service: AwsService, region: string, endpoints: Endpoints): string => {
  const beside = BESIDE[service];
  const named = endpoints[service] ?? (beside === undefined ? undefined : endpoints[beside]);
  return named ?? awsEndpoint(service, region);
};
