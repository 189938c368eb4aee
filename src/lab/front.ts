// The platform's public face, https under the lab's CA: the callback URL and the ledger go to the receiver, `/squareos/` to the stand-in.
import { type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Listening, listen } from './listen.ts';
import type { Issued } from './pki.ts';

export interface Front extends Listening {
  /** Where the receiver listens; requests before that are answered 503. */
  target(port: number): void;
}

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'proxy-connection']);

const forward = (port: number, request: IncomingMessage, response: ServerResponse): void => {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
  const upstream = httpRequest(
    {
      host: '127.0.0.1',
      port,
      method: request.method,
      path: request.url,
      headers: { ...headers, 'x-forwarded-for': request.socket.remoteAddress ?? '' },
    },
    (answer) => {
      const kept = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
      response.writeHead(answer.statusCode ?? 502, kept);
      response.flushHeaders();
      answer.pipe(response);
    },
  );
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(503, { 'content-type': 'text/plain' }).end('the receiver does not answer\n');
  });
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
};

/** Starts the front on 127.0.0.1. */
export const startFront = async (
  tls: Issued,
  port: number,
  own: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<Front> => {
  let receiver: number | null = null;
  const server = createServer({ key: tls.keyPem, cert: tls.certPem }, (request, response) => {
    if (own(request, response)) return;
    if (receiver === null) response.writeHead(503).end();
    else forward(receiver, request, response);
  });
  const listening = await listen(server, port);
  return {
    ...listening,
    target: (found) => {
      receiver = found;
    },
  };
};
