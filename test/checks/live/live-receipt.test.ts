import { describe, expect, it } from 'vitest';
import { liveReceipt } from '../../../src/checks/live/live-receipt.ts';
import type { Receipt } from '../../../src/core/live.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { seen } from './builders.ts';
import { toldBy } from '../told-by.ts';

const receipt: Receipt = { providerMessageId: 'id-1', requestId: 'r', sentAt: '2026-11-20T10:00:00.000Z', via: 'provider' };
const fact = (change: Partial<Facts['live.receipt']>): Facts['live.receipt'] => ({
  nonce: 'n',
  purpose: 'live',
  withheld: null,
  outcome: null,
  receipt: null,
  registeredBefore: true,
  ...change,
});

const CASES: readonly (readonly [string, Partial<Facts['live.receipt']>, string, string])[] = [
  ['passes with the provider’s id', { outcome: { kind: 'accepted', receipt }, receipt }, 'pass', 'ok'],
  [
    'is inconclusive while a gate holds it back',
    { withheld: { reason: 'gate', because: ['dkim-tokens'] } },
    'inconclusive',
    'withheld-gate',
  ],
  [
    'does not apply in development',
    { withheld: { reason: 'development', because: [] } },
    'not-applicable',
    'withheld-development',
  ],
  [
    'fails when the provider refused',
    { outcome: { kind: 'refused', code: 'MessageRejected', message: 'no', temporary: false } },
    'fail',
    'refused',
  ],
  [
    'fails otherwise when it was put off twice',
    { outcome: { kind: 'refused', code: '451', message: 'later', temporary: true } },
    'fail',
    'refused-for-now',
  ],
  [
    'is inconclusive when the end is ambiguous',
    { outcome: { kind: 'ambiguous', code: 'TIMEOUT', message: 'silence' } },
    'inconclusive',
    'ambiguous',
  ],
  [
    'passes when an ambiguous end was settled by the ledger',
    { outcome: { kind: 'ambiguous', code: 'x', message: 'y' }, receipt },
    'pass',
    'ok',
  ],
  ['is inconclusive without any id', { receipt: { ...receipt, providerMessageId: null } }, 'inconclusive', 'no-id'],
  [
    'passes when the relay gives no id and the Message-ID joins',
    { receipt: { ...receipt, providerMessageId: null, join: 'message-id', messageId: 'a@b' } },
    'pass',
    'joined-by-message-id',
  ],
];

describe('live-receipt', () => {
  it.each(CASES)('%s', (_, change, status, reason) => {
    expect(toldBy(liveReceipt, liveReceipt.evaluate({ 'live.receipt': seen(fact(change)) }))).toMatchObject({ status, reason });
  });

  it('names the checks that hold the message back', () => {
    const judged = toldBy(
      liveReceipt,
      liveReceipt.evaluate({ 'live.receipt': seen(fact({ withheld: { reason: 'gate', because: ['a', 'b'] } })) }),
    );
    expect(judged.fix).toContain('a, b');
  });
});
