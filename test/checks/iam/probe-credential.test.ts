import { describe, expect, it } from 'vitest';
import { probeCredential } from '../../../src/checks/iam/probe-credential.ts';
import { judged, observed, skipped } from '../aws-builders.ts';

const caller = (change = {}) =>
  observed({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/certify', kind: 'user', clockSkewMs: 40, ...change });
const sender = (change = {}) => caller({ arn: 'arn:aws:iam::111122223333:user/sender', ...change });
const judge = (probe: { readonly state: string }, send: { readonly state: string } = sender()) =>
  judged(probeCredential, { 'sts.probeIdentity': probe, 'sts.sendIdentity': send });

describe('probe-credential', () => {
  it.each([
    ['it is a user beside the sender', caller(), sender()],
    [
      'it is an assumed role',
      caller({ kind: 'assumed-role', arn: 'arn:aws:sts::111122223333:assumed-role/r/certify' }),
      sender(),
    ],
    ['the sender is not known', caller(), skipped],
    ['no Date came', caller({ clockSkewMs: null }), sender()],
  ])('passes when %s', (_, probe, send) => {
    expect(judge(probe, send).status).toBe('pass');
  });

  it.each([
    ['it is the root user', caller({ kind: 'root' }), sender(), 'fail', 'root-user'],
    ['it looks into another account', caller({ account: '999999999999' }), sender(), 'fail', 'other-account'],
    ['it is the sending key itself', caller(), caller(), 'warn', 'same-as-sender'],
    ['the clock is three minutes off', caller({ clockSkewMs: -180_000 }), sender(), 'warn', 'clock-skew'],
  ])('speaks up when %s', (_, probe, send, status, reason) => {
    expect(judge(probe, send)).toMatchObject({ status, reason });
  });
});
