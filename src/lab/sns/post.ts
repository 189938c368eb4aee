// Posts to an HTTP(S) endpoint on loopback, as SNS would; nothing leaves this machine.
import http from 'node:http';
import https from 'node:https';

export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'not-loopback' };

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

/** SNS waits about 15 seconds for an answer (SNS guide, SendMessageToHttp.prepare). */
const TIMEOUT_MS = 15_000;
const MAX_ANSWER = 16 * 1024;

/** The answer's status and the beginning of its body. */
const readAnswer = (response: http.IncomingMessage, resolve: (result: PostResult) => void): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_ANSWER) chunks.push(chunk);
  });
  response.on('end', () =>
    resolve({ kind: 'answered', status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
  );
  response.on('error', (error: NodeJS.ErrnoException) => resolve({ kind: 'failed', code: error.code ?? error.message }));
};

/** Posts once and follows no redirect; never rejects. */
export const post = (
  endpoint: string,
  headers: { readonly [name: string]: string },
  body: string,
  caPem: string,
): Promise<PostResult> => {
  const url = new URL(endpoint);
  if (!isLoopback(url.hostname)) return Promise.resolve({ kind: 'not-loopback' });
  const secure = url.protocol === 'https:';
  const auth = url.username === '' ? {} : { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    timeout: TIMEOUT_MS,
    agent: false as const,
    ...auth,
    ...(secure ? { ca: caPem } : {}),
  };
  return new Promise((resolve) => {
    const request = (secure ? https : http).request(url, options, (response) => readAnswer(response, resolve));
    request.on('timeout', () => request.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })));
    request.on('error', (error: NodeJS.ErrnoException) => resolve({ kind: 'failed', code: error.code ?? error.message }));
    request.end(body);
  });
};
