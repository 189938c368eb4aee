// Which URLs requests go to, for `mode` and the record.
import type { Endpoints } from '../../core/profile.ts';
import { type AwsService, awsEndpoint } from '../../parsers/aws-region.ts';

/** The profile's endpoint, else AWS's own; never one inherited from the environment. */
export const endpointOf = (service: AwsService, region: string, endpoints: Endpoints): string =>
  endpoints[service] ?? (service === 'ses' ? endpoints.sesv2 : undefined) ?? awsEndpoint(service, region);

const INHERITED = /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/;

/** service → URL for the record: what the profile overrides, and what the environment names and certify does not follow. */
export const endpointOverrides = (
  endpoints: Endpoints,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(endpoints).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  ...Object.fromEntries(
    Object.entries(environment).flatMap(([name, url]) => (INHERITED.test(name) && url ? [[`${name} (not followed)`, url]] : [])),
  ),
});

/** The URLs that requests will go to, for `mode`. */
export const awsUrls = (region: string, endpoints: Endpoints): readonly string[] =>
  (['sesv2', 'ses', 'sns', 'iam', 'sts', 'kms'] as const).map((service) => endpointOf(service, region, endpoints));
