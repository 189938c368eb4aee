// Replies split anywhere, and octets that are no reply.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSmtpReply } from '../../../src/mail/smtp/reply.ts';

describe('one reply', () => {
  test('reads the same however it is split', () => {
    const whole = Buffer.from('250-mx.example\r\n250-AUTH PLAIN\r\n250 ok\r\n');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (cut) => {
        expect(readSmtpReply(whole.subarray(0, cut))).toEqual({ state: 'more' });
      }),
    );
  });

  test('never throws, and never gives control characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const step = readSmtpReply(bytes);
        const shown = step.state === 'reply' ? step.reply.lines.join('') : step.state === 'broken' ? step.excerpt : '';
        expect(shown).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
