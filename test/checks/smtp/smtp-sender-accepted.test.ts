import { describe, expect, test } from 'vitest';
import { smtpSenderAccepted } from '../../../src/checks/smtp/smtp-sender-accepted.ts';
import type { SmtpStage } from '../../../src/core/ports/smtp.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, refusedAt, session } from './builders.ts';

type Given = Parameters<typeof smtpSenderAccepted.evaluate>[0];
const judge = (one = session(), receipt: Given['live.receipt'] = notAsked) =>
  toldBy(smtpSenderAccepted, smtpSenderAccepted.evaluate({ 'smtp.session': observed(one), 'live.receipt': receipt }));

describe('smtp-sender-accepted', () => {
  test('passes when MAIL FROM was taken', () => {
    expect(judge().status).toBe('pass');
  });

  test.each([
    ['553 5.7.1 <a@b>: Sender address rejected: not owned by user', 'sender-not-allowed', 'mail provider admin'],
    ['450 4.1.8 <a@b>: Sender address rejected: Domain not found', 'sender-domain-not-found', 'DNS admin'],
    ['554 identities failed the check in region X', 'ses-identity-not-verified', 'AWS admin'],
    ['554 User x is not authorized to perform ses:SendRawEmail', 'ses-access-denied', 'AWS admin'],
    ['550 Daily sending quota exceeded', 'sending-limit', 'mail provider admin'],
    ['550 5.7.26 the sender is unauthenticated', 'unauthenticated', 'DNS admin'],
    ['501 5.1.7 Bad sender address syntax', 'bad-syntax', 'implementation engineer'],
    ['555 5.5.4 Unsupported option: SIZE', 'parameter-refused', 'mail provider admin'],
    ['552 5.3.4 Message size exceeds limit', 'message-too-big', 'mail provider admin'],
    ['554 5.6.0 no', 'content-refused', 'mail provider admin'],
    ['454 4.7.1 Relay access denied', 'relay-denied', 'mail provider admin'],
    ['550 5.7.1 by policy', 'policy', 'mail provider admin'],
    ['550 no', 'refused', 'mail provider admin'],
    ['354 go on', 'dialogue-broken', 'mail provider admin'],
  ])('fails on “%s” as %s, for the %s, and quotes the relay', (text, reason, owner) => {
    const finding = judge(endedAt('mail', { reply: text }));
    expect(finding).toMatchObject({ status: 'fail', reason, owner });
    expect(finding.fix).toContain(text);
  });

  test('knows a paused SES account by the host', () => {
    const one = endedAt('mail', { reply: '554 Sending paused for this account' }, { host: 'email-smtp.eu-west-1.amazonaws.com' });
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'ses-sending-paused', owner: 'AWS admin' });
  });

  test('hears a refusal of the sender that comes only at RCPT, as Postfix gives it', () => {
    const one = endedAt('rcpt', { reply: '553 5.7.1 <billing@gym.example>: Sender address rejected: not owned by user x' });
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'sender-not-allowed', observed: { stage: 'rcpt' } });
    expect(judge(endedAt('rcpt', { reply: '550 5.1.1 User unknown' })).status).toBe('pass');
  });

  test.each<[SmtpStage, string, string]>([
    ['final-dot', '554 Message rejected: identities failed the check in region EU', 'ses-identity-not-verified'],
    ['data', '550 5.7.26 sender is unauthenticated', 'unauthenticated'],
    ['mail', '550 5.7.1 no', 'policy'],
  ])('takes a pass back that the live send contradicts at %s', (stage, text, reason) => {
    expect(judge(session(), refusedAt(stage, text))).toMatchObject({
      status: 'fail',
      reason,
      observed: { stage, at: 'the live send' },
    });
  });

  test('leaves the login and the message to others', () => {
    expect(judge(session(), refusedAt('final-dot', '554 5.6.0 spam')).status).toBe('pass');
    const denied = endedAt('mail', { reply: '530 5.7.0 Authentication required' });
    expect(judge(denied)).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  test('cannot judge when the relay puts the sender off, or the session ended before', () => {
    expect(judge(endedAt('mail', { reply: '451 4.3.0 later' })).status).toBe('inconclusive');
    expect(judge(endedAt('mail', { error: 'ABORTED' })).status).toBe('inconclusive');
    expect(judge(endedAt('auth', { reply: '535 no' })).status).toBe('inconclusive');
  });

  test('fails when the relay takes less than an invoice with its PDF', () => {
    expect(judge(session({ sizeLimit: 500_000 }))).toMatchObject({ status: 'fail', reason: 'message-too-big' });
    expect(judge(session({ sizeLimit: 0 })).status).toBe('pass');
    expect(judge(session({ sizeLimit: null })).status).toBe('pass');
  });

  test('fails when the sender needs SMTPUTF8 and the relay has none', () => {
    expect(judge(endedAt('mail', { error: 'SMTPUTF8_NOT_OFFERED' }))).toMatchObject({
      status: 'fail',
      reason: 'smtputf8-missing',
    });
  });

  test.each(['TIMEOUT', 'CLOSED', 'NOT_SMTP'])('fails when the relay ends MAIL FROM with %s', (error) => {
    expect(judge(endedAt('mail', { error }))).toMatchObject({ status: 'fail', reason: 'dialogue-broken' });
  });

  test('names an address that cannot be spoken', () => {
    expect(judge(endedAt('mail', { error: 'BAD_ADDRESS' }))).toMatchObject({
      status: 'fail',
      reason: 'bad-syntax',
      owner: 'implementation engineer',
    });
  });
});
