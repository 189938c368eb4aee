import { describe, expect, it } from 'vitest';
import { inboxSender } from '../../../src/checks/message/inbox-sender.ts';
import { received } from '../../fakes/messages.ts';
import { judged } from './judge.ts';

const DECLARED = { from: 'billing@example.com', replyTo: null, returnPath: null, campaigns: null, dkim: null };
const replying = (message: string): string => message.replace('To: Ops', 'Reply-To: help@example.com\r\nTo: Ops');

describe('inbox-sender', () => {
  it.each<[string, string, string, Partial<typeof DECLARED> | Record<string, string> | null]>([
    ['ok', 'pass', received(), null],
    ['ok', 'pass', received(), {}],
    ['ok', 'pass', received().replace('billing@example.com', 'Billing@EXAMPLE.com'), {}],
    ['ok', 'pass', replying(received()), { replyTo: 'help@example.com' }],
    ['ok', 'pass', received(), { replyTo: 'billing@example.com' }],
    ['ok', 'pass', received(), { returnPath: 'example.com' }],
    ['ok', 'pass', received(), { returnPath: 'bounce@mail.example.com' }],
    ['no-from', 'fail', received().replace('From: Main Gym <billing@example.com>\r\n', ''), null],
    ['no-from', 'fail', received().replace('<billing@example.com>', 'nobody'), null],
    ['several-from', 'fail', received().replace('From: Main', 'From: <ceo@evil.example>\r\nFrom: Main'), null],
    ['several-from', 'fail', received().replace('<billing@example.com>', '<billing@example.com>, <ceo@evil.example>'), null],
    ['from-differs', 'fail', received(), { from: 'invoices@example.com' }],
    ['reply-to-differs', 'fail', received(), { replyTo: 'help@example.com' }],
    ['reply-to-differs', 'fail', replying(received()), { replyTo: 'other@example.com' }],
    ['return-path-differs', 'warn', received(), { returnPath: 'bounce.example.com' }],
  ])('%s: %s', async (reason, status, message, expected) => {
    const given = { expected: expected === null ? null : { ...DECLARED, ...expected } };
    expect(await judged(inboxSender, message, given)).toMatchObject({ status, reason });
  });

  it('shows no whole address', async () => {
    const text = JSON.stringify(
      await judged(inboxSender, replying(received()), { expected: { ...DECLARED, from: 'x@y.example' } }),
    );
    expect(text).toContain('b…@example.com');
    expect(text).not.toMatch(/billing@|help@|ops@|bounce@/);
  });
});
