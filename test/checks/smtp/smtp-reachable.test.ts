import { describe, expect, test } from 'vitest';
import { smtpReachable } from '../../../src/checks/smtp/smtp-reachable.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, notAsked, observed, session } from './builders.ts';

const judge = (one = session(), other: Parameters<typeof smtpReachable.evaluate>[0]['smtp.otherMode'] = notAsked) =>
  toldBy(smtpReachable, smtpReachable.evaluate({ 'smtp.session': observed(one), 'smtp.otherMode': other }));

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
    ['ehlo', { reply: '501 5.5.4 bad name' }, 'fail', 'ehlo-refused', 'implementation engineer'],
    ['ehlo', { reply: '421 4.7.0 Try again with a full name in EHLO' }, 'fail', 'ehlo-refused', 'implementation engineer'],
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

  test.each([
    ['SSH-2.0-OpenSSH_9.6', 'SSH'],
    ['HTTP/1.1 400 Bad Request', 'HTTP'],
    ['* OK [CAPABILITY IMAP4rev1] ready', 'IMAP'],
    ['+OK POP3 ready', 'POP3'],
  ])('names the protocol of “%s”', (text, protocol) => {
    const one = endedAt('greeting', { error: 'NOT_SMTP' });
    const stages = one.stages.map((stage) => (stage.error === null ? stage : { ...stage, detail: `It begins with “${text}”.` }));
    const finding = judge({ ...one, stages });
    expect(finding.fix).toContain(`a server for ${protocol}, not for SMTP`);
    expect(finding.fix).toContain(text);
  });

  test('leaves what comes after EHLO to others', () => {
    expect(judge(endedAt('auth', { reply: '535 no' })).status).toBe('pass');
  });
});
