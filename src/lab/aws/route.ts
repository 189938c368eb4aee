// Tells which service, protocol and operation a request means.
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type Protocol, type ServiceName } from './call.ts';
import { SESV2_ROUTES } from './sesv2-routes.ts';
import type { SignedRequest } from './sigv4.ts';

export interface Route {
  readonly protocol: Protocol;
  /** Null: the credential scope names it. */
  readonly service: ServiceName | null;
  readonly operation: string;
  readonly variables: readonly string[];
  readonly params: URLSearchParams;
  readonly json: JsonObject;
}

const parseJson = (body: Buffer): JsonObject => {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Answered below in AWS's words.
  }
  throw new AwsError('SerializationException', 400, 'Start of structure or map found where not expected.');
};

/** The protocol alone, known before anything else so that every refusal can be written in it. */
export const protocolOf = (request: SignedRequest): Protocol => {
  if (request.headers['x-amz-target'] !== undefined) return 'json';
  return request.target.startsWith('/v2/email') ? 'rest-json' : 'query';
};

const restRoute = (request: SignedRequest): Route => {
  const url = new URL(request.target, 'http://lab.invalid');
  for (const { method, pattern, operation } of SESV2_ROUTES) {
    const match = method === request.method ? pattern.exec(url.pathname) : null;
    if (match === null) continue;
    const variables = match.slice(1).map((part) => decodeURIComponent(part));
    return {
      protocol: 'rest-json',
      service: 'ses',
      operation,
      variables,
      params: url.searchParams,
      json: parseJson(request.body),
    };
  }
  throw new AwsError(
    'UnknownOperationException',
    404,
    `The requested operation is not served by this lab: ${request.method} ${url.pathname}`,
  );
};

const queryRoute = (request: SignedRequest): Route => {
  const url = new URL(request.target, 'http://lab.invalid');
  const form = request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : url.searchParams;
  const operation = form.get('Action') ?? url.searchParams.get('Action');
  if (operation === null) throw new AwsError('MissingAction', 400, 'Missing Action');
  return {
    protocol: 'query',
    service: null,
    operation,
    variables: [],
    params: form.has('Action') ? form : url.searchParams,
    json: {},
  };
};

/** What stands before the dot in X-Amz-Target, by the service that signs. */
const TARGETS: { readonly [target: string]: ServiceName } = {
  TrentService: 'kms',
  AmazonSQS: 'sqs',
  GraniteServiceVersion20100801: 'monitoring',
};

/** Throws AwsError for a request that no operation answers. */
export const routeOf = (request: SignedRequest): Route => {
  const protocol = protocolOf(request);
  if (protocol === 'rest-json') return restRoute(request);
  if (protocol === 'query') return queryRoute(request);
  const [target = '', operation = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const service = TARGETS[target] ?? null;
  if (service === null) throw new AwsError('UnknownOperationException', 400, `No service answers ${target}.`);
  return { protocol, service, operation, variables: [], params: new URLSearchParams(), json: parseJson(request.body) };
};
