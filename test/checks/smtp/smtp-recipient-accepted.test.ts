import { describe, expect, test } from 'vitest';
import { smtpRecipientAccepted } from '../../../src/checks/smtp/smtp-recipient-accepted.ts';
import { endedAt, observed, session } from './builders.ts';

const judge = (one = session()) => smtpRecipientAccepted.evaluate({ 'smtp.session': observed(one) });

describe('smtp-recipient-accepted', () => {
  test('passes when RCPT TO was taken', () => {
    expect(judge().status).toBe('pass');
  });

  test.each([
    ['550 5.1.1 <x>: User unknown', 'recipient-unknown'],
    ['556 5.1.10 null MX', 'recipient-takes-no-mail'],
    ['554 5.7.1 <x>: Relay access denied', 'relay-denied'],
    ['550 5.2.1 disabled', 'mailbox-disabled'],
  ])('fails on “%s” as %s', (text, reason) => {
    expect(judge(endedAt('rcpt', { reply: text }))).toMatchObject({ status: 'fail', reason });
  });

  test('warns of greylisting, which the send outlives', () => {
    expect(judge(endedAt('rcpt', { reply: '451 4.7.1 Greylisted, try again later' }))).toMatchObject({
      status: 'warn',
      reason: 'greylisted',
    });
  });

  test('cannot judge a session that ended at the sender', () => {
    expect(judge(endedAt('mail', { reply: '553 no' })).status).toBe('inconclusive');
    expect(judge(endedAt('rcpt', { reply: '553 5.7.1 Sender address rejected: not owned' })).status).toBe('inconclusive');
  });
});
