// The lab's resolver over HTTPS (RFC 8484): HTTP/2 alone, as large ones speak it, POST and GET, with one way of failing where a test asks for it.
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Issued } from '../pki.ts';
import type { Respond } from './sockets.ts';

export interface LabHttpsOptions {
  readonly tls: Issued;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Answered instead of 200. */
  readonly status?: number;
  readonly contentType?: string;
  /** Answered instead of a DNS message; `silent` never answers. */
  readonly body?: Buffer | 'silent';
}

export interface LabHttps {
  /** `https://127.0.0.1:port/dns-query`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const PATH = '/dns-query';
const LARGEST = 65_535;

const bodyOf = async (request: Http2ServerRequest): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const questionOf = async (request: Http2ServerRequest): Promise<Buffer | number> => {
  const url = new URL(request.url, 'https://lab.invalid');
  if (url.pathname !== PATH) return 404;
  if (request.method === 'GET') return Buffer.from(url.searchParams.get('dns') ?? '', 'base64url');
  if (request.method !== 'POST') return 405;
  const body = await bodyOf(request);
  if (request.headers['content-type'] !== 'application/dns-message') return 415;
  return body.length > LARGEST ? 413 : body;
};

const answer = async (
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  respond: Respond,
  options: LabHttpsOptions,
): Promise<void> => {
  const question = await questionOf(request);
  if (options.body === 'silent') return;
  if (typeof question === 'number') return void response.writeHead(question).end();
  const reply = options.body ?? (await respond(question, 'https'));
  if (reply === null) return;
  const status = options.status ?? 200;
  const location = status >= 300 && status < 400 ? { location: 'https://elsewhere.example/dns-query' } : {};
  response.writeHead(status, { 'content-type': options.contentType ?? 'application/dns-message', ...location }).end(reply);
};

/** Rejects when the port is taken. */
export const listenHttps = async (respond: Respond, options: LabHttpsOptions): Promise<LabHttps> => {
  const sessions = new Set<ServerHttp2Session>();
  const server = createSecureServer({ cert: options.tls.certPem, key: options.tls.keyPem, allowHTTP1: false });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('request', (request, response) => void answer(request, response, respond, options).catch(() => undefined));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}${PATH}`,
    port,
    close: () => {
      for (const session of sessions) session.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};
