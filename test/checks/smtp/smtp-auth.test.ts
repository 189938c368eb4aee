import { describe, expect, test } from 'vitest';
import { smtpAuth } from '../../../src/checks/smtp/smtp-auth.ts';
import type { Observation } from '../../../src/core/observation.ts';
import type { Facts } from '../../../src/facts/index.ts';
import { endedAt, notAsked, observed, relay, session } from './builders.ts';

const judge = (one = session(), secrets: Observation<Facts['profile.secrets']> = notAsked, tenant = relay()) =>
  smtpAuth.evaluate({ 'smtp.session': observed(one), 'profile.secrets': secrets, 'profile.tenant': observed(tenant) });

describe('smtp-auth', () => {
  test('passes when the relay let us in', () => {
    expect(judge()).toMatchObject({ status: 'pass', observed: { mechanism: 'PLAIN' } });
  });

  test.each([
    ['535 5.7.8 Error: authentication failed', 'bad-credentials', 'implementation engineer'],
    ['535 Authentication Credentials Invalid', 'ses-credentials', 'AWS admin'],
    [
      '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled',
      'client-submission-disabled',
      'mail provider admin',
    ],
    ['534 5.7.14 Please log in via your web browser', 'web-login-required', 'gym owner'],
    ['530 5.7.0 Must issue a STARTTLS command first', 'starttls-required', undefined],
  ])('fails on “%s” as %s', (text, reason, owner) => {
    const judgement = judge(endedAt('auth', { reply: text }));
    expect(judgement).toMatchObject({ status: 'fail', reason });
    expect(judgement.owner ?? smtpAuth.owner).toBe(owner ?? smtpAuth.owner);
  });

  test.each(['454 4.7.0 Temporary authentication failure', '421 4.7.0 Too many connections'])('cannot judge on “%s”', (text) => {
    expect(judge(endedAt('auth', { reply: text }))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  test.each([
    ['AUTH_NOT_OFFERED', 'fail', 'not-offered'],
    ['NO_COMMON_MECHANISM', 'fail', 'no-common-mechanism'],
    ['NO_PASSWORD', 'inconclusive', 'cannot-judge'],
    ['TLS_NOT_VERIFIED', 'inconclusive', 'cannot-judge'],
    ['TIMEOUT', 'inconclusive', 'cannot-judge'],
  ])('never passes when the credential was not judged: %s', (error, status, reason) => {
    expect(judge(endedAt('auth', { error }))).toMatchObject({ status, reason });
  });

  test('recognises a raw AWS secret where the derived SMTP password belongs', () => {
    const one = endedAt(
      'auth',
      { reply: '535 Authentication Credentials Invalid' },
      { host: 'email-smtp.ap-south-1.amazonaws.com' },
    );
    const secrets = observed({
      'smtp.password': {
        reference: 'env:CERTIFY_X',
        shape: { length: 40, form: 'aws-secret-access-key' as const },
        sharedWith: [],
      },
    });
    expect(judge(one, secrets).fix).toMatch(/^`smtp.password` has the form of an AWS secret access key/);
  });

  test('does not apply to a relay that is used without a login', () => {
    const one = session({ authenticated: null, stages: session().stages.filter((stage) => stage.stage !== 'auth') });
    expect(judge(one, notAsked, relay({ username: null }))).toMatchObject({ status: 'not-applicable', reason: 'no-login' });
  });
});
