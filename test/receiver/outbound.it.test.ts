// What a receiver with its real fetchers asks for: nothing that a message names, unless SNS itself serves it.
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmSubscription, fetchSigningCertificate, PUBLIC_SNS } from '../../src/world/webhook/sns.ts';
import { party, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { CERT_URL, confirmation, notification, sesEvent, TOPIC } from './sns-party.ts';

let victim: Server;
let connections = 0;
let port = 0;
let harness: Harness;
beforeAll(async () => {
  victim = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => victim.listen(0, '127.0.0.1', resolve));
  port = (victim.address() as AddressInfo).port;
  const { leafPem } = await party();
  harness = await startHarness({
    // The genuine certificate is known; everything else goes the way it goes in production.
    fetchPem: async (url) => (url === CERT_URL ? { kind: 'pem', pem: leafPem } : fetchSigningCertificate(PUBLIC_SNS)(url)),
    confirm: confirmSubscription(PUBLIC_SNS),
  });
});
afterAll(async () => {
  victim.close();
  await harness.receiver.stop();
});

const QUERY = `Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=abc123`;
const places = (path: string): string[] =>
  ['127.0.0.1', '2130706433', '0177.1', 'localhost', '[::ffff:127.0.0.1]', 'sns.ap-south-1.amazonaws.com@127.0.0.1'].flatMap(
    (host) => [`https://${host}:${port}${path}`, `http://${host}:${port}${path}`],
  );

describe('a message that names a loopback service', () => {
  it('as SigningCertURL is refused, and nobody is asked', async () => {
    for (const SigningCertURL of places('/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem')) {
      const message = { ...harness.party.sign(notification(sesEvent())), SigningCertURL };
      expect(await harness.post(message), SigningCertURL).toMatchObject({ status: 403, json: { reason: 'certificate-url' } });
    }
    expect(harness.fetched).toEqual([]);
    expect(connections).toBe(0);
  });

  it('as SubscribeURL is refused though SNS signed it, and nobody is asked', async () => {
    for (const SubscribeURL of places(`/?${QUERY}`)) {
      const message = harness.party.sign(confirmation({ SubscribeURL }));
      expect(await harness.post(message), SubscribeURL).toMatchObject({ status: 403, json: { reason: 'subscribe-url' } });
    }
    expect(harness.confirmed).toEqual([]);
    expect(connections).toBe(0);
  });

  it('as UnsubscribeURL, or in an UnsubscribeConfirmation, is taken without asking', async () => {
    for (const url of places(`/?${QUERY}`)) {
      const delivered = harness.party.sign(notification(sesEvent(), { UnsubscribeURL: url }));
      const unsubscribed = harness.party.sign(confirmation({ SubscribeURL: url }, 'UnsubscribeConfirmation'));
      expect((await harness.post(delivered)).status).toBe(200);
      expect((await harness.post(unsubscribed)).status).toBe(200);
    }
    expect(harness.confirmed).toEqual([]);
    expect(connections).toBe(0);
  });
});
