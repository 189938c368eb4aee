import { describe, expect, test } from 'vitest';
import { smtpReachable } from '../../../src/checks/smtp/smtp-reachable.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, refusedAt, reply, session } from './builders.ts';

type Given = Parameters<typeof smtpReachable.evaluate>[0];
const judge = (one = session(), other: Given['smtp.otherMode'] = notAsked, receipt: Given['live.receipt'] = notAsked) =>
  toldBy(
    smtpReachable,
    smtpReachable.evaluate({ 'smtp.session': observed(one), 'smtp.otherMode': other, 'live.receipt': receipt }),
  );
const triedAt = (port: number, one: ReturnType<typeof session>): Given['smtp.otherMode'] =>
  observed({ tried: [{ port, secure: one.secure, works: false, session: one }] });
/** The stage at which a session met something that is not SMTP. */
const odd = (one: ReturnType<typeof session>, text: string) => ({
  ...one,
  stages: one.stages.map((stage) => (stage.error === null ? stage : { ...stage, detail: `It begins with “${text}”.` })),
});
/** Greeted like that, and EHLO refused. */
const greeted = (text: string) => {
  const one = endedAt('ehlo', { reply: '500 what' }, { banner: text.slice(4) });
  return { ...one, stages: one.stages.map((stage) => (stage.stage === 'greeting' ? { ...stage, reply: reply(text) } : stage)) };
};

describe('smtp-reachable', () => {
  test('passes when the relay greets and takes EHLO', () => {
    expect(judge()).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  test.each([
    ['resolve', { error: 'ENOTFOUND' }, 'fail', 'name-not-found', 'implementation engineer'],
    ['resolve', { error: 'EAI_AGAIN' }, 'inconclusive', 'cannot-judge', 'network admin'],
    ['connect', { error: 'ECONNREFUSED' }, 'fail', 'port-closed', 'implementation engineer'],
    ['connect', { error: 'ETIMEDOUT' }, 'inconclusive', 'cannot-judge', 'network admin'],
    ['greeting', { error: 'TIMEOUT' }, 'fail', 'no-greeting', 'mail provider admin'],
    ['greeting', { error: 'NOT_SMTP' }, 'fail', 'not-smtp', 'implementation engineer'],
    ['greeting', { error: 'CLOSED' }, 'fail', 'closed-early', 'mail provider admin'],
    ['greeting', { reply: '421 4.3.2 busy' }, 'inconclusive', 'cannot-judge', 'mail provider admin'],
    ['greeting', { reply: '554 5.7.1 no' }, 'fail', 'turned-away', 'mail provider admin'],
    ['greeting', { reply: '550 Access denied' }, 'fail', 'turned-away', 'mail provider admin'],
    ['greeting', { reply: '554 No SMTP service here' }, 'fail', 'turned-away', 'implementation engineer'],
    ['greeting', { reply: '521 smtp.relay.example does not accept mail' }, 'fail', 'turned-away', 'implementation engineer'],
    ['greeting', { reply: '421 4.7.1 Your IP address is not allowed to connect' }, 'fail', 'turned-away', 'mail provider admin'],
    [
      'greeting',
      { reply: '554 4.7.0 Too many connections, try again later' },
      'inconclusive',
      'cannot-judge',
      'mail provider admin',
    ],
    ['ehlo', { error: 'CLOSED' }, 'fail', 'ehlo-unanswered', 'mail provider admin'],
    ['ehlo', { error: 'TIMEOUT' }, 'fail', 'ehlo-unanswered', 'mail provider admin'],
    ['ehlo', { error: 'NOT_SMTP' }, 'fail', 'ehlo-unanswered', 'mail provider admin'],
    ['ehlo', { reply: '354 go on' }, 'fail', 'ehlo-unanswered', 'mail provider admin'],
    ['ehlo', { reply: '501 5.5.4 bad name' }, 'fail', 'ehlo-refused', 'implementation engineer'],
    ['ehlo', { reply: '421 4.7.0 Try again with a full name in EHLO' }, 'fail', 'ehlo-refused', 'implementation engineer'],
    ['ehlo', { reply: '502 5.5.2 Error: command not recognized' }, 'fail', 'ehlo-unknown', 'mail provider admin'],
    ['ehlo', { reply: '554 5.7.1 Your IP address is not allowed here' }, 'fail', 'turned-away', 'mail provider admin'],
    ['ehlo', { reply: '550 Temporarily deferred, please retry later' }, 'inconclusive', 'cannot-judge', 'mail provider admin'],
    ['ehlo', { reply: '421 4.3.2 busy' }, 'inconclusive', 'cannot-judge', 'mail provider admin'],
    ['resolve', { error: 'ADDRESS_REFUSED' }, 'fail', 'address-refused', 'implementation engineer'],
  ] as const)('%s ended by %j is %s: %s', (stage, how, status, reason, owner) => {
    const judgement = judge(endedAt(stage, how));
    expect(judgement).toMatchObject({ status, reason, owner });
    expect(judgement.fix).toMatch(/\.$/);
  });

  test('leaves a port that speaks the other TLS mode to smtp-tls-mode', () => {
    const other = observed({ tried: [{ port: 587, secure: true, works: true, session: session({ secure: true }) }] });
    expect(judge(endedAt('greeting', { error: 'TIMEOUT' }), other)).toMatchObject({ status: 'pass', reason: 'other-tls-mode' });
  });

  test('counts every address of the host', () => {
    const reach = (error: string | null, open: boolean | null) =>
      judge(
        session({
          addresses: ['192.0.2.25', '2001:db8::25'],
          reach: [
            { address: '192.0.2.25', open: true, error: null },
            { address: '2001:db8::25', open, error },
          ],
        }),
      );
    expect(reach(null, true)).toMatchObject({ status: 'pass', reason: 'ok' });
    expect(reach('ECONNREFUSED', false)).toMatchObject({ status: 'fail', reason: 'some-addresses-closed' });
    expect(reach('ECONNREFUSED', false).fix).toContain('2001:db8::25');
    expect(reach('ETIMEDOUT', false)).toMatchObject({ status: 'warn', reason: 'some-addresses-silent' });
    expect(reach('ENETUNREACH', null)).toMatchObject({ status: 'pass' });
  });

  test('has every address greet and encrypt alike', () => {
    const fine = { ended: null, reply: null, error: null, verified: true, chainError: null, fingerprint: 'ab', validTo: null };
    const met = (change: object) =>
      judge(
        session({
          reach: [
            { address: '192.0.2.25', open: true, error: null },
            { address: '2001:db8::25', open: true, error: null, met: { ...fine, ...change } },
          ],
        }),
      );
    expect(met({})).toMatchObject({ status: 'pass' });
    expect(met({ fingerprint: 'cd' })).toMatchObject({ status: 'pass' });
    expect(met({ ended: 'greeting', reply: '421 busy' })).toMatchObject({ status: 'pass' });
    expect(met({ ended: 'ehlo', reply: '550 no' })).toMatchObject({ status: 'fail', reason: 'other-address-differs' });
    const expired = met({ verified: false, chainError: 'CERT_HAS_EXPIRED', validTo: '2026-01-01T00:00:00.000Z' });
    expect(expired).toMatchObject({ status: 'fail', reason: 'other-address-differs', owner: 'mail provider admin' });
    expect(expired.fix).toContain(
      '2001:db8::25 shows a certificate that is not in order (CERT_HAS_EXPIRED, valid to 2026-01-01)',
    );
  });

  test.each([
    ['SSH-2.0-OpenSSH_9.6', 'SSH'],
    ['HTTP/1.1 400 Bad Request', 'HTTP'],
    ['* OK [CAPABILITY IMAP4rev1] ready', 'IMAP'],
    ['+OK POP3 ready', 'POP3'],
  ])('names the protocol of “%s”', (text, protocol) => {
    const finding = judge(odd(endedAt('greeting', { error: 'NOT_SMTP' }), text));
    expect(finding.fix).toContain(`a server for ${protocol}, not for SMTP`);
    expect(finding.fix).toContain(text);
  });

  test('names a server that greets as a mail server does', () => {
    expect(judge(greeted('220 (vsFTPd 3.0.5)'))).toMatchObject({ reason: 'not-smtp', observed: { protocol: 'FTP' } });
    expect(judge(greeted('220 mx.example LMTP'))).toMatchObject({ reason: 'not-smtp', observed: { protocol: 'LMTP' } });
    expect(judge(greeted('220 mx.example ESMTP ftp upload'))).toMatchObject({ reason: 'ehlo-unknown' });
    expect(judge(endedAt('greeting', { reply: '200 news.example InterNetNews ready' }))).toMatchObject({ reason: 'not-smtp' });
  });

  test('names what the port shows in the other TLS mode', () => {
    const silent = endedAt('greeting', { error: 'TIMEOUT' }, { port: 993 });
    const imaps = odd(endedAt('greeting', { error: 'NOT_SMTP' }, { port: 993, secure: true }), '* OK Dovecot ready.');
    expect(judge(silent, triedAt(993, imaps))).toMatchObject({ status: 'fail', reason: 'not-smtp' });
    expect(judge(silent, triedAt(993, imaps)).fix).toContain('a server for IMAP inside TLS, not for SMTP');
    const secure = endedAt('tls', { error: 'ERR_SSL_WRONG_VERSION_NUMBER' }, { port: 22, secure: true });
    const ssh = odd({ ...endedAt('greeting', { error: 'NOT_SMTP' }, { port: 22 }), tls: null }, 'SSH-2.0-OpenSSH_9.6');
    expect(judge(secure, triedAt(22, ssh)).fix).toContain('a server for SSH, not for SMTP');
  });

  test('claims nothing of what speaks inside a TLS that does not come up', () => {
    const secure = endedAt('tls', { error: 'ECONNRESET' }, { secure: true });
    expect(judge(secure)).toMatchObject({ status: 'inconclusive', follows: ['smtp-tls-mode'] });
  });

  test.each(['ehlo-after-tls', 'mail', 'rcpt'] as const)(
    'owns a name that is refused only at %s, or at the live message',
    (stage) => {
      const words = '504 5.5.2 <gym>: Helo command rejected: need fully-qualified hostname';
      expect(judge(endedAt(stage, { reply: words }))).toMatchObject({ status: 'fail', reason: 'ehlo-refused' });
      expect(judge(session(), notAsked, refusedAt('rcpt', words))).toMatchObject({ status: 'fail', reason: 'ehlo-refused' });
      expect(judge(endedAt(stage, { reply: words })).fix).toContain(words);
    },
  );

  test('leads to the firewall where the greeting is overwritten and EHLO is not known', () => {
    const one = endedAt('ehlo', { reply: '500 5.5.1 unrecognized command' }, { banner: '*****************' });
    expect(judge(one)).toMatchObject({ status: 'fail', reason: 'ehlo-unknown', owner: 'network admin' });
  });

  test('leaves what comes after EHLO to others', () => {
    expect(judge(endedAt('auth', { reply: '535 no' })).status).toBe('pass');
  });
});
