import { describe, expect, it } from 'vitest';
import { templateMessages } from '../../../src/checks/live/template-messages.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { toldBy } from '../told-by.ts';
import { seen } from './builders.ts';

type One = Facts['live.templates'][number];

const one = (change: Partial<One> = {}): One => ({
  template: 'invoice',
  sent: 'yes',
  why: null,
  messageId: 'id-1',
  event: 'delivery',
  ...change,
});

const judged = (...all: readonly One[]) => toldBy(templateMessages, templateMessages.evaluate({ 'live.templates': seen(all) }));

describe('template-messages', () => {
  it.each<readonly [change: Partial<One>, status: string, reason: string, fix: string]>([
    [{}, 'pass', 'ok', ''],
    [{ sent: 'no', why: 'gate', event: null }, 'fail', 'not-sent', 'gate'],
    [{ event: 'rendering-failure' }, 'fail', 'rendering-failure', 'every name'],
    [{ event: 'bounce-permanent' }, 'fail', 'other-end', 'bounce-permanent'],
    [{ sent: 'unknown', event: null, messageId: null }, 'inconclusive', 'unknown-end', 'mailbox'],
    [{ event: null }, 'inconclusive', 'never-came', 'id-1'],
    [{ event: null, unread: true }, 'inconclusive', 'ledger-unread', 'callback.ledger'],
    // What a journal of before tells of an acceptance or a delay is no end.
    [{ event: 'send' }, 'inconclusive', 'never-came', 'id-1'],
    [{ event: 'delivery-delay' }, 'inconclusive', 'never-came', 'id-1'],
  ])('judges %j', (change, status, reason, fix) => {
    const finding = judged(one({ template: 'renewal' }), one(change));
    expect(finding).toMatchObject({ status, reason });
    expect(finding.fix ?? '').toContain(fix);
  });
});
