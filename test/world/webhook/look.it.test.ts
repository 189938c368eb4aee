// One look at a callback URL over real TLS: trust, redirect, challenge, silence.
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { createServer as createNetServer, type Server as NetServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/core/secret.ts';
import { createWebhookPort } from '../../../src/world/webhook/webhook.ts';
import { tlsFaultOf } from '../../../src/text/tls-fault.ts';
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
    const seen = await port('/hook').look('text/plain; charset=UTF-8');
    expect(seen).toMatchObject({ status: 401, error: null, redirectHost: null, challenge: false, publiclyTrusted: false });
    expect(seen.tls).toMatchObject({ protocol: 'TLSv1.3', validTo: '2027-06-01T00:00:00.000Z' });
    expect(requests[0]).toEqual({ url: '/hook', agent: 'certify run=run-7', body: '{}' });
  });

  it('asks the public authorities that Node ships, whatever the environment adds', async () => {
    process.env['NODE_EXTRA_CA_CERTS'] = '/of/the/company.pem';
    try {
      // A leaf without its chain, which no Node of any age takes.
      expect(await port('/hook').look('text/plain; charset=UTF-8')).toMatchObject({
        status: 401,
        publiclyTrusted: false,
        unknownTo: null,
      });
    } finally {
      delete process.env['NODE_EXTRA_CA_CERTS'];
    }
  });

  it('names the host of a redirect, never its query, and a bot challenge', async () => {
    const seen = await port('/moved').look('text/plain; charset=UTF-8');
    expect(seen).toMatchObject({ status: 308, redirectHost: 'other.example' });
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect(await port('/guarded').look('text/plain; charset=UTF-8')).toMatchObject({ status: 403, challenge: true });
  });

  it('tells a chain that nobody trusts from a host that does not answer', async () => {
    const options = { url: `${base}/hook`, verifyToken: undefined, runId: 'r', allowPrivate: true };
    const untrusted = await createWebhookPort(options).look('text/plain; charset=UTF-8');
    expect(untrusted).toMatchObject({ status: null, publiclyTrusted: false });
    const away = await createWebhookPort({ ...options, url: 'https://127.0.0.1:1/hook' }).look('text/plain; charset=UTF-8');
    expect(away).toMatchObject({ status: null, error: 'ECONNREFUSED', publiclyTrusted: null });
  });
});

/** A server of its own for one test. */
const told = async (given: Server | HttpServer | NetServer, over: { readonly ca?: string } = {}, scheme = 'https') => {
  await new Promise<void>((resolve) => given.listen(0, '127.0.0.1', resolve));
  const { port: at } = given.address() as { port: number };
  const url = `${scheme}://localhost:${at}/hook`;
  const target = { url, verifyToken: undefined, runId: 'r', allowPrivate: true, ...over };
  const seen = await createWebhookPort(target).look('application/json');
  given.close();
  return seen;
};

describe('look at what stands in the field', () => {
  const issued = async () => {
    const { key, caPem, issue } = await party();
    return { key, cert: await issue({ name: 'localhost', san: 'localhost' }), caPem };
  };

  it.each([
    ['a firewall’s page', 403, { 'content-type': 'text/html; charset=utf-8' }, { status: 403, mediaType: 'text/html' }],
    ['a login', 200, { 'content-type': 'Text/HTML' }, { status: 200, mediaType: 'text/html' }],
    ['a captcha', 405, { 'x-amzn-waf-action': 'captcha' }, { status: 405, challenge: true }],
    ['a challenge of Vercel', 429, { 'x-vercel-mitigated': 'challenge' }, { status: 429, challenge: true }],
    ['octets in gzip', 401, { 'content-encoding': 'gzip' }, { status: 401, error: null }],
    [
      'a slash at the end',
      308,
      { location: '/hook/?token=secret' },
      { redirectTo: expect.stringMatching(/^http:\/\/localhost:\d+\/hook\/$/) as string },
    ],
    ['nowhere', 302, {}, { status: 302, redirectHost: null, redirectTo: null }],
  ])('tells %s', async (_, status, headers, expected) => {
    const server = createHttpServer((_request, response) => response.writeHead(status, headers).end('body'));
    expect(await told(server, {}, 'http')).toMatchObject(expected);
  });

  it('posts as who calls back', async () => {
    const types: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      types.push(request.headers['content-type']);
      response.writeHead(401).end();
    });
    await told(server, {}, 'http');
    expect(types).toEqual(['application/json']);
  });

  it.each([
    ['HTTP/1.0', 'HTTP/1.0 401 Unauthorized\r\n\r\nno', { status: 401, connected: true }],
    ['a line that is no HTTP', '220 mail.example ESMTP\r\n', { status: null, publiclyTrusted: null }],
    ['the end of the connection', '', { status: null, error: 'ECONNRESET', connected: true }],
  ])('tells %s', async (_, octets, expected) => {
    const server = createNetServer((socket) => socket.once('data', () => socket.end(octets)));
    expect(await told(server, {}, 'http')).toMatchObject(expected);
  });

  it('tells a host without TLS, one of old TLS alone, and one that asks for a certificate', async () => {
    const { key, cert, caPem } = await issued();
    const plain = await told(createHttpServer());
    expect(plain).toMatchObject({
      error: 'ERR_SSL_WRONG_VERSION_NUMBER',
      publiclyTrusted: null,
      trustError: null,
      connected: false,
    });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    expect(tlsFaultOf((await told(createServer({ key, cert, ...old }), { ca: caPem })).error)).toBe('old-version');
    const asking = createServer({ key, cert, requestCert: true, rejectUnauthorized: true });
    expect(tlsFaultOf((await told(asking, { ca: caPem })).error)).toBe('client-certificate');
  });

  it('tells by which fault the public authorities refuse a certificate', async () => {
    const { key, issue, caPem } = await party();
    const cert = await issue({ name: 'other.example', san: 'other.example' });
    expect(await told(createServer({ key, cert }), { ca: caPem })).toMatchObject({
      error: 'ERR_TLS_CERT_ALTNAME_INVALID',
      publiclyTrusted: false,
    });
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
