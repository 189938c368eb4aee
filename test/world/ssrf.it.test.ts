// Every field that holds a URL, led to a loopback service that counts who comes: without --allow-private nobody may.
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObservationError } from '../../src/core/errors.ts';
import { Secret } from '../../src/core/secret.ts';
import { guardedFetch } from '../../src/world/http/http.ts';
import { createLedgerReads, createLedgerWrites } from '../../src/world/ledger/ledger.ts';
import { createPlatformTrigger } from '../../src/world/ledger/platform.ts';
import { confirmSubscription, fetchSigningCertificate, PUBLIC_SNS } from '../../src/world/webhook/sns.ts';
import { createWebhookPort } from '../../src/world/webhook/webhook.ts';

let port = 0;
let connections = 0;
const victims: Server[] = [];

const listen = (server: Server, host: string, at: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, host, () => resolve((server.address() as AddressInfo).port));
  });

beforeAll(async () => {
  const victim = (): Server =>
    createTcpServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  victims.push(victim(), victim());
  port = await listen(victims[0] as Server, '127.0.0.1', 0);
  // A machine without IPv6 has nothing to reach there.
  await listen(victims[1] as Server, '::1', port).catch(() => victims.pop());
});
afterAll(() => {
  for (const victim of victims) victim.close();
});
beforeEach(() => {
  connections = 0;
});

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '127.0.0.1.',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1%2e',
  '１２７.0.0.1',
  '127。0。0。1',
  '0.0.0.0',
  '0',
  'localhost',
  'LOCALHOST',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  'sns.us-east-1.amazonaws.com@127.0.0.1',
  'sns.us-east-1.amazonaws.com:443@127.0.0.1',
];
const urls = (path: string): string[] =>
  HOSTS.flatMap((host) => ['https', 'http'].map((scheme) => `${scheme}://${host}:${port}${path}`));

const refused = async (work: Promise<unknown>): Promise<string> => {
  const cause: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  return cause instanceof ObservationError ? cause.unseen.code : String(cause);
};
const GUARD = /^(?:address-refused|userinfo|not-https|bad-url|ENOTFOUND|EAI_AGAIN)$/;
const token = new Secret('t', 'token-of-the-tenant');

describe('a loopback service under any spelling', () => {
  it('is not reached by SigningCertURL or SubscribeURL', async () => {
    for (const url of urls('/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem')) {
      expect((await fetchSigningCertificate(PUBLIC_SNS)(url)).kind, url).toBe('unreachable');
      expect(await confirmSubscription(PUBLIC_SNS)(url), url).toBe(false);
    }
    expect(connections).toBe(0);
  });

  it('is not reached by callback.url', async () => {
    for (const url of urls('/engagement/email/ses/webhook')) {
      if (!URL.canParse(url)) continue;
      const webhook = createWebhookPort({ url, verifyToken: token, runId: 'r', allowPrivate: false });
      const posted = await webhook.post({ body: '{}', contentType: 'text/plain', headers: {}, token: 'right' });
      expect(posted.status, url).toBe(null);
      expect((await webhook.look('text/plain; charset=UTF-8')).error, url).toMatch(GUARD);
    }
    expect(connections).toBe(0);
  });

  it('is not reached by callback.ledger.baseUrl, for reading, writing, listening or the platform’s trigger', async () => {
    for (const baseUrl of urls('')) {
      const target = { baseUrl, token, map: {}, allowPrivate: false };
      const attempt = { recipient: 'a@example.com', channel: 'ses', campaignId: null, join: 'exact' } as const;
      const ids = { nonce: 'certify-1', providerMessageId: null, messageId: null };
      expect(await refused(createLedgerReads(target).view({ nonce: 'certify-1' })), baseUrl).toMatch(GUARD);
      expect(await refused(createLedgerWrites(target).register({ ...attempt, ...ids })), baseUrl).toMatch(GUARD);
      if (!URL.canParse(baseUrl)) continue;
      const trigger = createPlatformTrigger({ baseUrl, token, allowPrivate: false });
      expect(await trigger.trigger('/send', {}, 'key'), baseUrl).toMatchObject({ kind: 'refused' });
    }
    const stop = new AbortController();
    const target = { baseUrl: `https://127.0.0.1:${port}`, token, map: {}, allowPrivate: false };
    const changes = createLedgerReads(target).changes({ nonce: 'certify-1' }, stop.signal)[Symbol.asyncIterator]();
    const next = changes.next();
    setTimeout(() => stop.abort(), 100);
    expect((await next).done).toBe(true);
    expect(connections).toBe(0);
  });

  it('is not reached by a redirect, though the first host is allowed', async () => {
    const front = createServer((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end());
    const url = `http://127.0.0.1:${await listen(front, '127.0.0.1', 0)}`;
    const target = { baseUrl: url, token, map: {}, allowPrivate: true };
    expect((await guardedFetch(`${url}/x`, { allowPrivate: true })).status).toBe(307);
    expect(await refused(createLedgerReads(target).view({ nonce: 'certify-1' }))).toBe('HTTP 307');
    expect(
      await createWebhookPort({ url, verifyToken: token, runId: 'r', allowPrivate: true }).look('text/plain; charset=UTF-8'),
    ).toMatchObject({
      status: 307,
      redirectHost: `127.0.0.1:${port}`,
    });
    front.close();
    expect(connections).toBe(0);
  });
});

describe('the token of a ledger', () => {
  it('goes to the host of baseUrl, whatever a path of the map begins with', async () => {
    const seen: (string | undefined)[] = [];
    const ledger = createServer((request, response) => {
      seen.push(request.url);
      response.writeHead(500).end();
    });
    const baseUrl = `http://127.0.0.1:${await listen(ledger, '127.0.0.1', 0)}`;
    const paths = ['/api', 'api', '//127.0.0.2/api', '@127.0.0.2/api', '.example.net/api', '\\\\127.0.0.2/api', '#api', '0/api'];
    for (const path of paths) {
      const target = { baseUrl, token, map: { 'path.view': path }, allowPrivate: true };
      expect(await refused(createLedgerReads(target).view({ nonce: 'n' })), path).toBe('HTTP 500');
    }
    ledger.close();
    expect(seen).toHaveLength(paths.length);
    expect(seen[0]).toBe('/api');
  });
});
