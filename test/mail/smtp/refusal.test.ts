import { describe, expect, test } from 'vitest';
import type { SmtpStage } from '../../../src/core/ports/smtp.ts';
import { CAUSES, passesByItself, type RefusalCause } from '../../../src/mail/smtp/refusal-causes.ts';
import { placeIn, refusalCause } from '../../../src/mail/smtp/refusal.ts';
import { reply } from '../../checks/smtp/builders.ts';

const at = (stage: SmtpStage, host = 'smtp.relay.example', banner: string | null = null) => placeIn({ host, banner }, stage);
const OFFICE = 'smtp.office365.com';
const GMAIL = 'smtp.gmail.com';
const SES = 'email-smtp.ap-south-1.amazonaws.com';

describe('a refused login', () => {
  test.each<[string, RefusalCause, string?]>([
    ['535 5.7.8 Error: authentication failed', 'bad-credentials'],
    ['535 Incorrect authentication data', 'bad-credentials'],
    ['535 Authentication failed: Bad username / password', 'bad-credentials'],
    ['435 4.7.8 Error: authentication failed', 'bad-credentials'],
    ['535 Authentication Credentials Invalid', 'ses-credentials', SES],
    ['535 Authentication credentials invalid', 'bad-credentials', 'smtp.ionos.example'],
    ['535 Account not subscribed to SES', 'ses-not-subscribed'],
    ['554 Access denied: User arn:aws:iam::1:user/x is not authorized to perform ses:SendRawEmail', 'ses-access-denied'],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
      'client-submission-disabled',
    ],
    [
      '535 5.7.139 Authentication unsuccessful, user is locked by your organization’s security defaults policy. Contact your administrator.',
      'security-defaults',
    ],
    [
      '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.',
      'client-submission-disabled',
    ],
    ['535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.', 'bad-credentials', OFFICE],
    ['535 5.7.139 Authentication unsuccessful', 'client-submission-disabled', OFFICE],
    ['535 5.7.139 Authentication unsuccessful', 'bad-credentials'],
    ['535 5.7.3 Authentication unsuccessful [AA0PR01CA0001.prod.outlook.com]', 'credentials-or-submission'],
    ['535 5.7.3 Authentication unsuccessful', 'credentials-or-submission', OFFICE],
    ['535 5.7.3 Authentication unsuccessful', 'bad-credentials'],
    ['550 5.7.30 Basic authentication is not supported for Client Submission.', 'basic-auth-retired'],
    ['535 5.7.8 Username and Password not accepted. For more information, go to', 'app-password-required', GMAIL],
    ['535 5.7.8 Username and Password not accepted.', 'bad-credentials'],
    ['534 5.7.9 Application-specific password required.', 'app-password-required'],
    ['534 5.7.14 Please log in via your web browser and then try again.', 'web-login-required', GMAIL],
    ['534 5.7.9 Authentication mechanism is too weak', 'mechanism-too-weak'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'starttls-required'],
    ['538 5.7.11 Encryption required', 'starttls-required'],
    ['530 5.7.0 Authentication required', 'login-required'],
    ['432 4.7.12 A password transition is needed', 'password-transition'],
    ['454 4.7.0 Temporary authentication failure', 'temporary'],
    ['454 4.7.0 Too many login attempts, please try again later.', 'rate-limited'],
    ['454 Throttling failure: Maximum sending rate exceeded', 'rate-limited'],
    ['454 Throttling failure: Daily message quota exceeded', 'sending-limit'],
    ['421 Too many concurrent SMTP connections', 'too-many-connections'],
    ['525 5.7.13 User account disabled', 'account-disabled'],
    ['502 5.7.0 Please activate your smtp account', 'account-disabled'],
    ['451 Authentication failed: Maximum credits exceeded', 'plan-exhausted'],
    ['525 5.7.1 Unauthorized IP address', 'address-not-allowed'],
    ['550 5.7.1 Unauthorized IP address', 'address-not-allowed'],
    ['504 5.5.4 Unrecognized authentication type', 'mechanism-refused'],
    ['599 what', 'refused'],
    ['499 what', 'temporary'],
  ])('%s: %s', (text, cause, host) => {
    expect(refusalCause(reply(text), at('auth', host))).toBe(cause);
  });

  test('counts a vendor’s words by its greeting too', () => {
    const banner = 'AA0PR01CA0001.outlook.office365.com.outlook.com Microsoft ESMTP MAIL Service ready';
    expect(refusalCause(reply('535 5.7.139 no'), at('auth', 'relay.gym.example', banner))).toBe('client-submission-disabled');
  });
});

describe('a refused sender, recipient or message', () => {
  test.each<[SmtpStage, string, RefusalCause, string?]>([
    [
      'final-dot',
      '554 Message rejected: Email address is not verified. The following identities failed the check in region AP-SOUTH-1',
      'ses-identity-not-verified',
    ],
    ['final-dot', '554 Message rejected: Email address is not verified.', 'ses-identity-not-verified', SES],
    ['final-dot', '554 Message rejected: Email address is not verified.', 'sender-not-allowed'],
    ['final-dot', '554 Message rejected: Sending paused for this account.', 'ses-sending-paused', SES],
    ['final-dot', '554 Transaction failed: Configuration Set does not exist: squareos-main', 'configuration-set-missing'],
    [
      'final-dot',
      '550 5.7.26 This mail is unauthenticated, which poses a risk; the sender is unauthenticated',
      'unauthenticated',
    ],
    ['final-dot', '550 5.7.26 refused', 'unauthenticated'],
    ['final-dot', '421 4.7.40 refused', 'unauthenticated'],
    ['final-dot', '554 5.7.9 Message not accepted for policy reasons', 'unauthenticated'],
    [
      'final-dot',
      '550 5.7.515 Access denied, sending domain x.example does not meet the required authentication level',
      'unauthenticated',
    ],
    ['final-dot', '550 5.7.1 Unconfigured Sending Domain <b.example>', 'sender-not-allowed'],
    ['final-dot', '552 5.7.0 This message was blocked because its content presents a potential issue', 'content-refused'],
    ['final-dot', '554 5.7.1 The message was rejected as spam', 'content-refused'],
    ['final-dot', '451 4.3.0 queue file write error', 'temporary'],
    ['mail', '553 5.7.1 <a@b.example>: Sender address rejected: not owned by user x', 'sender-not-allowed'],
    ['rcpt', '553 5.7.1 <a@b.example>: Sender address rejected: not owned by user x', 'sender-not-allowed'],
    ['mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'sender-not-allowed'],
    ['mail', '550 The from address does not match a verified Sender Identity.', 'sender-not-allowed'],
    ['mail', '450 4.1.8 <a@b.example>: Sender address rejected: Domain not found', 'sender-domain-not-found'],
    [
      'mail',
      '550 User billing has exceeded its 24-hour sending limit. Messages to 250 recipients have been sent',
      'sending-limit',
    ],
    ['mail', '535 5.7.0 Your account has been suspended', 'account-disabled'],
    ['rcpt', '550 5.4.5 Daily user sending limit exceeded', 'sending-limit'],
    ['rcpt', '554 5.7.1 <a@b.example>: Relay access denied', 'relay-denied'],
    ['rcpt', '454 4.7.1 <a@b.example>: Relay access denied', 'relay-denied'],
    ['rcpt', '553 sorry, that domain isn’t in my list of allowed rcpthosts (#5.7.1)', 'relay-denied'],
    ['rcpt', '550 relay not permitted', 'relay-denied'],
    ['rcpt', '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', 'recipient-unknown'],
    ['rcpt', '550 5.1.1 The email account that you tried to reach does not exist.', 'recipient-unknown'],
    ['rcpt', '550 5.2.1 The email account that you tried to reach is disabled.', 'mailbox-disabled'],
    ['rcpt', '556 5.1.10 Recipient address has null MX', 'recipient-takes-no-mail'],
    ['rcpt', '451 4.7.1 Greylisted, see http://x', 'greylisted'],
    ['rcpt', '450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted', 'greylisted'],
    ['rcpt', '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents more', 'rate-limited'],
    ['rcpt', '452 4.2.2 Mailbox full', 'mailbox-full'],
    ['rcpt', '452 4.3.1 Insufficient system storage', 'temporary'],
    ['rcpt', '452 4.5.3 Too many recipients', 'rate-limited'],
    ['rcpt', '550 5.7.1 Client host [192.0.2.1] blocked using zen.example', 'address-not-allowed'],
    ['rcpt', '554 Free accounts are for test purposes only.', 'recipient-not-authorized', 'smtp.mailgun.org'],
    ['rcpt', '550 address is on the suppression list for your account', 'recipient-suppressed'],
    ['mail', '552 5.3.4 Message size exceeds limit', 'message-too-big'],
    ['mail', '530 5.7.0 Authentication required', 'login-required'],
    ['mail', '550 Unauthenticated senders not allowed', 'login-required'],
    ['mail', '550 5.7.1 Blocked', 'policy'],
    ['mail', '550 no', 'refused'],
  ])('%s %s: %s', (stage, text, cause, host) => {
    expect(refusalCause(reply(text), at(stage, host))).toBe(cause);
  });

  // RFC 5321 §4.2.1: 4yz passes and 5yz stays; what asks for more, or takes it, is no refusal.
  test.each([
    [354, 'dialogue-broken'],
    [399, 'dialogue-broken'],
    [400, 'temporary'],
    [499, 'temporary'],
    [500, 'refused'],
    [599, 'refused'],
  ])('of the code %s alone is %s', (code, cause) => {
    expect(refusalCause({ code, enhanced: null, lines: [''] }, at('data'))).toBe(cause);
  });

  test('is read over the ends of lines', () => {
    const lines = ['5.7.26 This mail has been blocked because the sender', '5.7.26 is unauthenticated.'];
    expect(refusalCause({ code: 550, enhanced: null, lines }, at('final-dot'))).toBe('unauthenticated');
  });

  test('is judged alike at each stage that it can reach', () => {
    const words = reply('451 5.4.5 Daily user sending limit exceeded');
    const stages: readonly SmtpStage[] = ['auth', 'mail', 'rcpt', 'data', 'final-dot'];
    expect(new Set(stages.map((stage) => refusalCause(words, at(stage))))).toEqual(new Set(['sending-limit']));
  });
});

test('what passes by itself is never about a login, a sender or a recipient', () => {
  const passing = (Object.keys(CAUSES) as RefusalCause[]).filter(passesByItself);
  expect(passing).toEqual(['greylisted', 'rate-limited', 'too-many-connections', 'temporary']);
  expect(passing.map((one) => CAUSES[one].about)).toEqual(['stage', 'stage', 'stage', 'stage']);
});
