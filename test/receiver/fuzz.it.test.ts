// Whatever is posted to either endpoint: an answer of the contract, no fault of ours, and no row that nobody signed for.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { CERT_URL, confirmation, notification, sesEvent } from './sns-party.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.receiver.stop());

const ALLOWED = new Set([200, 400, 401, 403, 413, 422]);
const SENT = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type', 'Token', 'SubscribeURL'];
const junk = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constant(null),
  fc.integer(),
  fc.object(),
  fc.constant('\0'),
);

describe('the SES endpoint', () => {
  it('refuses every message of which one signed field was changed, and fetches nothing but its certificate', async () => {
    await harness.put('certify-fuzz', attempt({ providerMessageId: 'fuzz' }));
    const before = await harness.view({ providerMessageId: 'fuzz' });
    const signed = [harness.party.sign(notification(sesEvent({}, { messageId: 'fuzz' }))), harness.party.sign(confirmation())];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...signed), fc.nat(), junk, async (message, which, value) => {
        const keys = [...SENT, 'Signature', 'SignatureVersion', 'SigningCertURL'].filter((key) => message[key] !== undefined);
        const key = keys[which % keys.length]!;
        if (value === message[key]) return;
        const { status, json } = await harness.post({ ...message, [key]: value });
        expect(ALLOWED.has(status), `${status} for ${key}`).toBe(true);
        expect(json['success'], key).toBe(false);
      }),
      { numRuns: 400 },
    );
    expect(await harness.view({ providerMessageId: 'fuzz' })).toEqual(before);
    expect(harness.fetched.filter((url) => url !== CERT_URL)).toEqual([]);
    expect(harness.confirmed).toEqual([]);
  });

  it('answers whatever event is inside a genuine envelope, with a row, a dead letter or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('eventType', 'mail', 'bounce', 'delivery', 'complaint'), junk),
        async (over) => {
          const { status, json } = await harness.post(harness.party.sign(notification(sesEvent(over))));
          expect(status).toBe(200);
          expect(Object.keys(json).toSorted()).toEqual(['duplicates', 'errors', 'processed', 'subscriptionConfirmed', 'success']);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('answers bytes of any kind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('ses', 'smtp'), async (bytes, path) => {
        const url = `${harness.receiver.url}/engagement/email/${path}/webhook?token=verify-token-0123456789`;
        const response = await fetch(url, { method: 'POST', body: Buffer.from(bytes) });
        expect([400, 403, 422]).toContain(response.status);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the SMTP endpoint', () => {
  it('answers whatever a callback holds, with 200 or a refusal of the contract', async () => {
    const fields = fc.constantFrom(
      'providerMessageId',
      'messageId',
      'event',
      'status',
      'timestamp',
      'error',
      'recipient',
      'bounceType',
    );
    const genuine = { providerMessageId: 'fuzz-smtp', event: 'delivered', timestamp: '2026-11-20T10:00:00Z' };
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fields, junk), async (over) => {
        const { status } = await harness.post({ ...genuine, ...over }, { path: 'smtp' });
        expect([200, 400, 422]).toContain(status);
      }),
      { numRuns: 300 },
    );
  });
});
