import { describe, expect, test } from 'vitest';
import { smtpQueuedId } from '../../../src/checks/smtp/smtp-queued-id.ts';
import type { Receipt } from '../../../src/core/live.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { event } from '../live/builders.ts';
import { toldBy } from '../told-by.ts';
import { notAsked, observed, relay } from './builders.ts';

const receipt = (more: Partial<Receipt> = {}): Receipt => ({
  providerMessageId: '0CA4412040B',
  requestId: null,
  sentAt: '2026-11-20T10:00:00.000Z',
  via: 'provider',
  reply: '250 2.0.0 Ok: queued as 0CA4412040B',
  join: 'exact',
  messageId: 'r-1@gym.example',
  ...more,
});

const callback = (came: boolean): Observation<Facts['live.callback']> =>
  observed({ waitedMs: 10, timedOut: !came, deciding: came ? event() : null, events: came ? [event()] : [] });

const judge = (one: Receipt | null, back: Observation<Facts['live.callback']> = notAsked, tenant = relay()) =>
  toldBy(
    smtpQueuedId,
    smtpQueuedId.evaluate({
      'live.receipt': observed({
        nonce: 'r-1',
        purpose: 'live',
        withheld: null,
        outcome: null,
        receipt: one,
        registeredBefore: true,
      }),
      'profile.tenant': observed(tenant),
      'live.callback': back,
    }),
  );

const none = receipt({ providerMessageId: null, reply: '250 Great success', join: 'message-id' });
const echo = receipt({
  providerMessageId: 'r-1@gym.example',
  reply: '250 2.0.0 OK: queued as <r-1@gym.example>',
  join: 'message-id',
});

describe('smtp-queued-id', () => {
  test('passes with an id of the relay’s own', () => {
    expect(judge(receipt())).toMatchObject({ status: 'pass', observed: { id: '0CA4412040B', rule: 'generic' } });
  });

  test('lets a relay without ids certify when the callback joined by Message-ID', () => {
    expect(judge(none, callback(true))).toMatchObject({ status: 'warn', reason: 'no-id' });
    expect(judge(echo, callback(true))).toMatchObject({ status: 'warn', reason: 'id-is-message-id' });
  });

  test('blocks when nothing joins', () => {
    expect(judge(none, callback(false))).toMatchObject({
      status: 'inconclusive',
      reason: 'nothing-joins',
      observed: { id: 'no-id' },
    });
  });

  test('waits while the callback may still come', () => {
    expect(judge(none)).toMatchObject({ status: 'pending', reason: 'waiting-for-callback' });
  });

  test('warns of a pattern that does not fit the reply', () => {
    expect(judge(receipt(), notAsked, relay({ queueIdPattern: '250 accepted {id}' }))).toMatchObject({
      status: 'warn',
      reason: 'pattern-does-not-fit',
    });
  });

  test('does not apply when no message was accepted, nor without a relay', () => {
    expect(judge(null)).toMatchObject({ status: 'not-applicable', reason: 'nothing-accepted' });
    expect(judge(receipt(), notAsked, { ...relay(), smtp: null }).status).toBe('not-applicable');
  });
});
