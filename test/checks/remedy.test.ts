import { describe, expect, it } from 'vitest';
import { unseenAct, unseenFollows } from '../../src/checks/remedy.ts';
import type { Unseen } from '../../src/core/observation.ts';

const failed = (change: object): Unseen => ({
  state: 'failed',
  code: 'X',
  message: 'AWS says so.',
  credential: 'probe',
  ...change,
});

describe('the act for what could not be seen', () => {
  it.each<[string, Unseen, string, string | undefined]>([
    ['AWS’s own trouble', failed({ kind: 'party' }), 'health.aws.amazon.com', 'implementation engineer'],
    [
      'something between',
      failed({ kind: 'between', host: 'email.ap-south-1.amazonaws.com' }),
      'in place of email.ap-south-1.amazonaws.com',
      'network admin',
    ],
    [
      'an endpoint of the profile’s',
      failed({ kind: 'between', host: '127.0.0.1:4566' }),
      'Correct the endpoint 127.0.0.1:4566',
      'implementation engineer',
    ],
    ['a session that ended', failed({ kind: 'session-ended' }), 'Renew the session', 'implementation engineer'],
    ['a wrong clock', failed({ kind: 'clock' }), 'clock (NTP)', 'implementation engineer'],
    ['throttling', failed({ kind: 'throttled' }), 'in a few minutes', 'implementation engineer'],
    ['a question that is refused', failed({ kind: 'question' }), 'AWS says so.', 'implementation engineer'],
    ['a wrong credential', failed({ kind: 'credential' }), 'aws.probe', 'implementation engineer'],
    ['a party that is no AWS', { state: 'failed', code: 'SERVFAIL', message: 'no' }, 'whoever runs that service', undefined],
    [
      'the silence of one question',
      { state: 'unreachable', code: 'ETIMEDOUT', message: 'm', kind: 'alone' },
      'Run again',
      undefined,
    ],
    ['TLS that ends on the way', { state: 'unreachable', code: 'CERT', message: 'm', kind: 'between' }, 'TLS', 'network admin'],
    [
      'an expired certificate of the platform’s host',
      { state: 'unreachable', code: 'CERT_HAS_EXPIRED', message: 'm', host: 'h', kind: 'tls' },
      'Renew the certificate of h',
      'SquareOS admin',
    ],
    [
      'a private authority of the platform’s host',
      { state: 'unreachable', code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', message: 'm', host: 'h', kind: 'tls' },
      'trust.caFile',
      'SquareOS admin',
    ],
    [
      'a platform’s port without TLS',
      { state: 'unreachable', code: 'ERR_SSL_WRONG_VERSION_NUMBER', message: 'm', host: 'h', kind: 'tls' },
      'correct the port',
      'SquareOS admin',
    ],
    ['a silent host', { state: 'unreachable', code: 'ETIMEDOUT', message: 'm', host: 'h' }, 'h reachable', 'network admin'],
    [
      'a party that is not AWS and refuses',
      { state: 'denied', code: 'HTTP 403', message: 'SquareOS at h refused the token.' },
      'then run again: SquareOS at h refused the token.',
      undefined,
    ],
    [
      'a role that may not be assumed',
      { state: 'denied', code: 'AccessDenied', message: 'no', action: 'sts:AssumeRole', resource: 'arn:r' },
      'trust policy of arn:r',
      'AWS admin',
    ],
    [
      'a role whose trust policy refuses the token of a pod',
      { state: 'denied', code: 'AccessDenied', message: 'no', action: 'sts:AssumeRoleWithWebIdentity' },
      'trust policy of the role',
      'AWS admin',
    ],
    [
      'an organization that forbids',
      { state: 'denied', code: 'AccessDenied', message: 'm: no service control policy allows it.', action: 'ses:GetAccount' },
      'administrator of the AWS organization',
      'AWS admin',
    ],
    [
      'an account that AWS has shut',
      { state: 'failed', code: 'AccountSuspendedException', message: 'AWS has shut the account', kind: 'account' },
      'Have the AWS account opened again',
      'AWS admin',
    ],
    [
      'a Deny that AWS names',
      {
        state: 'denied',
        code: 'AccessDenied',
        message: 'AWS names an explicit deny in an identity-based policy',
        action: 'ses:GetAccount',
      },
      'Take ses:GetAccount out of the Deny in a policy of the credential: an Allow does not help',
      'AWS admin',
    ],
  ])('for %s says who does what', (_, unseen, words, owner) => {
    const act = unseenAct(unseen);
    expect(act.say).toContain(words);
    expect(act.owner).toBe(owner);
  });

  it('offers a statement where one is missing, and none where a Deny or another policy is in the way', () => {
    const denied = (message: string): Unseen => ({ state: 'denied', code: 'AccessDenied', message, action: 'ses:GetAccount' });
    const statement = [{ Effect: 'Allow', Action: 'ses:GetAccount', Resource: '*' }];
    expect(unseenAct(denied('no identity-based policy allows it')).statement).toEqual(statement);
    expect(unseenAct(denied('AWS names an explicit deny')).statement).toBeUndefined();
    for (const policy of [
      'service control policy',
      'permissions boundary',
      'session policy',
      'VPC endpoint policy',
      'resource-based policy',
    ])
      expect(unseenAct(denied(`no ${policy} allows it`)).statement, policy).toBeUndefined();
  });

  it('gives the command that renews a session', () => {
    expect(unseenAct(failed({ kind: 'session-ended', command: 'aws sso login --profile p' })).command).toBe(
      'aws sso login --profile p',
    );
  });

  it('stands at the probing credential, when that is what failed', () => {
    expect(unseenFollows(failed({ kind: 'session-ended' })).follows).toEqual(['probe-credential']);
    expect(unseenFollows(failed({ kind: 'credential', credential: 'send' })).follows).toBeUndefined();
    expect(unseenFollows(failed({ kind: 'party' })).follows).toBeUndefined();
  });

  it.each([
    ['a party in trouble', { kind: 'party', host: 'email.eu-west-1.amazonaws.com' }, 'party email.eu-west-1.amazonaws.com'],
    ['something between', { kind: 'between', host: 'sns.eu-west-1.amazonaws.com' }, 'between sns.eu-west-1.amazonaws.com'],
    ['a region that is off', { kind: 'opt-in', host: 'email.af-south-1.amazonaws.com' }, 'opt-in email.af-south-1.amazonaws.com'],
    ['an account that AWS has shut', { kind: 'account', host: 'sts.amazonaws.com' }, 'account'],
    ['a session that ended, whoever was asked', { kind: 'session-ended', host: 'sts.amazonaws.com' }, 'session-ended probe'],
    ['a wrong question', { kind: 'question', host: 'email.eu-west-1.amazonaws.com' }, undefined],
    ['a failure of no known kind', { host: 'email.eu-west-1.amazonaws.com' }, undefined],
  ] as const)('is one for everything that met %s', (_, change, trouble) => {
    expect(unseenFollows(failed(change)).trouble).toBe(trouble);
  });

  it('is one for everything that a host which cannot be reached kept back, and a right of its own for each denied question', () => {
    const host = 'email.eu-west-1.amazonaws.com';
    expect(unseenFollows({ state: 'unreachable', code: 'ETIMEDOUT', message: '', host }).trouble).toBe(`unreachable ${host}`);
    expect(unseenFollows({ state: 'denied', code: 'AccessDenied', message: '' })).toEqual({});
  });

  it.each([
    ['an explicit deny in a service control policy', true],
    ['an explicit deny in a permissions boundary', true],
    ['no session policy allows it', true],
    ['no service control policy allows it', true],
    ['an explicit deny', true],
    ['no identity-based policy allows it', false],
    ['no resource-based policy allows it', false],
    ['an explicit deny in a resource-based policy', false],
    ['it is not authorized', false],
  ])('is one for every action that one place keeps back: %s: %s', (why, isOne) => {
    const denied = (action: string): Unseen => ({
      state: 'denied',
      code: 'AccessDenied',
      message: `AWS refuses it: ${why}`,
      credential: 'probe',
      action,
    });
    const troubles = ['ses:GetAccount', 'sns:GetTopicAttributes', 'iam:GetUser'].map(
      (action) => unseenFollows(denied(action)).trouble,
    );
    expect(new Set(troubles).size).toBe(1);
    expect(troubles[0] !== undefined).toBe(isOne);
    if (isOne) expect(unseenAct(denied('ses:GetAccount')).say).toContain('`certify policy --for probe` prints them all');
  });

  it('is one for each service whose VPC endpoint keeps its actions back', () => {
    const troubles = ['ses:GetAccount', 'ses:GetEmailIdentity', 'sns:GetTopicAttributes'].map(
      (action) =>
        unseenFollows({
          state: 'denied',
          code: 'AccessDenied',
          message: 'no VPC endpoint policy allows it',
          credential: 'probe',
          action,
        }).trouble,
    );
    expect(new Set(troubles).size).toBe(2);
  });
});
