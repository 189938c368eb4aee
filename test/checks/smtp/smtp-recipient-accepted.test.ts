import { describe, expect, test } from 'vitest';
import { smtpRecipientAccepted } from '../../../src/checks/smtp/smtp-recipient-accepted.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, refusedAt, session } from './builders.ts';

type Given = Parameters<typeof smtpRecipientAccepted.evaluate>[0];
const judge = (one = session(), receipt: Given['live.receipt'] = notAsked) =>
  toldBy(smtpRecipientAccepted, smtpRecipientAccepted.evaluate({ 'smtp.session': observed(one), 'live.receipt': receipt }));

describe('smtp-recipient-accepted', () => {
  test('passes when RCPT TO was taken', () => {
    expect(judge().status).toBe('pass');
  });

  test.each([
    ['550 5.1.1 <x>: User unknown', 'recipient-unknown'],
    ['556 5.1.10 null MX', 'recipient-takes-no-mail'],
    ['550 on the suppression list for your account', 'recipient-suppressed'],
    ['550 recipient not on the allow list', 'recipient-not-authorized'],
    ['452 4.2.2 Mailbox full', 'mailbox-full'],
    ['550 5.2.1 disabled', 'mailbox-disabled'],
    ['555 5.5.4 NOTIFY parameter not implemented', 'parameter-refused'],
    ['552 5.3.4 Message size exceeds limit', 'message-too-big'],
    ['550 5.6.0 no', 'content-refused'],
    ['454 4.7.1 <x>: Relay access denied', 'relay-denied'],
    ['501 5.1.3 Bad recipient address syntax', 'bad-syntax'],
    ['550 5.7.1 no', 'policy'],
    ['550 no', 'refused'],
    ['354 go on', 'dialogue-broken'],
  ])('fails on “%s” as %s and quotes the relay', (text, reason) => {
    const finding = judge(endedAt('rcpt', { reply: text }));
    expect(finding).toMatchObject({ status: 'fail', reason });
    expect(finding.fix).toContain(text);
  });

  test('warns of greylisting, which the send outlives, and of another put-off', () => {
    const reason = (text: string) => judge(endedAt('rcpt', { reply: text }));
    expect(reason('451 4.7.1 Greylisted, try again later')).toMatchObject({ status: 'warn', reason: 'greylisted' });
    expect(reason('451 4.3.0 later')).toMatchObject({ status: 'warn', reason: 'put-off' });
  });

  test('is no greylisting when the live send was put off too', () => {
    const one = endedAt('rcpt', { reply: '451 4.7.1 Greylisted' });
    expect(judge(one, refusedAt('rcpt', '451 4.7.1 Greylisted'))).toMatchObject({ status: 'fail', reason: 'put-off' });
  });

  test('takes a pass back that the live send contradicts', () => {
    expect(judge(session(), refusedAt('final-dot', '550 5.1.1 no such user'))).toMatchObject({
      status: 'fail',
      reason: 'recipient-unknown',
      observed: { at: 'the live send' },
    });
  });

  test('names an address that cannot be spoken', () => {
    expect(judge(endedAt('rcpt', { error: 'BAD_ADDRESS' }))).toMatchObject({ status: 'fail', reason: 'bad-syntax' });
    expect(judge(endedAt('rcpt', { error: 'SMTPUTF8_NOT_OFFERED' }))).toMatchObject({ reason: 'smtputf8-missing' });
  });

  test('cannot judge a session that ended at the sender, or without a word', () => {
    expect(judge(endedAt('mail', { reply: '553 no' })).status).toBe('inconclusive');
    expect(judge(endedAt('rcpt', { error: 'ABORTED' })).status).toBe('inconclusive');
    expect(judge(endedAt('rcpt', { error: 'TIMEOUT' }))).toMatchObject({ status: 'fail', reason: 'dialogue-broken' });
    expect(judge(endedAt('rcpt', { reply: '553 5.7.1 Sender address rejected: not owned' })).status).toBe('inconclusive');
    expect(judge(endedAt('rcpt', { reply: '550 5.4.5 Daily user sending limit exceeded' })).status).toBe('inconclusive');
  });

  test('asks for a login where the session had none, and for its rights where it had one', () => {
    const denied = (more: object) => judge(endedAt('rcpt', { reply: '550 relay not permitted' }, more)).fix;
    expect(denied({ authenticated: null })).toContain('Set `smtp.username`');
    expect(denied({ authenticated: true })).toContain('let this login send');
  });
});
