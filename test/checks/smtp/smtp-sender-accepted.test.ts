import { describe, expect, test } from 'vitest';
import { smtpSenderAccepted } from '../../../src/checks/smtp/smtp-sender-accepted.ts';
import { endedAt, observed, session } from './builders.ts';

const judge = (one = session()) => smtpSenderAccepted.evaluate({ 'smtp.session': observed(one) });

describe('smtp-sender-accepted', () => {
  test('passes when MAIL FROM was taken', () => {
    expect(judge().status).toBe('pass');
  });

  test.each([
    ['553 5.7.1 <a@b>: Sender address rejected: not owned by user', 'sender-not-allowed'],
    ['554 Message rejected: Email address is not verified.', 'ses-identity-not-verified'],
    ['530 5.7.0 Authentication required', 'login-required'],
    ['501 5.1.7 Bad sender address syntax', 'bad-syntax'],
    ['550 5.7.1 by policy', 'policy'],
    ['550 no', 'refused'],
  ])('fails on “%s” as %s and quotes the relay', (text, reason) => {
    const judgement = judge(endedAt('mail', { reply: text }));
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.fix).toContain(text);
  });

  test('hears a refusal of the sender that comes only at RCPT, as Postfix gives it', () => {
    const one = endedAt('rcpt', { reply: '553 5.7.1 <billing@gym.example>: Sender address rejected: not owned by user x' });
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'sender-not-allowed', observed: { stage: 'rcpt' } });
    expect(judge(endedAt('rcpt', { reply: '550 5.1.1 User unknown' })).status).toBe('pass');
  });

  test('cannot judge when the relay puts the sender off, or the session ended before', () => {
    expect(judge(endedAt('mail', { reply: '451 4.3.0 later' })).status).toBe('inconclusive');
    expect(judge(endedAt('auth', { reply: '535 no' })).status).toBe('inconclusive');
  });

  test('names an address that cannot be spoken', () => {
    expect(judge(endedAt('mail', { error: 'BAD_ADDRESS' }))).toMatchObject({
      status: 'fail',
      reason: 'bad-syntax',
      owner: 'implementation engineer',
    });
  });
});
