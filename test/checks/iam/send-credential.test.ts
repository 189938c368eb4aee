import { describe, expect, it } from 'vitest';
import { sendCredential } from '../../../src/checks/iam/send-credential.ts';
import { judged, observed, skipped } from '../aws-builders.ts';

const key = (change = {}) => ({
  accessKeyId: 'AKIA***MPLE',
  kind: 'long-term',
  wellFormed: true,
  hasSecret: true,
  secret: { length: 40, form: 'aws-secret-access-key' },
  hasSessionToken: false,
  sameAsProbe: false,
  ...change,
});
const sender = (kind = 'user') =>
  observed({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/sender', kind, clockSkewMs: 0 });
const failed = (code: string) => ({ state: 'failed', code, message: 'no', credential: 'send' });
const judge = (change: object, identity: { readonly state: string } = sender()) =>
  judged(sendCredential, { 'iam.sendKey': observed(key(change)), 'sts.sendIdentity': identity });

describe('send-credential', () => {
  it('passes for a long-term key that AWS accepts, and for one whose secret certify does not hold', () => {
    expect(judge({}).status).toBe('pass');
    expect(judge({ hasSecret: false, secret: null }, skipped).status).toBe('pass');
  });

  it.each([
    ['a user id was pasted', { kind: 'other-identifier' }, sender(), 'not-an-access-key'],
    ['the id was cut', { wellFormed: false }, sender(), 'malformed'],
    ['the key is temporary', { kind: 'temporary', hasSessionToken: true }, sender(), 'temporary'],
    ['a temporary key has no session token', { kind: 'temporary' }, failed('InvalidClientTokenId'), 'session-token-missing'],
    [
      'the secret is an SMTP password',
      { secret: { length: 44, form: 'ses-smtp-password' } },
      failed('SignatureDoesNotMatch'),
      'smtp-password',
    ],
    ['AWS does not know the key', {}, failed('InvalidClientTokenId'), 'key-refused'],
    ['the secret is wrong', {}, failed('SignatureDoesNotMatch'), 'secret-refused'],
    ['the session is over', {}, failed('ExpiredToken'), 'session-expired'],
    ['it is the root user’s', {}, sender('root'), 'root-user'],
  ])('fails when %s', (_, change, identity, reason) => {
    expect(judge(change, identity)).toMatchObject({ status: 'fail', reason });
  });

  it('warns about a session token beside a long-term key, and about a prefix it does not know', () => {
    expect(judge({ hasSessionToken: true })).toMatchObject({ status: 'warn', reason: 'needless-session-token' });
    expect(judge({ kind: 'unknown' })).toMatchObject({ status: 'warn', reason: 'unknown-prefix' });
  });

  it.each([
    ['RequestExpired', 'no'],
    ['RequestTimeTooSkewed', 'no'],
    [
      'SignatureDoesNotMatch',
      'AWS refused the signature of the sending credential: this machine’s clock is 9 minutes behind AWS’s.',
    ],
    ['InvalidSignatureException', 'Signature expired: 20261128T010203Z is now earlier than 20261128T020203Z'],
  ])('does not call a secret wrong, or a session over, where the clock is off: %s', (code, message) => {
    const identity = { state: 'failed', code, message, credential: 'send', kind: 'clock' };
    expect(judge({}, identity)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });

  it('does not call a key wrong because STS could not be reached', () => {
    const identity = { state: 'unreachable', code: 'ECONNREFUSED', message: 'no' };
    expect(judge({}, identity)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });

  it('does not call a secret wrong because this machine’s clock is off', () => {
    const identity = {
      ...failed('SignatureDoesNotMatch'),
      kind: 'clock',
      message: 'AWS refused the signature: the clock is 9 minutes behind',
    };
    expect(judge({}, identity)).toMatchObject({ status: 'inconclusive', reason: 'partly-observed' });
  });
});
