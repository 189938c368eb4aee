// The lab's AWS endpoint: one loopback listener that speaks for SESv2, SES, SNS, SQS, STS, IAM, KMS and CloudWatch.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../listen.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject, overlay } from '../scenario/fill.ts';
import type { FaultSpec, Scenario } from '../scenario/types.ts';
import { authenticate } from './authenticate.ts';
import { type AwsCall, AwsError, type AwsResult, type Operations, type Protocol, type ServiceName } from './call.ts';
import type { Cloud } from './cloud.ts';
import { Conditions, type Disturbance } from './conditions.ts';
import { protocolOf, type Route, routeOf } from './route.ts';
import { readAuthorization, type SignedRequest } from './sigv4.ts';
import { type HttpAnswer, writeError, writeResult } from './wire.ts';

/** SES takes 40 MB after base64; everything else is far smaller. */
const MAX_BODY = 42 * 1024 * 1024;

export interface AwsEndpoint extends Listening {
  /** `http://127.0.0.1:port`, good for every service. */
  readonly url: string;
  /** service:Operation → requests received. */
  counts(): { readonly [operation: string]: number };
  /** Requests that were told to slow down. */
  throttled(): number;
}

export interface AwsEndpointOptions {
  readonly cloud: Cloud;
  readonly scenario: Scenario;
  /** `classic` is the Query API of SES, version 2010-12-01. */
  readonly operations: { readonly [service in ServiceName | 'classic']: Operations };
  readonly port?: number;
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new AwsError('RequestEntityTooLargeException', 413, 'Request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const asSigned = (request: IncomingMessage, body: Buffer): SignedRequest => ({
  method: request.method ?? 'GET',
  target: request.url ?? '/',
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  ),
  body,
});

const SERVICES: readonly string[] = ['ses', 'sns', 'sts', 'iam', 'kms', 'sqs', 'monitoring'];
const isService = (name: string): name is ServiceName => SERVICES.includes(name);

const perform = async (options: AwsEndpointOptions, call: AwsCall): Promise<AwsResult> => {
  const api = call.service === 'ses' && call.protocol === 'query' ? 'classic' : call.service;
  const operation = options.operations[api][call.operation];
  if (operation === undefined) {
    throw new AwsError(
      call.protocol === 'query' ? 'InvalidAction' : 'UnknownOperationException',
      400,
      `The lab does not serve ${call.operation}.`,
    );
  }
  return operation(call);
};

/** A Query request names its service in the credential scope alone. */
const scopeService = (request: SignedRequest): ServiceName | null => {
  const authorization = readAuthorization(request.headers);
  if (authorization === null || authorization === 'malformed') return null;
  return isService(authorization.service) ? authorization.service : null;
};

/** Something else's octets, or AWS's answer with other members. */
const toldOtherwise = async (call: AwsCall, fault: FaultSpec, usual: () => Promise<AwsResult>): Promise<HttpAnswer> => {
  if (typeof fault.body === 'string') {
    return { status: fault.status, headers: { 'content-type': fault.contentType ?? 'text/html' }, body: fault.body };
  }
  const result = await usual();
  return writeResult(call, isObject(result) ? (overlay(result, fault.members ?? {}) as JsonObject) : result);
};

interface Served {
  readonly answer: HttpAnswer;
  readonly disturbance: Disturbance;
}

const serve = async (options: AwsEndpointOptions, conditions: Conditions, request: SignedRequest): Promise<Served> => {
  const requestId = randomUUID();
  const protocol: Protocol = protocolOf(request);
  let service: ServiceName | null = null;
  try {
    const route: Route = routeOf(request);
    service = route.service ?? scopeService(request);
    const { caller, authorization } = authenticate(options.cloud, protocol, route.service, request);
    if (service === null) throw new AwsError('InvalidAction', 400, `The lab does not serve ${authorization.service}.`);
    const disturbance = conditions.apply(service, route.operation);
    const { operation, variables, params, json } = route;
    const call: AwsCall = {
      service,
      protocol,
      operation,
      region: authorization.region,
      caller,
      requestId,
      variables,
      params,
      json,
    };
    if (disturbance === 'hang' || disturbance === 'reset') return { answer: { status: 200, headers: {}, body: '' }, disturbance };
    if (typeof disturbance === 'object' && disturbance !== null) {
      return { answer: await toldOtherwise(call, disturbance, () => perform(options, call)), disturbance: null };
    }
    return { answer: writeResult(call, await perform(options, call)), disturbance };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { answer: writeError(protocol, service, requestId, error), disturbance: null };
  }
};

const respond = (cloud: Cloud, response: ServerResponse, { answer, disturbance }: Served): void => {
  if (disturbance === 'hang') return;
  if (disturbance !== null) {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, {
    ...answer.headers,
    date: cloud.now().toUTCString(),
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
};

/** Starts the endpoint on 127.0.0.1. */
export const startAwsEndpoint = async (options: AwsEndpointOptions): Promise<AwsEndpoint> => {
  const conditions = new Conditions(options.scenario);
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const body = await readBody(request);
      await conditions.delay();
      respond(options.cloud, response, await serve(options, conditions, asSigned(request, body)));
    } catch (error) {
      const failure = new AwsError('InternalFailure', 500, error instanceof Error ? error.message : 'unknown');
      respond(options.cloud, response, { answer: writeError('query', null, randomUUID(), failure), disturbance: null });
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  const listening = await listen(server, options.port ?? 0);
  return {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    counts: () => conditions.counts(),
    throttled: () => conditions.throttled,
  };
};
