// fastify, which has all routes but the callbacks at its own: limits, deadlines, the words of the contract for its faults.
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { fastify } from 'fastify';
import type { FastifyError, FastifyInstance } from 'fastify';
import { rejected } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Take } from './callbacks.ts';
import type { ReceiverLog } from './log.ts';
import type { ReceiverLimits, ReceiverOptions } from './options.ts';
import { refusedBySchema } from './write-side.ts';
import { StoreDown } from '../store/store.ts';

/** Slow clients lose their socket: headers and the whole request have one deadline. */
const serverOptions = (limits: ReceiverLimits) => ({
  requestTimeout: limits.requestMs,
  headersTimeout: limits.requestMs,
  keepAliveTimeout: 72_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: Math.min(limits.requestMs, 5_000),
});

/** Faults of the framework in the words of the contract; everything else is ours: 503, so that SNS tries again. */
const faultAnswer = (cause: unknown): Answer => {
  const refused = refusedBySchema(cause as Partial<FastifyError>);
  if (refused !== null) return refused;
  const { statusCode } = cause as { readonly statusCode?: unknown };
  if (statusCode === 413) return rejected('too-large');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return rejected('malformed');
  return rejected('store-unavailable');
};

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Callbacks as they usually come are taken before the framework sees them. It hands over what it alone can tell: a path spelt in another
 * way, the address behind a proxy of a request that is to be refused; and while it closes, it answers for all.
 */
const pastFramework = (app: FastifyInstance, callbacks: ReadonlyMap<string, Take>, proxied: boolean) => {
  for (const [path, take] of callbacks)
    app.post(path, {
      onRequest: async (request, reply) => {
        reply.hijack();
        take(request.raw, reply.raw, request.ip);
      },
      handler: async () => undefined,
    });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  const takeOf = ({ method, url = '' }: IncomingMessage): Take | undefined => {
    const end = url.indexOf('?');
    return closing || method !== 'POST' ? undefined : callbacks.get(end === -1 ? url : url.slice(0, end));
  };
  return (request: IncomingMessage, response: ServerResponse): boolean =>
    takeOf(request)?.(request, response, proxied ? null : (request.socket.remoteAddress ?? '')) === true;
};

export const createApp = (
  options: ReceiverOptions,
  limits: ReceiverLimits,
  callbacks: ReadonlyMap<string, Take>,
  log: ReceiverLog,
): FastifyInstance => {
  let taken: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  const through =
    (handler: Handler): Handler =>
    (request, response) => {
      if (!taken(request, response)) handler(request, response);
    };
  const app = fastify({
    bodyLimit: limits.bodyBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    // A schema judges what was sent, and mends nothing of it. That it is one is not asked at each start: it takes longer than all else.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, validateSchema: false } },
    routerOptions: { maxParamLength: 1024 },
    ...(options.trustProxy === undefined ? {} : { trustProxy: [...options.trustProxy] }),
    serverFactory: (handler) =>
      options.tls === undefined
        ? createHttpServer(serverOptions(limits), through(handler))
        : createHttpsServer({ ...serverOptions(limits), ...options.tls }, through(handler)),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((cause, _request, reply) => {
    const { status, body } = faultAnswer(cause);
    if (status >= 500) log.fault(cause instanceof StoreDown ? 'store down' : 'fault', cause);
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler((_request, reply) => {
    const { status, body } = rejected('not-found');
    return reply.code(status).send(body);
  });
  taken = pastFramework(app, callbacks, options.trustProxy !== undefined);
  return app;
};
