// Whole requests of any kind, byte by byte over a socket: a 4xx within the limits, never a fault of ours, never a row.
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, startHarness, VERIFY_TOKEN } from './harness.ts';
import type { Harness } from './harness.ts';
import { notification, sesEvent } from './sns-party.ts';

const REQUEST_MS = 1_000;

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ limits: { requestMs: REQUEST_MS, refusalsPerMinute: 1_000_000 } });
  await harness.put('certify-fuzz', attempt({ providerMessageId: 'fuzz' }));
});
afterAll(() => harness.receiver.stop());

const COUNTED = ['delivery_attempt', 'delivery_event', 'dead_letter', 'suppression_exclusion', 'audit'];
const rows = async (): Promise<readonly number[]> =>
  harness.receiver.store.read(async (tx) => {
    const counts: number[] = [];
    for (const table of COUNTED) counts.push(Number((await tx.rows(`SELECT COUNT(*) AS n FROM ${table}`))[0]?.['n']));
    return counts;
  });

interface Given {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
}

const statusOf = ({ method, path, headers, body }: Given): Promise<number> =>
  new Promise((resolve, reject) => {
    const { port } = harness.receiver;
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response: IncomingMessage) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject).end(body);
  });

const VISIBLE = 'abcXYZ019 ;,=/"*-_.+%\\{}\u00e9'.split('');
const visible = fc.string({ unit: fc.constantFrom(...VISIBLE), maxLength: 60 });
const types = fc.oneof(
  fc.constantFrom(
    'text/plain; charset=UTF-8',
    'application/json',
    'application/json; charset=utf-16',
    'multipart/form-data',
    '*/*',
  ),
  fc.constantFrom('application/x-www-form-urlencoded', 'text/plain; charset="', '', ';', 'a/b/c'),
  visible,
);
const names = fc.constantFrom(
  'x-amz-sns-message-type',
  'x-amz-sns-topic-arn',
  'x-amz-sns-rawdelivery',
  'x-amz-sns-message-id',
  'x-forwarded-for',
  'x-http-method-override',
  'accept',
  'accept-encoding',
  'content-encoding',
  'authorization',
  'cookie',
  'expect-ct',
);
const tokens = fc.oneof(fc.constant(VERIFY_TOKEN), fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant(''));
const genuine = JSON.stringify({
  ...notification(sesEvent({}, { messageId: 'fuzz' })),
  Signature: 'AAAA',
  SignatureVersion: '2',
});
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 600 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.nat({ max: genuine.length }).map((end) => new TextEncoder().encode(genuine.slice(0, end))),
  // Deeply nested, and numbers that no double holds.
  fc.nat({ max: 5_000 }).map((depth) => new TextEncoder().encode('['.repeat(depth) + ']'.repeat(depth))),
  fc
    .constantFrom('{"__proto__":{"Type":"Notification"}}', '{"constructor":{}}', '1e9999', '\ufeff{}')
    .map((text) => new TextEncoder().encode(text)),
);
const endpoints = fc.constantFrom('ses', 'smtp');

describe('a running receiver', () => {
  it('answers any body, content type, header and token with a refusal, and keeps no row of it', async () => {
    const before = await rows();
    const given = fc.record({
      endpoint: endpoints,
      type: types,
      headers: fc.dictionary(names, visible, { maxKeys: 5 }),
      token: tokens,
      body: bodies,
    });
    await fc.assert(
      fc.asyncProperty(given, fc.boolean(), async ({ endpoint, type, headers, token, body }, inHeader) => {
        const query = inHeader ? '' : `?token=${encodeURIComponent(token)}`;
        const latin = /^[\x20-\xff]*$/.test(token) ? token : VERIFY_TOKEN;
        const presented = inHeader ? { 'x-webhook-token': latin } : {};
        const sent = { ...headers, ...presented, 'content-type': type };
        const status = await statusOf({
          method: 'POST',
          path: `/engagement/email/${endpoint}/webhook${query}`,
          headers: sent,
          body,
        });
        expect([400, 401, 403, 413, 422]).toContain(status);
      }),
      { numRuns: 500 },
    );
    expect(await rows()).toEqual(before);
    expect(harness.fetched.length + harness.confirmed.length).toBe(0);
    expect((await fetch(`${harness.receiver.url}/readyz`)).status).toBe(200);
  });

  it('answers any path, query and method of its own, and keeps no row of it', async () => {
    const before = await rows();
    const paths = fc.oneof(
      fc.webPath().map((path) => (path.startsWith('/') ? path : `/${path}`)),
      fc.webQueryParameters().map((query) => `/engagement/email/ses/webhook?${query}`),
      fc.constantFrom(
        '/engagement/email/ses/webhook/',
        '/engagement/email/../ses/webhook',
        '//',
        '/%',
        '/%00',
        '/?token=%E0%A4%A',
      ),
      fc.constantFrom(
        '/engagement/email/attempts/%2e%2e',
        '/engagement/email/suppression/%FF',
        '/engagement/email/ledger?nonce=a',
      ),
    );
    const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE', 'QUERY');
    const given = fc.record({ path: paths, method: methods, body: bodies });
    await fc.assert(
      fc.asyncProperty(given, async ({ path, method, body }) => {
        const status = await statusOf({ method, path, headers: { 'content-length': String(body.length) }, body });
        expect(status, `${method} ${path}`).toBeGreaterThanOrEqual(200);
        expect(status, `${method} ${path}`).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    expect(await rows()).toEqual(before);
  });

  it('closes on bytes that are no HTTP, on headers without an end and on bodies that never come', async () => {
    const head = `POST /engagement/email/ses/webhook?token=${VERIFY_TOKEN} HTTP/1.1\r\nhost: a\r\n`;
    const texts = [
      '\0\x01\x02\x03\r\n\r\n',
      'GET\r\n\r\n',
      `${head}x: ${'y'.repeat(20_000)}\r\n\r\n`,
      head,
      `${head}content-length: 10\r\n\r\n{}`,
      `${head}content-length: -1\r\n\r\n{}`,
      `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`,
      `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`,
      `${head}transfer-encoding: chunked\r\n\r\nZZ\r\n{}`,
      `${head}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n`,
    ];
    const before = await rows();
    const answers = await Promise.all(
      texts.map(
        (text) =>
          new Promise<string>((resolve) => {
            let seen = '';
            const socket = connect(harness.receiver.port, '127.0.0.1', () => socket.write(text, 'latin1'));
            socket.on('data', (chunk) => (seen += String(chunk))).on('error', () => undefined);
            socket.on('close', () => resolve(seen));
          }),
      ),
    );
    for (const [index, answer] of answers.entries()) expect(answer, texts[index]?.slice(0, 80)).toMatch(/^$|^HTTP\/1\.1 4\d\d /);
    expect(await rows()).toEqual(before);
    expect((await fetch(`${harness.receiver.url}/healthz`)).status).toBe(200);
  });
});
