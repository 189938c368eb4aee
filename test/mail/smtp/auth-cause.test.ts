import { describe, expect, test } from 'vitest';
import { authCause, passesByItself } from '../../../src/mail/smtp/auth-cause.ts';
import { refusalCause } from '../../../src/mail/smtp/refusal.ts';
import { reply } from '../../checks/smtp/builders.ts';

describe('a refused login', () => {
  test.each([
    ['535 5.7.8 Error: authentication failed', 'bad-credentials'],
    ['535 Incorrect authentication data', 'bad-credentials'],
    ['435 4.7.8 Error: authentication failed', 'bad-credentials'],
    ['535 Authentication Credentials Invalid', 'ses-credentials'],
    ['535 Account not subscribed to SES', 'ses-not-subscribed'],
    ['554 Access denied: User arn:aws:iam::1:user/x is not authorized to perform ses:SendRawEmail', 'ses-access-denied'],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
      'client-submission-disabled',
    ],
    ['550 5.7.30 Basic authentication is not supported for Client Submission.', 'basic-auth-retired'],
    ['535 5.7.8 Username and Password not accepted. For more information, go to', 'app-password-required'],
    ['534 5.7.9 Application-specific password required.', 'app-password-required'],
    ['534 5.7.14 Please log in via your web browser and then try again.', 'web-login-required'],
    ['534 5.7.9 Authentication mechanism is too weak', 'mechanism-too-weak'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'starttls-required'],
    ['538 5.7.11 Encryption required', 'starttls-required'],
    ['530 5.7.0 Authentication required', 'login-required'],
    ['432 4.7.12 A password transition is needed', 'password-transition'],
    ['454 4.7.0 Temporary authentication failure', 'temporary'],
    ['454 Throttling failure: Maximum sending rate exceeded', 'rate-limited'],
    ['421 Too many concurrent SMTP connections', 'too-many-connections'],
    ['525 5.7.13 User account disabled', 'account-disabled'],
    ['550 5.7.1 Unauthorized IP address', 'address-not-allowed'],
    ['504 5.5.4 Unrecognized authentication type', 'mechanism-refused'],
    ['599 what', 'refused'],
    ['499 what', 'temporary'],
  ])('%s: %s', (text, cause) => {
    expect(authCause(reply(text))).toBe(cause);
  });

  test('passes by itself only where the relay says so', () => {
    expect(
      ['temporary', 'rate-limited', 'too-many-connections', 'bad-credentials', 'password-transition'].map((one) =>
        passesByItself(one as never),
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

describe('a refused sender, recipient or message', () => {
  test.each([
    [
      '554 Message rejected: Email address is not verified. The following identities failed the check in region AP-SOUTH-1',
      'ses-identity-not-verified',
    ],
    ['554 Message rejected: Sending paused for this account.', 'ses-sending-paused'],
    ['553 5.7.1 <a@b.example>: Sender address rejected: not owned by user x', 'sender-not-allowed'],
    ['550 5.7.1 Unconfigured Sending Domain <b.example>', 'sender-not-allowed'],
    ['550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'sender-not-allowed'],
    ['554 5.7.1 <a@b.example>: Relay access denied', 'relay-denied'],
    ['550 relay not permitted', 'relay-denied'],
    ['550 5.1.1 <a@b.example>: Recipient address rejected: User unknown', 'recipient-unknown'],
    ['556 5.1.10 Recipient address has null MX', 'recipient-takes-no-mail'],
    ['451 4.7.1 Greylisted, see http://x', 'greylisted'],
    ['450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted', 'greylisted'],
    ['452 4.2.2 Mailbox full', 'mailbox-full'],
    ['452 4.5.3 Too many recipients', 'rate-limited'],
    ['552 5.3.4 Message size exceeds limit', 'message-too-big'],
    ['530 5.7.0 Authentication required', 'login-required'],
    ['550 5.7.1 Blocked', 'policy'],
    ['451 4.3.0 queue file write error', 'temporary'],
    ['550 no', 'refused'],
  ])('%s: %s', (text, cause) => {
    expect(refusalCause(reply(text))).toBe(cause);
  });
});
