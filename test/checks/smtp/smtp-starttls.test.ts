import { describe, expect, test } from 'vitest';
import { smtpStarttls } from '../../../src/checks/smtp/smtp-starttls.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, observed, session } from './builders.ts';

const judge = (one = session()) => toldBy(smtpStarttls, smtpStarttls.evaluate({ 'smtp.session': observed(one) }));

describe('smtp-starttls', () => {
  test('passes on an upgrade, and does not apply to implicit TLS', () => {
    expect(judge().status).toBe('pass');
    expect(judge(session({ secure: true }))).toMatchObject({ status: 'not-applicable', reason: 'implicit-tls' });
  });

  test('fails when it is not offered, with the port to use instead', () => {
    const judgement = judge(endedAt('starttls', { error: 'STARTTLS_NOT_OFFERED' }, { ehloBeforeTls: ['SIZE 1000'] }));
    expect(judgement).toMatchObject({ status: 'fail', reason: 'not-offered', owner: 'mail provider admin' });
    expect(judgement.fix).toContain('port for implicit TLS (465)');
  });

  test('suspects a middlebox where the keyword is overwritten', () => {
    const one = endedAt('starttls', { error: 'STARTTLS_NOT_OFFERED' }, { ehloBeforeTls: ['XXXXXXXA', 'SIZE 1000'] });
    expect(judge(one)).toMatchObject({ reason: 'stripped', owner: 'network admin' });
  });

  test.each([
    [{ reply: '454 4.7.0 TLS not available' }, 'not-available-now'],
    [{ reply: '502 5.5.1 no' }, 'refused'],
    [{ reply: '220 go', error: 'INJECTED_BEFORE_TLS' }, 'data-before-tls'],
  ])('fails on %j as %s', (how, reason) => {
    expect(judge(endedAt('starttls', how))).toMatchObject({ status: 'fail', reason });
  });

  test.each([
    [{ reply: '554 5.5.4 no' }, 'ehlo-refused'],
    [{ error: 'CLOSED' }, 'ended-after-tls'],
  ])('owns EHLO inside TLS: %j is %s', (how, reason) => {
    expect(judge(endedAt('ehlo-after-tls', how))).toMatchObject({ status: 'fail', reason });
  });

  test.each(['starttls', 'ehlo-after-tls'] as const)('is put off where the server shuts down at %s', (stage) => {
    const judgement = judge(endedAt(stage, { reply: '421 4.3.2 Service shutting down' }));
    expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judgement.fix).toContain('421 4.3.2 Service shutting down');
  });

  test('leaves a name that is refused inside TLS only to the check that owns names', () => {
    const one = endedAt('ehlo-after-tls', { reply: '501 5.5.4 Invalid EHLO hostname' });
    const judgement = smtpStarttls.evaluate({ 'smtp.session': observed(one) });
    expect(judgement).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judgement.follows).toContain('smtp-reachable');
  });

  test('cannot judge a session that ended before', () => {
    expect(judge(endedAt('greeting', { error: 'CLOSED' })).status).toBe('inconclusive');
  });
});
