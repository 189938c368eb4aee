// A webhook of somebody else: keeps every post it gets and answers as it is told.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly url: string;
  readonly body: string;
}

export interface Endpoint {
  readonly url: string;
  readonly posts: readonly Post[];
  stop(): Promise<void>;
}

export const startEndpoint = async (status: (count: number) => number = () => 200): Promise<Endpoint> => {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push({ headers: request.headers, url: request.url ?? '', body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(status(posts.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    posts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
