// AWS's own JavaScript validator (npm sns-validator) as an oracle for Notification and SubscriptionConfirmation. It leaves Token out
// of the string of an UnsubscribeConfirmation and so refuses genuine ones: that type is held to the documentation elsewhere.
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSnsBody } from '../../src/receiver/reading/sns-envelope.ts';
import { verifySignature } from '../../src/receiver/reading/sns-signature.ts';
import { startHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { confirmation, notification } from './sns-party.ts';

type Fields = { [key: string]: string };
type Oracle = { validate(message: Fields, done: (error: Error | null) => void): void };

const Validator = createRequire(import.meta.url)('sns-validator') as new (hosts: RegExp) => Oracle;
const oracle = new Validator(/^localhost:\d+$/);

let harness: Harness;
let server: https.Server;
let certificateUrl = '';
let asked = 0;
beforeAll(async () => {
  harness = await startHarness();
  const { party } = harness;
  // The validator fetches over TLS with Node's own agent; here the certificate is served on loopback.
  const cert = await party.issue({ name: 'localhost', san: 'localhost' });
  https.globalAgent.options.ca = [party.caPem];
  server = https.createServer({ key: party.key, cert }, (_request, response) => {
    asked += 1;
    response.end(party.leafPem);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  certificateUrl = `https://localhost:${(server.address() as AddressInfo).port}/SimpleNotificationService-0.pem`;
});
afterAll(async () => {
  delete https.globalAgent.options.ca;
  server.closeAllConnections();
  server.close();
  await harness.receiver.stop();
});

/** SigningCertURL is not signed: each verifier is given the one it may fetch. */
const oracleTakes = (message: Fields): Promise<boolean> =>
  new Promise((resolve) => oracle.validate({ ...message, SigningCertURL: certificateUrl }, (error) => resolve(error === null)));

const oursTakes = async (message: Fields): Promise<boolean> => {
  const parsed = parseSnsBody(JSON.stringify(message));
  return parsed.kind === 'envelope' && (await verifySignature(parsed.envelope, harness.party.publicKey));
};

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string(),
  fc.json(),
  fc.constantFrom('', '\n', 'a\r\n', '\u2028é€\u{1F4E8}'),
);
const unsigned = fc.oneof(
  fc.record({ Message: texts, MessageId: fc.uuid(), Subject: fc.string() }).map((over) => notification('', over)),
  fc.record({ Message: texts, MessageId: fc.uuid() }).map(({ Message, MessageId }) => {
    const { Subject: _, ...fields } = notification(Message, { MessageId });
    return fields;
  }),
  fc.record({ Message: texts, Token: fc.base64String(), SubscribeURL: fc.webUrl() }).map((over) => confirmation(over)),
);
const messages = fc.tuple(unsigned, fc.constantFrom('1' as const, '2' as const));

const SIGNED = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Signature'];

describe('beside AWS’s own validator', () => {
  it('takes every genuine message of both signature versions, as it does', async () => {
    await fc.assert(
      fc.asyncProperty(messages, async ([fields, version]) => {
        const message = harness.party.sign(fields, version);
        expect(await oracleTakes(message)).toBe(true);
        expect(await oursTakes(message)).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(asked).toBe(1);
  });

  it('refuses what was changed in one signed field, in the signature or in its version, as it does', async () => {
    const changes = fc.tuple(fc.nat(), fc.constantFrom('append', 'cut', 'case', 'replace'), fc.string({ minLength: 1 }));
    const changed = (text: string, how: string, by: string): string => {
      if (how === 'append') return text + by;
      if (how === 'cut') return text.slice(0, -1);
      return how === 'case' ? text.toUpperCase() : by;
    };
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(messages, changes, async ([fields, version], [which, how, by]) => {
        const message = harness.party.sign(fields, version);
        const keys = SIGNED.filter((key) => message[key] !== undefined);
        const key = keys[which % keys.length] ?? 'Message';
        const value = changed(message[key] ?? '', how, by);
        // Base64 leaves room for another text of the same signature; ours takes the canonical one alone.
        const same = value === message[key];
        expect(await oursTakes({ ...message, [key]: value }), `${key} ${how}`).toBe(same);
        if (key !== 'Signature') expect(await oracleTakes({ ...message, [key]: value }), `${key} ${how}`).toBe(same);
        expect(await oursTakes({ ...message, SignatureVersion: version === '1' ? '2' : '1' })).toBe(false);
        if (!same) refused += 1;
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it('takes a genuine UnsubscribeConfirmation, which the validator refuses: Token is signed there too', async () => {
    const message = harness.party.sign(confirmation({}, 'UnsubscribeConfirmation'));
    expect(await oursTakes(message)).toBe(true);
    expect(await oracleTakes(message)).toBe(false);
    expect(await harness.post(message)).toMatchObject({ status: 200, json: { subscriptionConfirmed: false } });
    expect(harness.confirmed).toEqual([]);
  });
});
