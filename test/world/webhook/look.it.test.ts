// One look at a callback URL over real TLS: trust, redirect, challenge, silence.
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { createWebhookPort } from '../../../src/world/webhook/webhook.ts';
import { party } from '../../receiver/harness.ts';

let server: Server;
let base = '';
let ca = '';
const requests: { url: string; agent: string; body: string }[] = [];
beforeAll(async () => {
  const { key, caPem, issue } = await party();
  ca = caPem;
  server = createServer({ key, cert: await issue({ name: 'localhost', san: 'localhost' }) }, (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      requests.push({ url: request.url ?? '', agent: request.headers['user-agent'] ?? '', body });
      if (request.url === '/moved') response.writeHead(308, { location: 'https://other.example/hook?token=secret' }).end();
      else if (request.url === '/guarded') response.writeHead(403, { 'cf-mitigated': 'challenge' }).end();
      else response.writeHead(401).end('{"success":false,"reason":"token-missing"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `https://localhost:${(server.address() as { port: number }).port}`;
});
afterAll(() => server.close());

const port = (path: string, authority: string | undefined = ca) =>
  createWebhookPort({
    url: `${base}${path}`,
    verifyToken: new Secret('t', 'verify-token-0123456789'),
    runId: 'run-7',
    allowPrivate: true,
    ...(authority === undefined ? {} : { ca: authority }),
  });

describe('look', () => {
  it('sends no token and an empty body, and tells trust of one’s own from public trust', async () => {
    const seen = await port('/hook').look();
    expect(seen).toMatchObject({ status: 401, error: null, redirectHost: null, challenge: false, publiclyTrusted: false });
    expect(seen.tls).toMatchObject({ protocol: 'TLSv1.3', validTo: '2027-06-01T00:00:00.000Z' });
    expect(requests[0]).toEqual({ url: '/hook', agent: 'certify run=run-7', body: '{}' });
  });

  it('asks the public authorities that Node ships, whatever the environment adds', async () => {
    process.env['NODE_EXTRA_CA_CERTS'] = '/of/the/company.pem';
    try {
      // A leaf without its chain, which no Node of any age takes.
      expect(await port('/hook').look()).toMatchObject({ status: 401, publiclyTrusted: false, unknownTo: null });
    } finally {
      delete process.env['NODE_EXTRA_CA_CERTS'];
    }
  });

  it('names the host of a redirect, never its query, and a bot challenge', async () => {
    const seen = await port('/moved').look();
    expect(seen).toMatchObject({ status: 308, redirectHost: 'other.example' });
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect(await port('/guarded').look()).toMatchObject({ status: 403, challenge: true });
  });

  it('tells a chain that nobody trusts from a host that does not answer', async () => {
    const options = { url: `${base}/hook`, verifyToken: undefined, runId: 'r', allowPrivate: true };
    const untrusted = await createWebhookPort(options).look();
    expect(untrusted).toMatchObject({ status: null, publiclyTrusted: false });
    const away = await createWebhookPort({ ...options, url: 'https://127.0.0.1:1/hook' }).look();
    expect(away).toMatchObject({ status: null, error: 'ECONNREFUSED', publiclyTrusted: null });
  });
});

describe('post', () => {
  it('sends the right token in the query, a wrong one, or none, and follows no redirect', async () => {
    const send = (token: 'right' | 'wrong' | 'none') =>
      port('/hook?a=b').post({ body: 'x', contentType: 'text/plain', headers: {}, token });
    expect(await send('right')).toMatchObject({ status: 401, reason: 'token-missing', error: null });
    expect(requests.at(-1)?.url).toBe('/hook?a=b&token=verify-token-0123456789');
    await send('wrong');
    expect(requests.at(-1)?.url).toMatch(/^\/hook\?a=b&token=[0-9a-f]{32}$/);
    await send('none');
    expect(requests.at(-1)?.url).toBe('/hook?a=b');
  });
});
