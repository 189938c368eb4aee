import { describe, expect, test } from 'vitest';
import { smtpAuth } from '../../../src/checks/smtp/smtp-auth.ts';
import { CAUSES } from '../../../src/mail/smtp/refusal-causes.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, refusedAt, relay, session } from './builders.ts';

type Given = Parameters<typeof smtpAuth.evaluate>[0];
const judge = (one = session(), receipt: Given['live.receipt'] = notAsked, tenant = relay()) =>
  toldBy(
    smtpAuth,
    smtpAuth.evaluate({ 'smtp.session': observed(one), 'profile.tenant': observed(tenant), 'live.receipt': receipt }),
  );

const OFFICE = { host: 'smtp.office365.com' };

describe('advice', () => {
  test.each([
    ['apikey ', 'begins or ends with a blank'],
    ['"apikey"', 'stands in quotation marks'],
    ['ops%40gym.example', 'is percent-encoded'],
    ['apikey\u200b', 'has an invisible character'],
  ])('names the form of the user name %j before its value', (username, words) => {
    const finding = judge(endedAt('auth', { reply: '535 5.7.8 no' }), notAsked, relay({ username }));
    expect(finding).toMatchObject({ status: 'fail', reason: 'bad-credentials' });
    expect(finding.fix).toContain(words);
  });

  test('never asks for what the session shows as given', () => {
    const late = judge(
      endedAt('mail', { reply: '530 5.7.0 Authentication required' }, { authenticated: true, mechanism: 'PLAIN' }),
    );
    expect(late.fix).toContain('had accepted its login (PLAIN)');
    expect(late.fix).not.toContain('Set `smtp.username`');
    const encrypted = judge(endedAt('auth', { reply: '530 5.7.0 Must issue a STARTTLS command first' }));
    expect(encrypted.fix).toContain('encrypted already');
    expect(encrypted.fix).not.toContain('smtp.secure');
  });
});

describe('smtp-auth', () => {
  test('passes when the relay let us in', () => {
    expect(judge()).toMatchObject({ status: 'pass', observed: { mechanism: 'PLAIN' } });
  });

  test('does not let a mechanism pass in silence that many libraries lack', () => {
    const one = session({ mechanism: 'CRAM-MD5', authMechanisms: ['CRAM-MD5'] });
    expect(judge(one)).toMatchObject({ status: 'warn', reason: 'unusual-mechanism' });
  });

  test.each<[string, string, string, object?]>([
    ['535 5.7.8 Error: authentication failed', 'bad-credentials', 'implementation engineer'],
    ['535 Authentication Credentials Invalid', 'ses-credentials', 'AWS admin', { host: 'email-smtp.ap-south-1.amazonaws.com' }],
    ['535 Account not subscribed to SES', 'ses-not-subscribed', 'AWS admin'],
    ['535 5.7.139 SmtpClientAuthentication is disabled', 'client-submission-disabled', 'mail provider admin'],
    ['535 5.7.3 Authentication unsuccessful', 'credentials-or-submission', 'implementation engineer', OFFICE],
    ['535 5.7.139 locked by your organization’s security defaults', 'security-defaults', 'mail provider admin', OFFICE],
    ['535 5.7.1 SMTP AUTH is disabled for your account', 'smtp-access-disabled', 'mail provider admin'],
    ['550 5.7.30 Basic authentication is not supported', 'basic-auth-retired', 'mail provider admin'],
    ['534 5.7.9 Application-specific password required', 'app-password-required', 'mail provider admin'],
    ['534 5.7.14 Please log in via your web browser', 'web-login-required', 'gym owner'],
    ['525 5.7.13 User account disabled', 'account-disabled', 'mail provider admin'],
    ['530 5.7.0 Authentication required', 'login-required', 'implementation engineer'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'starttls-required', 'mail provider admin'],
    ['534 5.7.9 too weak', 'mechanism-too-weak', 'mail provider admin'],
    ['504 5.5.4 what', 'mechanism-refused', 'mail provider admin'],
    ['432 4.7.12 new password', 'password-transition', 'gym owner'],
    ['525 5.7.1 Unauthorized IP address', 'address-not-allowed', 'mail provider admin'],
    ['451 Authentication failed: Maximum credits exceeded', 'plan-exhausted', 'mail provider admin'],
    ['554 5.7.1 no', 'policy', 'mail provider admin'],
    ['599 no', 'refused', 'mail provider admin'],
    ['334 VXNlcm5hbWU6', 'dialogue-broken', 'mail provider admin'],
    ['501 5.5.2 cannot read', 'mechanism-refused', 'mail provider admin'],
  ])('fails on “%s” as %s, for the %s, and quotes it', (text, reason, owner, more) => {
    const finding = judge(endedAt('auth', { reply: text }, more));
    expect(finding).toMatchObject({ status: 'fail', reason, owner });
    expect(finding.fix).toContain(text);
  });

  test('says both of a reply that can mean either, the password first', () => {
    const { remedy } = judge(endedAt('auth', { reply: '535 5.7.3 Authentication unsuccessful' }, OFFICE));
    expect(remedy.map((act) => act.owner)).toEqual(['implementation engineer', 'mail provider admin']);
    expect(remedy[0]?.say).toContain('password first');
  });

  test.each(['454 4.7.0 Temporary authentication failure', '421 4.7.0 Too many connections'])('cannot judge on “%s”', (text) => {
    expect(judge(endedAt('auth', { reply: text }))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  test.each([
    ['AUTH_NOT_OFFERED', 'fail', 'not-offered'],
    ['NO_COMMON_MECHANISM', 'fail', 'no-common-mechanism'],
    ['NO_PASSWORD', 'inconclusive', 'cannot-judge'],
    ['TLS_NOT_VERIFIED', 'inconclusive', 'cannot-judge'],
    ['TIMEOUT', 'fail', 'dialogue-broken'],
    ['REPLY_TOO_LONG', 'fail', 'dialogue-broken'],
    ['ABORTED', 'inconclusive', 'cannot-judge'],
  ])('never passes when the credential was not judged: %s', (error, status, reason) => {
    expect(judge(endedAt('auth', { error }))).toMatchObject({ status, reason });
  });

  test.each<[number, readonly string[], string]>([
    [587, ['mail provider admin', 'implementation engineer'], 'AUTH switched on'],
    [465, ['mail provider admin', 'implementation engineer'], 'AUTH switched on'],
    [2525, ['mail provider admin', 'implementation engineer'], 'AUTH switched on'],
    [25, ['implementation engineer', 'implementation engineer'], 'submission port'],
  ])('without AUTH at port %i has one act for each who can mend it', (port, owners, first) => {
    const { owner, remedy } = judge(endedAt('auth', { error: 'AUTH_NOT_OFFERED' }, { port }));
    expect([owner, ...remedy.map((act) => act.owner)]).toEqual([owners[0], ...owners]);
    expect(remedy[0]?.say).toContain(first);
    expect(remedy.map(({ field }) => field?.name ?? null)).toEqual([port === 25 ? 'smtp.port' : null, 'smtp.username']);
  });

  test.each(['mail', 'rcpt'] as const)('takes back an accepted login that is denied at %s', (stage) => {
    const one = endedAt(stage, { reply: '530 5.7.0 Authentication required' });
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'login-required', observed: { stage } });
  });

  test('takes back an accepted login that the live send shows disabled', () => {
    const finding = judge(session(), refusedAt('final-dot', '550 5.7.1 Your account has been suspended'));
    expect(finding).toMatchObject({ status: 'fail', reason: 'account-disabled', observed: { at: 'the live send' } });
  });

  test('does not apply to a relay that is used without a login', () => {
    const one = session({ authenticated: null, stages: session().stages.filter((stage) => stage.stage !== 'auth') });
    expect(judge(one, notAsked, relay({ username: null }))).toMatchObject({ status: 'not-applicable', reason: 'no-login' });
  });

  test('has a reason for every cause that speaks of the login', () => {
    const causes = Object.entries(CAUSES).filter(([, { about }]) => about === 'login');
    expect(causes.map(([one]) => one).filter((one) => !(one in smtpAuth.reasons))).toEqual([]);
  });
});
