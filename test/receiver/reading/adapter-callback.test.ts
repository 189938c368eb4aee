// The adapter's vocabulary: every word, id and time that is taken, and what is refused with 422.
import { describe, expect, it } from 'vitest';
import { parseAdapterCallback } from '../../../src/receiver/reading/adapter-callback.ts';

const good = { providerMessageId: 'q-1', event: 'delivered', timestamp: '2026-11-20T10:00:00Z' };
const parse = (over: object) => parseAdapterCallback(JSON.stringify({ ...good, ...over }));

describe('parseAdapterCallback', () => {
  it.each([
    ['delivered', {}, 'delivery'],
    ['Delivered', {}, 'delivery'],
    ['bounced', { bounceType: 'hard' }, 'bounce-permanent'],
    ['bounced', { bounceType: 'soft' }, 'bounce-transient'],
    ['bounced', { error: '452 4.2.2 mailbox full' }, 'bounce-transient'],
    ['bounced', { error: '550 5.1.1 unknown, queue 421' }, 'bounce-permanent'],
    ['bounced', {}, 'bounce-permanent'],
    ['soft_bounce', {}, 'bounce-transient'],
    ['bounce', { bounceType: 'bounce' }, 'bounce-permanent'],
    ['bounce', { bounceType: 'blocked' }, 'bounce-transient'],
    ['Bounce', { bounceType: 'HardBounce' }, 'bounce-permanent'],
    ['Bounce', { bounceType: 'SoftBounce' }, 'bounce-transient'],
    ['temporary_fail', {}, 'delivery-delay'],
    ['permanent_fail', {}, 'bounce-permanent'],
    ['hard bounce', {}, 'bounce-permanent'],
    ['complained', {}, 'complaint'],
    ['spamreport', {}, 'complaint'],
    ['complained', { feedbackType: 'not-spam' }, 'feedback'],
    ['deferred', {}, 'delivery-delay'],
    ['rejected', {}, 'reject'],
    ['queued', {}, 'queued'],
  ])('reads %s %j as %s', (event, over, expected) => {
    expect(parse({ event, ...over })).toMatchObject({ kind: 'callback', callback: { event: expected, messageId: 'q-1' } });
  });

  it.each([
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.000Z'],
    ['2026-11-20T15:30:00+05:30', '2026-11-20T10:00:00.000Z'],
    [1_795_168_800, '2026-11-20T10:00:00.000Z'],
    ['1795168800', '2026-11-20T10:00:00.000Z'],
    [1_795_168_800_123, '2026-11-20T10:00:00.123Z'],
    [1_795_168_800.5, '2026-11-20T10:00:00.500Z'],
  ])('reads the time %s', (timestamp, eventAt) => {
    expect(parse({ timestamp })).toMatchObject({ callback: { eventAt } });
  });

  it('reads a fraction of a second in either field, and finer ones than milliseconds', () => {
    expect(parse({ timestamp: undefined, time: 1_795_168_800.5 })).toMatchObject({
      callback: { eventAt: '2026-11-20T10:00:00.500Z' },
    });
    expect(parse({ timestamp: '2026-11-20T10:00:00.0000000Z' })).toMatchObject({
      callback: { eventAt: '2026-11-20T10:00:00.000Z' },
    });
  });

  it('says to a batch that each event is posted alone', () => {
    expect(parseAdapterCallback(JSON.stringify([good, good]))).toEqual({
      kind: 'malformed',
      detail: 'the body is not a JSON object: a batch is posted one event at a time',
    });
  });

  it.each(['unsubscribed', 'group_unsubscribe', 'SubscriptionChange', 'open', 'click', 'test'])('knows no %s', (event) => {
    expect(parse({ event })).toMatchObject({ kind: 'refused', reason: 'event-unknown' });
  });

  it.each([
    ['id-missing', { providerMessageId: undefined }],
    ['id-conflicting', { messageId: 'q-2' }],
    ['event-missing', { event: undefined }],
    ['event-unknown', { event: 'teleported' }],
    ['event-unknown', { status: 'teleported' }],
    ['event-conflicting', { status: 'bounced' }],
    ['event-unknown', { event: 'bounced', bounceType: 'bouncy' }],
    ['timestamp', { timestamp: '2026-11-20T10:00:00' }],
    ['timestamp', { timestamp: 'noon' }],
    ['timestamp', { timestamp: undefined }],
    ['timestamp', { timestamp: -1 }],
  ])('refuses with %s for %j', (reason, over) => {
    expect(parse(over)).toMatchObject({ kind: 'refused', reason });
  });

  it('takes both ids when they are the same but for brackets, and either spelling', () => {
    expect(parse({ messageId: '<q-1>' })).toMatchObject({ callback: { messageId: 'q-1' } });
    expect(parse({ providerMessageId: undefined, message_id: '<x@example.com>' })).toMatchObject({
      callback: { messageId: 'x@example.com' },
    });
  });

  it('calls what is no JSON object malformed', () => {
    for (const body of ['', 'x', '[]', '1', 'null']) expect(parseAdapterCallback(body).kind).toBe('malformed');
  });
});
