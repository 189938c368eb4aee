import { describe, expect, it } from 'vitest';
import { inboxArrived } from '../../../src/checks/message/inbox-arrived.ts';
import { loginRefusal } from '../../../src/mail/imap/refusal.ts';
import { ARRIVED, inbox } from './inbox.ts';
import { toldBy } from '../told-by.ts';

const judged = (given: Parameters<typeof inbox>[0]) =>
  toldBy(inboxArrived, inboxArrived.evaluate({ 'live.inbox': inbox(given) }));

const broke = (stage: string, says = 'no', code = 'X') => ({ trouble: { stage, code, says } }) as Parameters<typeof inbox>[0];

describe('inbox-arrived', () => {
  it.each<[string, string, Parameters<typeof inbox>[0]]>([
    ['ok', 'pass', { arrived: ARRIVED }],
    ['ok', 'pass', { arrived: ARRIVED, missing: ['Bills'] }],
    ['never-arrived', 'fail', { delivered: true, timedOut: true }],
    ['not-yet', 'inconclusive', { delivered: true }],
    ['not-yet', 'inconclusive', { delivered: false, timedOut: true }],
    ['not-yet', 'inconclusive', { delivered: null }],
    ['folders-unsearched', 'inconclusive', { delivered: true, timedOut: true, unsearched: ['Updates', 'Trash'] }],
    [
      'folders-unsearched',
      'inconclusive',
      { delivered: true, timedOut: true, folders: [{ path: 'INBOX', role: 'inbox', messages: 3000, how: 'newest' }] },
    ],
    ['not-yet', 'inconclusive', { delivered: true, unsearched: ['Updates'] }],
    ['mark-alone', 'inconclusive', { delivered: true, timedOut: true, alike: 'INBOX' }],
    ['folder-missing', 'inconclusive', { delivered: true, timedOut: true, missing: ['Bills'] }],
    [
      'folder-refused',
      'inconclusive',
      { delivered: true, timedOut: true, folders: [{ path: 'Bills', role: 'named', messages: 0, how: 'refused' }] },
    ],
    ['no-such-host', 'inconclusive', broke('name')],
    ['host-refused', 'inconclusive', broke('place')],
    ['unreachable', 'inconclusive', broke('connection')],
    ['tls-refused', 'inconclusive', broke('tls', 'altnames', 'ERR_TLS_CERT_ALTNAME_INVALID')],
    ['tls-refused', 'inconclusive', broke('tls', 'no protocols', 'ERR_SSL_UNSUPPORTED_PROTOCOL')],
    ['tls-refused', 'inconclusive', { ...broke('tls', 'Timeout', 'UPGRADE_TIMEOUT'), secure: false }],
    ['no-tls', 'inconclusive', broke('tls', 'wrong version', 'ERR_SSL_WRONG_VERSION_NUMBER')],
    ['no-tls', 'inconclusive', { ...broke('tls', 'Server does not support STARTTLS', 'FAILED'), secure: false, port: 143 }],
    ['no-imap', 'inconclusive', broke('greeting')],
    ['lost', 'inconclusive', broke('lost')],
    ['login-refused', 'inconclusive', broke('login', 'Authentication failed.', 'AUTHENTICATIONFAILED')],
    ['app-password', 'inconclusive', broke('login', 'Application-specific password required')],
    ['imap-off', 'inconclusive', broke('login', 'Your account is not enabled for IMAP use.')],
    ['web-login', 'inconclusive', broke('login', 'Please log in via your web browser')],
    ['no-passwords', 'inconclusive', broke('login', 'LOGIN is refused', 'LOGINDISABLED')],
    ['token-refused', 'inconclusive', { ...broke('login'), login: 'token' }],
    ['no-tokens', 'inconclusive', { ...broke('login', 'Unsupported authentication mechanism'), login: 'token' }],
    ['no-mailbox', 'inconclusive', broke('login', 'User is authenticated but not connected.')],
    ['no-login', 'inconclusive', broke('login', 'It takes no password.', 'PRIVACYREQUIRED')],
    ['account-locked', 'inconclusive', broke('login', 'Account suspended')],
    ['turned-away', 'inconclusive', broke('turned-away', 'Access denied for your address')],
    ['busy', 'inconclusive', broke('turned-away', 'Too many connections from your address')],
    ['busy', 'inconclusive', broke('turned-away', 'Server shutting down')],
    ['busy', 'inconclusive', broke('lost', '[UNAVAILABLE] x', 'UNAVAILABLE')],
    ['busy', 'inconclusive', broke('login', 'Too many simultaneous connections. (Failure)')],
  ])('%s: %s', (reason, status, given) => {
    expect(judged(given)).toMatchObject({ reason, status });
  });

  it('names the folders that were not searched, and only so many of them', () => {
    const many = Array.from({ length: 30 }, (_, n) => `Rule ${n}`);
    const finding = judged({ delivered: true, timedOut: true, unsearched: many });
    expect(finding.observed).toMatchObject({ unsearched: expect.stringContaining('Rule 11 and 18 more') });
    expect(finding.remedy?.[0]?.say).toContain('Rule 0, Rule 1');
  });

  it('names the host, and never asks for a password over unverified TLS', () => {
    for (const code of ['CERT_HAS_EXPIRED', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_UNSUPPORTED_PROTOCOL'])
      expect(judged(broke('tls', 'x', code)).remedy?.[0]?.say).toContain('The password was not sent');
    expect(judged(broke('connection'))).toMatchObject({ owner: 'network admin' });
  });
});

// As Gmail, Microsoft 365, Yahoo, iCloud and Dovecot answer.
it.each([
  ['[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)', 'app-password'],
  [
    '[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)',
    'imap-off',
  ],
  ['[WEBALERT https://accounts.google.com/signin/continue] Web login required.', 'web-login'],
  ['[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)', 'web-login'],
  ['[AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'wrong'],
  ['[AUTHENTICATIONFAILED] LOGIN Invalid credentials', 'wrong'],
  ['[AUTHENTICATIONFAILED] Authentication failed.', 'wrong'],
  ['[UNAVAILABLE] Temporary authentication failure.', 'busy'],
  ['[ALERT] Account exceeded command or bandwidth limits. (Failure)', 'busy'],
  ['User is authenticated but not connected.', 'no-mailbox'],
  ['[PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.', 'no-login'],
  ['[ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)', 'imap-off'],
  ['[ALERT] IMAP access is disabled for your domain. (Failure)', 'imap-off'],
  ['Login failed: IMAP not allowed for this user', 'imap-off'],
  ['LOGIN This user does not have access rights to this service', 'imap-off'],
  ['Application password is REQUIRED', 'app-password'],
  ['Please using authorized code to login.', 'app-password'],
  ['[EXPIRED] Your password has expired', 'wrong'],
  ['Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)', 'busy'],
  ['[SERVERBUG] Internal error', 'busy'],
  ['[AUTHENTICATIONFAILED] Too many failed attempts, account locked for 30 minutes', 'busy'],
  ['[CONTACTADMIN] Ask your administrator', 'locked'],
  ['[ALERT] Your account has been disabled. (Failure)', 'locked'],
  ['[AUTHENTICATIONFAILED] Account is locked', 'locked'],
])('reads %s', (text, kind) => {
  expect(loginRefusal(text, { code: '', login: 'password', host: 'imap.example.com' })).toBe(kind);
});

it('knows that Microsoft 365 takes no password, whatever it says', () => {
  const given = { code: '', login: 'password', host: 'outlook.office365.com' } as const;
  expect(loginRefusal('LOGIN failed.', given)).toBe('no-passwords');
  expect(loginRefusal('AUTHENTICATE failed.', { ...given, login: 'token' })).toBe('token');
});
