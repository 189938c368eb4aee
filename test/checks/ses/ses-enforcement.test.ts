import { describe, expect, it } from 'vitest';
import { sesEnforcement } from '../../../src/checks/ses/ses-enforcement.ts';
import { account, judged, observed } from '../aws-builders.ts';

describe('ses-enforcement', () => {
  it.each([
    ['HEALTHY', 'pass', 'ok'],
    ['PROBATION', 'warn', 'under-review'],
    ['SHUTDOWN', 'fail', 'shutdown'],
    ['SOMETHING_NEW', 'warn', 'unknown-status'],
    [null, 'inconclusive', 'cannot-judge'],
  ])('answers %s with %s', (enforcementStatus, status, reason) => {
    expect(judged(sesEnforcement, { 'ses.account': observed(account({ enforcementStatus })) })).toMatchObject({ status, reason });
  });
});
