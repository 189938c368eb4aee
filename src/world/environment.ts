// What of this machine bears on the run, for the record: Node, extra authorities, resolvers, endpoint overrides.
import { getServers } from 'node:dns';
import { basename } from 'node:path';
import type { RunEnvironment } from '../core/ports/reads.ts';
import type { Places } from '../core/places.ts';
import { proxyFor } from './http/proxy.ts';

/** Environment variables by which the AWS SDK would be redirected; certify passes explicit endpoints and only reports these. */
const AWS_OVERRIDES = /^AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?$/;

const originOf = (url: string): string => {
  try {
    return new URL(url).origin;
  } catch {
    return 'not a URL';
  }
};

/** The proxy that AWS is asked through. */
const proxyOf = (env: NodeJS.ProcessEnv): { readonly proxy?: string } => {
  const proxy = proxyFor('https://amazonaws.com', env);
  return proxy === null ? {} : { proxy: proxy.host };
};

/** File names of authorities, never their paths; origins of endpoints, never their credentials. */
export const runEnvironment = (
  places: Pick<Places, 'ses' | 'caFile' | 'resolvers'>,
  env: NodeJS.ProcessEnv = process.env,
): RunEnvironment => {
  const declared = Object.entries(places.ses?.endpoints ?? {}).filter(
    (one): one is [string, string] => typeof one[1] === 'string',
  );
  const inherited = Object.entries(env).filter(
    (one): one is [string, string] => AWS_OVERRIDES.test(one[0]) && one[1] !== undefined,
  );
  return {
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    extraAuthorities: [places.caFile, env['NODE_EXTRA_CA_CERTS']].flatMap((path) =>
      path === null || path === undefined || path === '' ? [] : [basename(path)],
    ),
    resolvers: places.resolvers.length > 0 ? places.resolvers : getServers(),
    ...proxyOf(env),
    endpointOverrides: Object.fromEntries([...declared, ...inherited].map(([name, url]) => [name, originOf(url)])),
  };
};
