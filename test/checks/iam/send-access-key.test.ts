import { describe, expect, it } from 'vitest';
import { sendAccessKey } from '../../../src/checks/iam/send-access-key.ts';
import { clock, judged, observed } from '../aws-builders.ts';

const key = (change = {}) => ({
  accessKeyId: 'AKIA***0001',
  isSendKey: true,
  status: 'Active',
  created: '2026-11-01T00:00:00.000Z',
  ...change,
});
const user = (change = {}) => ({
  userName: 'sender',
  arn: 'arn:aws:iam::111122223333:user/sender',
  passwordLastUsed: null,
  permissionsBoundary: null,
  keys: [key()],
  lastUsed: observed({ at: '2026-11-19T00:00:00.000Z', service: 'ses', region: 'ap-south-1' }),
  ...change,
});
const judge = (change: object) => judged(sendAccessKey, { 'iam.sendUser': observed(user(change)), 'run.clock': clock });

describe('send-access-key', () => {
  it.each([
    ['it is young, single and used for SES', {}],
    ['it was never used', { lastUsed: observed({ at: null, service: null, region: null }) }],
    ['its last use may not be seen', { lastUsed: { state: 'denied', code: 'AccessDenied', message: 'no' } }],
    ['a second one is inactive', { keys: [key(), key({ isSendKey: false, status: 'Inactive' })] }],
    ['it is exactly ninety days old', { keys: [key({ created: '2026-08-22T10:00:00.000Z' })] }],
  ])('passes when %s', (_, change) => {
    expect(judge(change).status).toBe('pass');
  });

  it.each([
    ['the key is inactive', { keys: [key({ status: 'Inactive' })] }, 'fail', 'key-inactive'],
    ['the key is gone', { keys: [key({ isSendKey: false })] }, 'fail', 'key-deleted'],
    ['it is old', { keys: [key({ created: '2026-08-01T00:00:00.000Z' })] }, 'warn', 'old-key'],
    ['two are active', { keys: [key(), key({ isSendKey: false })] }, 'warn', 'two-active-keys'],
    ['the user signs in to the console', { passwordLastUsed: '2026-10-01T00:00:00.000Z' }, 'warn', 'console-password'],
    ['it was last used elsewhere', { lastUsed: observed({ at: null, service: 's3', region: null }) }, 'warn', 'used-elsewhere'],
  ])('speaks up when %s', (_, change, status, reason) => {
    expect(judge(change)).toMatchObject({ status, reason });
  });

  it('has SMTP credentials made where SES is spoken to over SMTP', () => {
    const told = judged(sendAccessKey, {
      'iam.sendUser': observed(user({ keys: [key({ isSendKey: false })] })),
      'iam.smtpCredential': observed({ region: 'eu-west-1' }),
      'run.clock': clock,
    });
    expect(told.remedy?.map(({ say }) => say).join(' ')).toMatch(/SMTP settings, region eu-west-1.* user name and SMTP password/);
  });
});
