import { describe, expect, it } from 'vitest';
import { sesProductionAccess } from '../../../src/checks/ses/ses-production-access.ts';
import { account, clock, denied, judged, observed } from '../aws-builders.ts';

const judge = (change: Parameters<typeof account>[0]) =>
  judged(sesProductionAccess, { 'ses.account': observed(account(change)), 'run.clock': clock });
const sandbox = (status: string | null, caseId: string | null = '17') => ({
  productionAccess: false,
  review: status === null ? null : { status, caseId },
});

describe('ses-production-access', () => {
  it('passes when production access is granted', () => {
    expect(judge({}).status).toBe('pass');
  });

  it.each([
    ['nobody has asked', sandbox(null), 'sandbox'],
    ['AWS has denied it', sandbox('DENIED'), 'review-denied'],
    ['the request failed', sandbox('FAILED'), 'review-failed'],
    ['a review was granted and the account is still in the sandbox', sandbox('GRANTED'), 'sandbox'],
  ])('fails when %s', (_, change, reason) => {
    expect(judge(change)).toMatchObject({ status: 'fail', reason });
  });

  it('is pending, with the case id, while AWS reviews', () => {
    const finding = judge(sandbox('PENDING'));
    expect(finding).toMatchObject({ status: 'pending', observed: { caseId: '17' }, retryAt: '2026-11-21T10:00:00.000Z' });
    expect(finding.fix).toContain('case 17');
  });

  it('names what the account has verified meanwhile', () => {
    const verified = {
      region: 'ap-south-1',
      declared: 'verified',
      verified: ['example.com'],
      more: 3,
      similar: [],
      complete: true,
    };
    const facts = { 'ses.account': observed(account(sandbox(null))), 'ses.identities': observed(verified), 'run.clock': clock };
    expect(judged(sesProductionAccess, facts).fix).toContain('Verified in ap-south-1: example.com and 3 more.');
  });

  it('does not take a missing answer for a no', () => {
    expect(judge({ productionAccess: null }).status).toBe('inconclusive');
    expect(judged(sesProductionAccess, { 'ses.account': denied('ses:GetAccount') })).toMatchObject({
      status: 'inconclusive',
      reason: 'denied',
    });
  });
});
