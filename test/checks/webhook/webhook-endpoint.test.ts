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
  redirectTo: null,
  mediaType: 'application/json',
  connected: true,
  challenge: false,
  trustError: null,
  name: null,
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
  it.each(Object.entries(webhookEndpoint.reasons))(
    'leaves %s to the callback URL that leads to another host',
    (_, { follows }) => {
      const [first] = follows as readonly { readonly check: string; readonly reasons: readonly string[] }[];
      expect(first).toMatchObject({ check: 'callback-url' });
      expect(first?.reasons).toEqual(expect.arrayContaining(['loopback', 'host-is-address']));
    },
  );

  const page = { mediaType: 'text/html' };
  const silent = { status: null, mediaType: null, connected: false, tls: null, publiclyTrusted: null };
  const refused = (code: string) => ({ ...silent, error: code, trustError: code, publiclyTrusted: false });

  it.each([
    [{ status: 401 }],
    [{ status: 403 }],
    [{ status: 400 }],
    [{ status: 200 }],
    [{ status: 204, mediaType: null }],
    // The page of a gateway that asks for user and password: SNS can send both.
    [{ status: 401, ...page }],
  ])('passes for an answer %j', (over) => {
    expect(judge(over)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    [
      'redirect',
      'fail',
      { status: 301, redirectHost: 'w.example', redirectTo: 'https://w.example/hook' },
      'https://w.example/hook',
    ],
    [
      'redirect',
      'fail',
      { status: 308, redirectTo: 'https://api.squareos.example/hook/' },
      'to https://api.squareos.example/hook/',
    ],
    ['redirect', 'fail', { status: 302 }, 'elsewhere'],
    ['no-endpoint', 'fail', { status: 404, ...page }, 'POST'],
    ['no-endpoint', 'fail', { status: 410 }, 'answer 410'],
    ['bot-challenge', 'fail', { status: 405, challenge: true }, 'bot protection'],
    ['not-the-webhook', 'fail', { status: 200, ...page }, 'takes that for delivered'],
    ['not-the-webhook', 'warn', { status: 403, ...page }, 'firewall'],
    ['not-the-webhook', 'warn', { status: 406, ...page }, 'answers 406'],
    ['not-the-webhook', 'warn', { status: 419, ...page }, 'forged forms'],
    ['not-the-webhook', 'warn', { status: 400, ...page }, 'client certificate'],
    ['text-refused', 'fail', { status: 415 }, 'text/plain'],
    ['asked-too-often', 'inconclusive', { status: 429, ...page }, 'rate limit'],
    ['not-publicly-trusted', 'fail', { ...refused('DEPTH_ZERO_SELF_SIGNED_CERT') }, 'signed by itself'],
    [
      'not-publicly-trusted',
      'fail',
      { publiclyTrusted: false, trustError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'authority of your own',
    ],
    ['certificate-not-valid', 'fail', refused('CERT_HAS_EXPIRED'), 'Renew the certificate'],
    ['certificate-not-valid', 'fail', refused('CERT_NOT_YET_VALID'), 'clock of this machine'],
    ['certificate-other-name', 'fail', refused('ERR_TLS_CERT_ALTNAME_INVALID'), 'names api.squareos.example'],
    ['chain-incomplete', 'fail', refused('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'full chain'],
    ['no-tls-session', 'fail', { ...silent, error: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }, 'Switch TLS 1.2 and 1.3 on'],
    ['no-tls-session', 'fail', { ...silent, error: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'correct the port'],
    ['no-tls-session', 'fail', { ...silent, error: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }, 'Switch off'],
    ['expires-soon', 'warn', { tls: { protocol: 'TLSv1.3', validTo: '2026-11-30T00:00:00.000Z' } }, '2026-11-30'],
    ['server-error', 'warn', { status: 502, ...page }, '502'],
    ['slow', 'warn', { durationMs: 9_000 }, '15 seconds'],
    ['too-slow', 'fail', { durationMs: 16_000 }, '15 seconds'],
    ['too-slow', 'fail', { ...silent, connected: true, error: 'TIMEOUT', durationMs: 20_000 }, '15 seconds'],
    ['no-such-host', 'fail', { ...silent, error: 'ENOTFOUND', name: 'nxdomain' }, 'does not exist'],
    ['no-such-host', 'fail', { ...silent, error: 'ENOTFOUND', name: 'nodata' }, 'no address'],
    ['not-public', 'inconclusive', { ...silent, error: 'address-refused' }, 'inner view'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'ENETUNREACH', name: 'ipv6-only' }, 'IPv4 address'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'EAI_AGAIN', name: 'servfail' }, 'servfail'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'TIMEOUT', durationMs: 20_000 }, 'outside your network'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' }, 'no TLS session'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'ENOTFOUND', name: 'found' }, 'ENOTFOUND'],
    ['unreachable-from-here', 'inconclusive', { ...silent, error: 'ECONNRESET' }, 'ECONNRESET'],
  ] as [string, string, Partial<Endpoint>, string][])('says %s (%s) with what to do: %j', (reason, status, over, word) => {
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
    const unknown = refused('UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
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
