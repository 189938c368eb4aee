// Dead letters: what becomes one, that nothing raw is in it, and how it is replayed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listDeadLetters } from '../../src/receiver/ledger/dead-letters.ts';
import { closeDeadLetter, replayDeadLetter } from '../../src/receiver/ledger/replay.ts';
import { attempt, startHarness } from './harness.ts';
import type { Harness } from './harness.ts';
import { notification, sesEvent } from './sns-party.ts';

const AT = '2026-11-20T10:30:00.000Z';
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.receiver.stop());

const letters = () => harness.receiver.store.read((tx) => listDeadLetters(tx, 'unresolved'));
const bury = async (message: string): Promise<string> => {
  const known = new Set((await letters()).map(({ id }) => id));
  expect((await harness.post(harness.party.sign(notification(message)))).json).toMatchObject({ success: true, errors: 1 });
  return (await letters()).find(({ id }) => !known.has(id))!.id;
};
const nobody = (messageId: string): string =>
  sesEvent(
    { eventType: 'Bounce', bounce: { bounceType: 'Permanent', timestamp: '2026-11-20T09:59:00Z', note: 'private words' } },
    { messageId, destination: ['ops@example.com', 'other@example.com'] },
  );

describe('a dead letter', () => {
  it('holds allow-listed fields and a digest, and shows in the view of its message', async () => {
    const id = await bury(nobody('dead-1'));
    const letter = (await letters()).find((one) => one.id === id);
    expect(letter).toMatchObject({
      reason: 'no-recipients',
      message: 'dead-1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    expect(JSON.stringify(letter)).not.toContain('private words');
    expect((await harness.view({ providerMessageId: 'dead-1' })).deadLetters.unresolved).toBe(1);
  });

  it('is kept once however often its body comes', async () => {
    const body = harness.party.sign(notification(nobody('dead-2')));
    await harness.post(body);
    await harness.post(body);
    expect((await letters()).filter(({ message }) => message === 'dead-2')).toHaveLength(1);
  });

  it('is replayed onto the only attempt of its message, once', async () => {
    const id = await bury(nobody('dead-3'));
    const { store } = harness.receiver;
    expect(await replayDeadLetter(store, id, 'sam', AT)).toMatchObject({ kind: 'not-replayable' });
    await harness.put('certify-dead-3', attempt({ providerMessageId: 'dead-3' }));
    expect(await replayDeadLetter(store, id, 'sam', AT)).toEqual({ kind: 'applied' });
    expect(await harness.view({ nonce: 'certify-dead-3' })).toMatchObject({
      attempt: { status: 'bounced' },
      deadLetters: { unresolved: 0 },
    });
    expect(await replayDeadLetter(store, id, 'sam', AT)).toEqual({ kind: 'already-resolved' });
    expect(await replayDeadLetter(store, 'nothing', 'sam', AT)).toEqual({ kind: 'unknown-letter' });
  });

  it('of a time before the send is applied on a person’s word', async () => {
    const callback = { providerMessageId: 'dead-4', event: 'delivered', timestamp: '2026-11-20T08:00:00Z' };
    await harness.post(callback, { path: 'smtp' });
    await harness.put('certify-dead-4', attempt({ channel: 'smtp', providerMessageId: 'dead-4', recipient: 'four@example.com' }));
    const letter = (await letters()).find(({ message }) => message === 'dead-4');
    expect(letter?.reason).toBe('timestamp-before-send');
    expect(await replayDeadLetter(harness.receiver.store, letter!.id, 'sam', AT)).toEqual({ kind: 'applied' });
    expect((await harness.view({ nonce: 'certify-dead-4' })).message?.status).toBe('delivered');
  });

  it('that tells nothing is closed with a note, and the audit says who did it', async () => {
    const id = await bury('just words');
    const { store } = harness.receiver;
    expect(await replayDeadLetter(store, id, 'sam', AT)).toMatchObject({ kind: 'not-replayable' });
    expect(await closeDeadLetter(store, id, 'sent by hand', 'sam', AT)).toEqual({ kind: 'applied' });
    const rows = await store.read((tx) => tx.rows('SELECT actor, detail FROM audit WHERE subject = $1 ORDER BY seq DESC', [id]));
    expect(rows[0]).toMatchObject({ actor: 'operator:sam', detail: JSON.stringify({ resolution: 'sent by hand' }) });
  });
});
