import { describe, expect, it } from 'vitest';
import { sesSmtpCredential } from '../../../src/checks/iam/ses-smtp-credential.ts';
import { judged, observed, skipped } from '../aws-builders.ts';

const fact = (change = {}) => ({
  username: 'AKIA***0001',
  kind: 'long-term',
  wellFormed: true,
  password: { length: 44, form: 'ses-smtp-password' },
  region: 'ap-south-1',
  passwordRegion: 'ap-south-1',
  compared: true,
  hasSessionToken: false,
  ...change,
});
const judge = (change: object) => judged(sesSmtpCredential, { 'iam.smtpCredential': observed(fact(change)) });

describe('ses-smtp-credential', () => {
  it('passes when the password is the one of this region, or cannot be compared', () => {
    expect(judge({}).status).toBe('pass');
    expect(judge({ compared: false, passwordRegion: null }).status).toBe('pass');
  });

  it.each([
    ['the user name is no access key', { kind: 'unknown', wellFormed: false }, 'not-an-smtp-user'],
    ['the key is temporary', { kind: 'temporary', hasSessionToken: true }, 'temporary'],
    [
      'the IAM secret was pasted',
      { password: { length: 40, form: 'aws-secret-access-key' }, passwordRegion: null },
      'raw-secret',
    ],
    ['the password is one of another region', { passwordRegion: 'us-east-1' }, 'other-region'],
    ['the password is another key’s', { passwordRegion: null }, 'other-secret'],
    [
      'the password was cut',
      { password: { length: 30, form: 'other' }, compared: false, passwordRegion: null },
      'not-an-smtp-password',
    ],
    [
      'the password is percent-encoded, whatever it compares with',
      { password: { length: 48, form: 'other', flaws: ['percent-encoded'] }, passwordRegion: null },
      'encoded',
    ],
  ])('fails when %s', (_, change, reason) => {
    expect(judge(change)).toMatchObject({ status: 'fail', reason });
  });

  it('says what happened to the password on its way', () => {
    const told = judge({ password: { length: 48, form: 'other', flaws: ['percent-encoded'] }, passwordRegion: null });
    expect(told.fix).toContain('percent-encoded (%2B for +');
  });

  it('does not apply to another relay', () => {
    expect(judged(sesSmtpCredential, { 'iam.smtpCredential': skipped }).status).toBe('not-applicable');
  });
});
