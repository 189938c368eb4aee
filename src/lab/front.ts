// The platform's public face, https under the lab's CA: the callback URL and the ledger go to the receiver, `/squareos/` to the stand-in.
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Listening, listen } from './listen.ts';
import type { Issued } from './pki.ts';
import type { CallbackPost } from './platform/weak-webhook.ts';

export interface Front extends Listening {
  /** Where the receiver listens; requests before that are answered 503. */
  target(port: number): void;
}

interface Retelling {
  readonly applies: (method: string | undefined, url: string) => boolean;
  readonly tell: (url: string, status: number, body: string) => { readonly status: number; readonly body: string };
}

type Weakening = (post: CallbackPost) => CallbackPost | { readonly status: number };

const CALLBACK = '/engagement/email/ses/webhook';
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']);

/** `changed` replaces target and body of a request that was read whole. */
const forward = (port: number, request: IncomingMessage, response: ServerResponse, changed?: CallbackPost): void => {
  const kept = Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const length = changed === undefined ? {} : { 'content-length': String(Buffer.byteLength(changed.body)) };
  const headers = { ...Object.fromEntries(kept), ...length };
  const upstream = httpRequest(
    {
      host: '127.0.0.1',
      port,
      method: request.method,
      path: changed?.url ?? request.url,
      headers: { ...headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' },
    },
    (answer) => {
      const passed = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
      response.writeHead(answer.statusCode ?? 502, passed);
      response.flushHeaders();
      answer.pipe(response);
    },
  );
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(503, { 'content-type': 'text/plain' }).end('the receiver does not answer\n');
  });
  response.on('close', () => upstream.destroy());
  if (changed === undefined) request.pipe(upstream);
  else upstream.end(changed.body);
};

/** Reads the receiver's answer whole and tells it as this platform does. */
const retell = (port: number, request: IncomingMessage, response: ServerResponse, { tell }: Retelling): void => {
  const { method, url = '/', headers } = request;
  const upstream = httpRequest({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const { status, body } = tell(url, answer.statusCode ?? 502, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  upstream.on('error', () => response.writeHead(503).end());
  upstream.end();
};

/** Reads a callback whole and lets the weak webhook have its way with it. */
const weaken = async (port: number, request: IncomingMessage, response: ServerResponse, weak: Weakening): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString('utf8');
  const contentType = request.headers['content-type'] ?? '';
  const result = weak({ url: request.url ?? '/', contentType, body });
  if ('status' in result) response.writeHead(result.status, { 'content-type': 'application/json' }).end('{"success":false}');
  else forward(port, request, response, result);
};

/** Starts the front on 127.0.0.1. */
export const startFront = async (
  tls: Issued,
  port: number,
  own: (request: IncomingMessage, response: ServerResponse) => boolean,
  weak: Weakening | null,
  retelling: Retelling,
): Promise<Front> => {
  let receiver: number | null = null;
  const server = createServer({ key: tls.keyPem, cert: tls.certPem }, (request, response) => {
    if (own(request, response)) return;
    if (receiver === null) response.writeHead(503).end();
    else if (retelling.applies(request.method, request.url ?? '/')) retell(receiver, request, response, retelling);
    else if (weak !== null && request.method === 'POST' && (request.url ?? '').startsWith(CALLBACK)) {
      weaken(receiver, request, response, weak).catch(() => response.destroy());
    } else forward(receiver, request, response);
  });
  const listening = await listen(server, port);
  return {
    ...listening,
    target: (found) => {
      receiver = found;
    },
  };
};
