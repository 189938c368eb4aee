// What the ledger makes of callbacks: order of states, early, duplicate, partial; and the write side.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, startHarness, WRITE_TOKEN } from './harness.ts';
import type { Harness } from './harness.ts';
import { notification, sesEvent } from './sns-party.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.receiver.stop());

const at = '2026-11-20T09:59:40Z';
const who = [{ emailAddress: 'ops@example.com' }];
const EVENTS: { [name: string]: { [key: string]: unknown } } = {
  Send: { eventType: 'Send', send: {} },
  Delay: { eventType: 'DeliveryDelay', deliveryDelay: { delayType: 'General', delayedRecipients: who, timestamp: at } },
  Soft: {
    eventType: 'Bounce',
    bounce: { bounceType: 'Transient', bounceSubType: 'General', bouncedRecipients: who, timestamp: at },
  },
  Delivery: { eventType: 'Delivery', delivery: { recipients: ['ops@example.com'], timestamp: at } },
  Failure: { eventType: 'Rendering Failure', failure: { errorMessage: 'x' } },
  Reject: { eventType: 'Reject', reject: { reason: 'Bad content' } },
  Hard: {
    eventType: 'Bounce',
    bounce: { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients: who, timestamp: at },
  },
  Complaint: { notificationType: 'Complaint', eventType: undefined, complaint: { complainedRecipients: who, timestamp: at } },
};

const post = (messageId: string, name: string, mail: { [key: string]: unknown } = {}) =>
  harness.post(harness.party.sign(notification(sesEvent(EVENTS[name], { messageId, ...mail }))));

describe('the order of states', () => {
  const order = ['Send', 'Delay', 'Soft', 'Delivery', 'Failure', 'Reject', 'Hard', 'Complaint'];
  const words = ['sent', 'deferred', 'soft-bounced', 'delivered', 'rendering-failed', 'rejected', 'bounced', 'complained'];
  it('rises with every event that says more', async () => {
    await harness.put('certify-rise', attempt({ recipient: 'ops@example.com', providerMessageId: 'rise' }));
    for (const [index, name] of order.entries()) {
      await post('rise', name);
      expect((await harness.view({ nonce: 'certify-rise' })).message?.status).toBe(words[index]);
    }
  });

  it('never falls when the events come backwards', async () => {
    await harness.put('certify-back', attempt({ providerMessageId: 'back' }));
    for (const name of order.toReversed()) await post('back', name);
    const view = await harness.view({ nonce: 'certify-back' });
    expect(view.attempt?.status).toBe('complained');
    expect(view.events).toHaveLength(order.length);
  });

  it('is not moved by an event for another recipient of the message', async () => {
    await harness.put('certify-other', attempt({ providerMessageId: 'other', recipient: 'else@example.com' }));
    await post('other', 'Delivery');
    const view = await harness.view({ nonce: 'certify-other' });
    expect(view.attempt?.status).toBe('registered');
    expect(view.events).toMatchObject([{ event: 'delivery', recipientMatches: false }]);
  });
});

describe('an early callback', () => {
  // A ledger of its own: the events above have put the recipient on the suppression list.
  beforeAll(async () => {
    await harness.receiver.stop();
    harness = await startHarness();
  });

  it('is kept as unmatched and applied when the id is registered', async () => {
    expect((await post('early', 'Delivery')).json).toMatchObject({ processed: 1 });
    expect(await harness.view({ providerMessageId: 'early' })).toMatchObject({ attempt: null, events: [{ event: 'delivery' }] });
    await harness.put('certify-early', attempt({ providerMessageId: null, recipient: 'ops@example.com' }));
    await harness.put('certify-early', attempt({ providerMessageId: 'early' }));
    const view = await harness.view({ nonce: 'certify-early' });
    expect(view.message?.status).toBe('delivered');
    expect((await post('early', 'Delivery')).json).toMatchObject({ duplicates: 1 });
  });

  it('is shown beside the attempt whose tag it carries, and moves no row until the sender names the id', async () => {
    const nonce = 'certify-0123456789abcdef01234567';
    await harness.put(nonce, attempt({ providerMessageId: null }));
    expect((await harness.view({ nonce })).outbox.pending).toBe(1);
    await post('by-tag', 'Delivery', { tags: { 'certify-run': [nonce] } });
    const found = await harness.view({ nonce });
    expect(found).toMatchObject({
      attempt: { providerMessageId: null, status: 'registered' },
      events: [{ event: 'delivery', providerMessageId: 'by-tag' }],
    });
    await harness.put(nonce, attempt({ providerMessageId: 'by-tag' }));
    const named = await harness.view({ nonce });
    expect(named.attempt).toMatchObject({ providerMessageId: 'by-tag', status: 'delivered' });
    expect(named.outbox.pending).toBe(0);
  });

  it('is found by a nonce in the subject, with the attempt that the platform registered under its own', async () => {
    const nonce = 'certify-aaaaaaaaaaaaaaaaaaaaaaaa';
    await harness.put('platform-77', attempt({ providerMessageId: 'by-subject' }));
    await post('by-subject', 'Delivery', { commonHeaders: { subject: `Your invoice [${nonce}]` } });
    expect(await harness.view({ nonce })).toMatchObject({
      attempt: { nonce: 'platform-77', status: 'delivered' },
      events: [{ event: 'delivery', nonceTag: nonce }],
    });
  });

  it('is let go after 72 hours, unless it tells of a dead address', async () => {
    const { expireUnmatched } = await import('../../src/receiver/ledger/expire.ts');
    await post('late', 'Delivery');
    await post('late', 'Hard');
    await expireUnmatched(harness.receiver.store, new Date(harness.clock.now().getTime() + 71 * 3_600_000));
    expect((await harness.view({ providerMessageId: 'late' })).events).toHaveLength(2);
    await expireUnmatched(harness.receiver.store, new Date(harness.clock.now().getTime() + 73 * 3_600_000));
    expect((await harness.view({ providerMessageId: 'late' })).events).toMatchObject([{ event: 'bounce-permanent' }]);
  });
});

describe('the write side', () => {
  it('is idempotent and refuses contradictions', async () => {
    const body = attempt({ recipient: 'fresh@example.com', providerMessageId: null });
    expect((await harness.put('certify-write', body)).status).toBe(201);
    expect((await harness.put('certify-write', body)).json).toMatchObject({ result: 'unchanged' });
    expect((await harness.put('certify-write', { ...body, providerMessageId: 'w-1' })).json).toMatchObject({ result: 'updated' });
    expect((await harness.put('certify-write', body)).json).toMatchObject({ result: 'unchanged' });
    expect((await harness.put('certify-write', { ...body, providerMessageId: 'w-2' })).status).toBe(409);
    expect((await harness.put('certify-write', { ...body, recipient: 'b@example.com' })).status).toBe(409);
  });

  it('refuses a send to a suppressed address with EMAIL_SUPPRESSED, never to the simulator', async () => {
    const bounced = (address: string) => ({
      eventType: 'Bounce',
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        timestamp: at,
        bouncedRecipients: [{ emailAddress: address }],
      },
    });
    for (const address of ['dead@example.com', 'bounce@simulator.amazonses.com'])
      await harness.post(harness.party.sign(notification(sesEvent(bounced(address), { messageId: `b-${address}` }))));
    const dead = await harness.put('certify-dead', attempt({ recipient: 'Dead@example.com', providerMessageId: null }));
    expect(dead).toMatchObject({ status: 409, json: { reason: 'EMAIL_SUPPRESSED' } });
    expect((await harness.view({ nonce: 'certify-dead' })).attempt).toBeNull();
    const simulated = attempt({ recipient: 'bounce@simulator.amazonses.com', providerMessageId: null });
    expect((await harness.put('certify-simulated', simulated)).status).toBe(201);
  });

  it.each([
    ['nonce', 'x', {}],
    ['recipient', 'certify-bad', { recipient: 'nobody' }],
    ['channel', 'certify-bad', { channel: 'pigeon' }],
    ['recipient', 'certify-bad', { recipient: null }],
    ['recipient', 'certify-bad', { recipient: undefined }],
    ['join', 'certify-bad', { join: 'fuzzy' }],
    ['account', 'certify-bad', { account: '' }],
    ['campaignId', 'certify-bad', { campaignId: 7 }],
    ['providerMessageId', 'certify-bad', { providerMessageId: 'x'.repeat(999) }],
    ['messageId', 'certify-bad', { messageId: 'a\0b' }],
  ])('answers 422 for a bad %s', async (detail, nonce, over) => {
    expect(await harness.put(nonce, attempt(over))).toMatchObject({ status: 422, json: { reason: 'field', detail } });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
  ])('answers 400 for a body that is %s', async (_, body) => {
    const url = `${harness.receiver.url}/engagement/email/attempts/certify-body`;
    const answer = await fetch(url, { method: 'PUT', headers: { authorization: `Bearer ${WRITE_TOKEN}` }, body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ success: false, reason: 'malformed' });
  });

  it('takes an attempt without what is optional, and null for it', async () => {
    const bare = { recipient: 'Bare@example.com', channel: 'smtp' };
    expect(await harness.put('certify-bare', bare)).toMatchObject({ status: 201 });
    expect(await harness.put('certify-bare', { ...bare, join: null, account: null })).toMatchObject({
      status: 200,
      json: { result: 'unchanged' },
    });
  });

  it.each([{}, { join: null }])('leaves the join as it was registered where a repeated registration says %j', async (said) => {
    const nonce = `certify-join-${JSON.stringify(said).length}`;
    const bare = { recipient: 'ops@example.com', channel: 'smtp', providerMessageId: nonce };
    expect(await harness.put(nonce, { ...bare, join: 'prefix' })).toMatchObject({ status: 201 });
    expect(await harness.put(nonce, { ...bare, ...said })).toMatchObject({ json: { result: 'unchanged' } });
    expect(await harness.put(nonce, { ...bare, ...said, account: 'gym' })).toMatchObject({ json: { result: 'updated' } });
    expect(await harness.put(nonce, { ...bare, join: 'prefix' })).toMatchObject({ json: { result: 'unchanged' } });
  });

  it('takes no other token than the write token, and the read side none but its own', async () => {
    const url = `${harness.receiver.url}/engagement/email`;
    const headers = { authorization: 'Bearer read-token-0123456789' };
    expect((await fetch(`${url}/attempts/certify-token`, { method: 'PUT', headers, body: '{}' })).status).toBe(401);
    expect((await fetch(`${url}/ledger?nonce=x`, { headers: { authorization: 'Bearer write-token-0123456789' } })).status).toBe(
      401,
    );
    expect((await fetch(`${url}/ledger?nonce=x`)).status).toBe(401);
  });
});

describe('the audit', () => {
  it('holds a row for every mutation, and none can be changed', async () => {
    const { store } = harness.receiver;
    const rows = await store.read((tx) => tx.rows('SELECT action FROM audit'));
    const actions = new Set(rows.map((row) => row['action']));
    for (const action of ['attempt-registered', 'event-applied', 'event-unmatched', 'status-changed', 'unmatched-expired'])
      expect(actions).toContain(action);
    await expect(store.write((tx) => tx.rows("UPDATE audit SET actor = 'nobody'"))).rejects.toThrow();
    await expect(store.write((tx) => tx.rows('DELETE FROM audit'))).rejects.toThrow();
  });
});
