// How the callback URL answers, and what each answer asks for.
import { describe, expect, it } from 'vitest';
import { webhookEndpoint } from '../../../src/checks/webhook/webhook-endpoint.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { toldBy } from '../told-by.ts';

type Endpoint = Facts['webhook.endpoint'];

const healthy: Endpoint = {
  host: 'api.squareos.example',
  status: 401,
  error: null,
  redirectHost: null,
  challenge: false,
  tls: { protocol: 'TLSv1.3', validTo: '2027-03-01T00:00:00.000Z' },
  publiclyTrusted: true,
  unknownTo: null,
  durationMs: 80,
};
const judge = (over: Partial<Endpoint> = {}, lab = false) =>
  toldBy(
    webhookEndpoint,
    webhookEndpoint.evaluate({
      'webhook.endpoint': { state: 'observed', value: { ...healthy, ...over } },
      'profile.tenant': { state: 'observed', value: { lab } as Facts['profile.tenant'] },
      'run.clock': { state: 'observed', value: { now: '2026-11-20T10:00:00.000Z' } },
    }),
  );

describe('webhook-endpoint', () => {
  it.each([401, 403, 400, 200])('passes for an answer %i', (status) => {
    expect(judge({ status })).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    ['redirect', 'fail', { status: 301, redirectHost: 'www.squareos.example' }, 'www.squareos.example'],
    ['no-endpoint', 'fail', { status: 404 }, 'POST'],
    ['bot-challenge', 'fail', { status: 403, challenge: true }, 'bot protection'],
    [
      'not-publicly-trusted',
      'fail',
      { status: null, error: 'CERT_HAS_EXPIRED', publiclyTrusted: false, tls: null },
      'CERT_HAS_EXPIRED',
    ],
    ['not-publicly-trusted', 'fail', { publiclyTrusted: false }, 'public authority'],
    ['expires-soon', 'warn', { tls: { protocol: 'TLSv1.3', validTo: '2026-11-30T00:00:00.000Z' } }, '2026-11-30'],
    ['server-error', 'warn', { status: 502 }, '502'],
    ['slow', 'warn', { durationMs: 9_000 }, '15 seconds'],
  ] as [string, string, Partial<Endpoint>, string][])('says %s (%s) with what to do', (reason, status, over, word) => {
    const found = judge(over);
    expect(found).toMatchObject({ reason, status });
    expect(found.fix).toContain(word);
  });

  it('is inconclusive when nothing answered here', () => {
    expect(judge({ status: null, error: 'ETIMEDOUT', publiclyTrusted: null, tls: null })).toMatchObject({
      status: 'inconclusive',
      reason: 'unreachable-from-here',
    });
  });

  it('does not call an authority private that an old Node may only not know yet', () => {
    const unknown = { status: null, error: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', publiclyTrusted: false, tls: null };
    const old = judge({ ...unknown, unknownTo: '20.20.2' });
    expect(old).toMatchObject({ status: 'inconclusive', reason: 'unknown-authority' });
    expect(old.fix).toContain('Node 20.20.2');
    expect(judge({ ...unknown, unknownTo: '24.4.0' })).toMatchObject({ status: 'fail', reason: 'not-publicly-trusted' });
  });

  it('does not judge how fast a lab answers', () => {
    expect(judge({ durationMs: 9_000 }, true)).toMatchObject({ status: 'pass' });
  });

  it('lets a lab have an authority of its own', () => {
    expect(judge({ publiclyTrusted: false }, true)).toMatchObject({ status: 'pass' });
  });
});
