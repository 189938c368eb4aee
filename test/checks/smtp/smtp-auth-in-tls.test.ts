import { expect, test } from 'vitest';
import { smtpAuthInTls } from '../../../src/checks/smtp/smtp-auth-in-tls.ts';
import { toldBy } from '../told-by.ts';
import { endedAt, observed, session } from './builders.ts';

const judge = (one = session()) => toldBy(smtpAuthInTls, smtpAuthInTls.evaluate({ 'smtp.session': observed(one) }));

test('smtp-auth-in-tls passes when the first EHLO reply offers no AUTH', () => {
  expect(judge().status).toBe('pass');
});

test('smtp-auth-in-tls fails when AUTH is offered in clear', () => {
  expect(judge(session({ authOfferedBeforeTls: true, ehloBeforeTls: ['AUTH PLAIN'] }))).toMatchObject({
    status: 'fail',
    reason: 'auth-before-tls',
    observed: { beforeTls: ['AUTH PLAIN'] },
  });
});

test('smtp-auth-in-tls does not apply to implicit TLS and cannot judge without EHLO', () => {
  expect(judge(session({ secure: true })).status).toBe('not-applicable');
  expect(judge(endedAt('greeting', { error: 'CLOSED' })).status).toBe('inconclusive');
});
