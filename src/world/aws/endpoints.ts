// Which URL the requests to a service go to.
import type { Endpoints } from '../../core/profile.ts';
import { type AwsService, awsEndpoint } from '../../aws/region.ts';

/** The profile's endpoint, else AWS's own; never one inherited from the environment. */
export const endpointOf = (service: AwsService, region: string, endpoints: Endpoints): string =>
  endpoints[service] ?? (service === 'ses' ? endpoints.sesv2 : undefined) ?? awsEndpoint(service, region);
