// The SMTP adapter's endpoint: vocabulary, times, joins by prefix and Message-ID, early callbacks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.receiver.stop());

const callback = (over: { [key: string]: unknown } = {}) => ({
  providerMessageId: 'q-1',
  event: 'delivered',
  timestamp: '2026-11-20T10:00:00Z',
  ...over,
});
const post = (over: { [key: string]: unknown }, token?: string | null) =>
  harness.post(callback(over), {
    path: 'smtp',
    headers: { 'content-type': 'application/json' },
    ...(token === undefined ? {} : { token }),
  });
const smtp = (over: { [key: string]: unknown }) => attempt({ channel: 'smtp', ...over });

describe('the SMTP endpoint', () => {
  it('moves the rows of the queued id, and counts a repeat as a duplicate', async () => {
    await harness.put('certify-smtp-1', smtp({ providerMessageId: 'q-1' }));
    expect(await post({})).toMatchObject({ status: 200, json: { success: true, processed: 1, duplicates: 0 } });
    expect((await post({})).json).toMatchObject({ processed: 0, duplicates: 1 });
    const view = await harness.view({ nonce: 'certify-smtp-1' });
    expect(view).toMatchObject({
      attempt: { status: 'delivered' },
      events: [{ event: 'delivery', recipientMatches: true, signatureVersion: null, signingCertUrl: null }],
    });
  });

  it('tells of refused callbacks beside a waiting attempt, and of none that certify posted itself', async () => {
    const nonce = 'certify-strays-1';
    await harness.put(nonce, smtp({ providerMessageId: 'strays-1' }));
    const wrong = async (headers: { [name: string]: string }) =>
      harness.post(callback({ event: 'teleported' }), {
        path: 'smtp',
        headers: { 'content-type': 'application/json', ...headers },
      });
    const strays = async () => (await harness.get(`/engagement/email/ledger?nonce=${nonce}&strays=1`)).json['strays'];
    await wrong({ 'user-agent': 'certify run=r-1' });
    expect(await strays()).toBeUndefined();
    await wrong({ 'user-agent': 'adapter/1' });
    expect(await strays()).toMatchObject({ refused: { 'event-unknown': 1 } });
  });

  it('joins a lengthened id by its prefix, before and after it is registered', async () => {
    await harness.put('certify-prefix-1', smtp({ providerMessageId: 'tok1', join: 'prefix' }));
    await post({ providerMessageId: 'tok1.recvd-7d6c-1-A.0' });
    await post({ providerMessageId: 'tok2.recvd-7d6c-1-A.0' });
    await harness.put('certify-prefix-2', smtp({ providerMessageId: 'tok2', join: 'prefix' }));
    for (const nonce of ['certify-prefix-1', 'certify-prefix-2'])
      expect(await harness.view({ nonce })).toMatchObject({ attempt: { status: 'delivered' }, events: [{ event: 'delivery' }] });
  });

  it('does not join by prefix where the attempt wants the whole id', async () => {
    await harness.put('certify-whole', smtp({ providerMessageId: 'whole' }));
    await post({ providerMessageId: 'whole.other' });
    expect((await harness.view({ nonce: 'certify-whole' })).attempt?.status).toBe('registered');
  });

  it('joins by Message-ID, with and without brackets', async () => {
    await harness.put('certify-mid', smtp({ providerMessageId: null, messageId: 'a1@certify.example', join: 'message-id' }));
    await post({ providerMessageId: undefined, messageId: '<a1@certify.example>' });
    expect((await harness.view({ nonce: 'certify-mid' })).message?.status).toBe('delivered');
  });

  it('counts a callback without a recipient for the address of its only attempt', async () => {
    await harness.put('certify-hard', smtp({ providerMessageId: 'hard-1', recipient: 'gone@example.com' }));
    await post({ providerMessageId: 'hard-1', event: 'bounced', error: '550 5.1.1 no such user' });
    expect((await harness.get('/engagement/email/suppression/gone@example.com')).json).toMatchObject({ suppressed: true });
  });

  it.each([
    ['event-unknown', 422, { event: 'teleported' }],
    ['id-conflicting', 422, { messageId: 'q-9' }],
    ['timestamp', 422, { timestamp: 'noon' }],
    ['timestamp-ahead', 422, { event: 'complained', timestamp: '2026-11-20T10:05:01Z' }],
    ['timestamp-before-send', 422, { event: 'complained', timestamp: '2026-11-20T09:54:59Z' }],
  ])('answers %s and changes no row', async (reason, status, over) => {
    await harness.put('certify-refuse', smtp({ providerMessageId: 'q-refuse' }));
    const before = await harness.view({ nonce: 'certify-refuse' });
    expect(await post({ providerMessageId: 'q-refuse', ...over })).toMatchObject({ status, json: { success: false, reason } });
    expect(await harness.view({ nonce: 'certify-refuse' })).toEqual(before);
  });

  it('refuses an early callback of a time before the send when the id is registered, as a dead letter', async () => {
    await post({ providerMessageId: 'q-old', timestamp: '2026-11-20T08:00:00Z' });
    await harness.put('certify-old', smtp({ providerMessageId: 'q-old' }));
    expect(await harness.view({ nonce: 'certify-old' })).toMatchObject({
      attempt: { status: 'registered' },
      deadLetters: { unresolved: 1 },
    });
  });

  it('wants the token of an SMTP account', async () => {
    expect((await post({}, null)).status).toBe(401);
    expect((await post({}, 'wrong')).status).toBe(401);
  });
});
