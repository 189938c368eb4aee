// The receiver as a service: limits, slow clients, health, metrics, a store that is away, no secret in any log.
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ATTEMPT } from '../../src/receiver/write-side.ts';
import { guardedFetch } from '../../src/world/http/http.ts';
import { attempt, party, startHarness, VERIFY_TOKEN } from './harness.ts';
import type { Harness } from './harness.ts';
import { notification, sesEvent } from './sns-party.ts';

let harness: Harness;
afterEach(() => harness.receiver.stop());

const genuine = (messageId: string) => harness.party.sign(notification(sesEvent({}, { messageId })));

describe('limits', () => {
  it('answers 429 to an address that keeps guessing, and still takes the right token from it', async () => {
    harness = await startHarness({ limits: { refusalsPerMinute: 3 } });
    const statuses = [];
    for (let guess = 0; guess < 5; guess += 1) statuses.push((await harness.post('{}', { token: `guess-${guess}` })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await harness.post(genuine('limit-1'))).status).toBe(200);
    harness.clock.set(new Date(harness.clock.now().getTime() + 61_000));
    expect((await harness.post('{}', { token: 'guess-6' })).status).toBe(401);
  });

  it('closes on a client that sends its body too slowly', async () => {
    harness = await startHarness({ limits: { requestMs: 300 } });
    const socket = connect(harness.receiver.port, '127.0.0.1');
    socket.write(`POST /engagement/email/ses/webhook?token=${VERIFY_TOKEN} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{`);
    const chunks: string[] = [];
    socket.on('data', (chunk) => chunks.push(String(chunk)));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(chunks.join('')).toMatch(/^(HTTP\/1\.1 4(00|08)|$)/);
  });

  it('answers 503 when more callbacks wait than it may hold', async () => {
    harness = await startHarness({ limits: { pending: 1 } });
    const many = await Promise.all(Array.from({ length: 60 }, (_, index) => harness.post(genuine(`many-${index}`))));
    const statuses = new Set(many.map(({ status }) => status));
    expect([...statuses].every((status) => status === 200 || status === 503)).toBe(true);
    const refused = many.findIndex(({ status }) => status === 503);
    if (refused >= 0) expect((await harness.view({ providerMessageId: `many-${refused}` })).events).toEqual([]);
  });
});

describe('a store that is away', () => {
  it('is answered 503 with no detail, and readiness says so', async () => {
    harness = await startHarness();
    await harness.receiver.store.close();
    expect(await harness.post(genuine('away-1'))).toEqual({ status: 503, json: { success: false, reason: 'store-unavailable' } });
    expect((await harness.put('certify-away', attempt())).status).toBe(503);
    expect((await fetch(`${harness.receiver.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${harness.receiver.url}/healthz`)).status).toBe(200);
  });

  it('is told apart from a certificate that cannot be fetched, which is 503 too', async () => {
    harness = await startHarness({ fetchPem: async () => ({ kind: 'unreachable', detail: 'ETIMEDOUT' }) });
    const answer = await harness.post(genuine('cert-1'));
    expect(answer).toEqual({ status: 503, json: { success: false, reason: 'certificate-unavailable' } });
    expect(harness.logs.join('')).toContain('"detail":"ETIMEDOUT"');
  });

  it('logs which rule refused a certificate', async () => {
    harness = await startHarness({ fetchPem: async () => ({ kind: 'pem', pem: 'no certificate' }) });
    expect(await harness.post(genuine('cert-2'))).toMatchObject({ status: 403, json: { reason: 'certificate' } });
    expect(harness.logs.join('')).toContain('"detail":"unreadable"');
  });

  it('answers a confirmation that SNS did not take with 503, so that it comes again', async () => {
    harness = await startHarness({ confirm: async () => false });
    const { confirmation } = await import('./sns-party.ts');
    const answer = await harness.post(harness.party.sign(confirmation()));
    expect(answer).toMatchObject({ status: 503, json: { reason: 'confirmation-failed' } });
  });
});

describe('with TLS of its own', () => {
  it('takes callbacks over https', async () => {
    const { key, issue, caPem } = await party();
    const cert = await issue({ name: 'localhost', san: 'localhost' });
    harness = await startHarness({ host: 'localhost', tls: { key, cert } });
    expect(harness.receiver.url).toMatch(/^https:/);
    const url = `https://localhost:${harness.receiver.port}/engagement/email/ses/webhook?token=${VERIFY_TOKEN}`;
    const body = JSON.stringify(genuine('tls-1'));
    const answer = await guardedFetch(url, { method: 'POST', body, ca: caPem, allowPrivate: true });
    expect(JSON.parse(answer.body)).toMatchObject({ success: true, processed: 1 });
  });
});

describe('what it tells', () => {
  it('counts callbacks and events for those with the read token alone', async () => {
    harness = await startHarness();
    await harness.post(genuine('metric-1'));
    await harness.post(genuine('metric-1'));
    await harness.post('{}', { token: 'guess' });
    expect((await fetch(`${harness.receiver.url}/metrics`)).status).toBe(401);
    const headers = { authorization: 'Bearer read-token-0123456789' };
    const text = await (await fetch(`${harness.receiver.url}/metrics`, { headers })).text();
    expect(text).toContain('certify_callbacks_total{endpoint="ses",status="200",reason=""} 2');
    expect(text).toContain('certify_callbacks_total{endpoint="ses",status="401",reason="token-wrong"} 1');
    expect(text).toContain('certify_events_total{outcome="duplicates"} 1');
    expect(text).toContain('certify_callbacks_waiting 0');
    expect(Number(/certify_callback_seconds_sum (\S+)/.exec(text)?.[1])).toBeGreaterThan(0);
  });

  it('publishes its contract, and every path in it exists', async () => {
    harness = await startHarness();
    const document = (await (await fetch(`${harness.receiver.url}/openapi.json`)).json()) as {
      paths: { [path: string]: object };
    };
    for (const [path, methods] of Object.entries(document.paths))
      for (const method of Object.keys(methods)) {
        const url = `${harness.receiver.url}${path.replaceAll(/\{\w+\}/g, 'value-1')}`;
        expect((await fetch(url, { method: method.toUpperCase() })).status, `${method} ${path}`).toBe(401);
      }
    expect((await fetch(`${harness.receiver.url}/elsewhere`)).status).toBe(404);
    expect(document.paths['/engagement/email/attempts/{nonce}']).toMatchObject({
      put: { requestBody: { content: { 'application/json': { schema: ATTEMPT.body } } } },
    });
  });
});
