import { describe, expect, it } from 'vitest';
import { sesIdentityVerified } from '../../../src/checks/ses/ses-identity-verified.ts';
import { absent, clock, denied, detail, dnsDkim, identity, judged, observed } from '../aws-builders.ts';

const judge = (fact: ReturnType<typeof identity>, dns: { readonly state: string } = dnsDkim('found')) =>
  judged(sesIdentityVerified, { 'ses.identity': observed(fact), 'dns.dkim': dns, 'run.clock': clock });
const domain = (change: Parameters<typeof detail>[0]) => identity(absent, observed(detail(change)));

describe('ses-identity-verified', () => {
  it('passes when the domain is verified', () => {
    expect(judge(domain({}))).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    ['none exists in the region', identity(absent, absent), 'not-found'],
    ['verification failed', domain({ verificationStatus: 'FAILED', verifiedForSending: false }), 'verification-failed'],
    ['verification was never started', domain({ verificationStatus: 'NOT_STARTED', verifiedForSending: false }), 'not-started'],
    ['SES says success and not verified for sending', domain({ verifiedForSending: false }), 'verification-failed'],
    [
      'the declared identity does not cover the sender',
      identity(absent, observed(detail()), 'other.example'),
      'declared-not-in-force',
    ],
    [
      'the mailbox has not confirmed',
      identity(observed(detail({ type: 'EMAIL_ADDRESS', verificationStatus: 'PENDING', verifiedForSending: false })), absent),
      'address-unconfirmed',
    ],
    [
      'SES lost sight of it and it is not verified',
      domain({ verificationStatus: 'TEMPORARY_FAILURE', verifiedForSending: false }),
      'temporary-failure',
    ],
  ])('fails when %s', (_, fact, reason) => {
    expect(judge(fact)).toMatchObject({ status: 'fail', reason });
  });

  it('names similar identities when there is none for the sender', () => {
    expect(judge({ ...identity(absent, absent), similar: ['exampel.com'] }).fix).toContain('there are exampel.com');
  });

  it('says what SES saw in DNS when the verification failed', () => {
    const verification = {
      errorType: 'TYPE_NOT_FOUND',
      lastChecked: null,
      lastSuccess: null,
      primaryNameServer: 'ns1.example.net',
    };
    const finding = judge(domain({ verificationStatus: 'FAILED', verifiedForSending: false, verification }));
    expect(finding.fix).toMatch(/publish the DKIM records as CNAME/);
    expect(finding).toMatchObject({ owner: 'DNS admin', observed: { primaryNameServer: 'ns1.example.net' } });
  });

  it.each([
    ['an address overrides the declared domain', identity(observed(detail()), observed(detail())), 'address-overrides-domain'],
    ['only an address is verified', identity(observed(detail()), absent, 'billing@example.com'), 'address-only'],
    ['SES lost sight of a verified one', domain({ verificationStatus: 'TEMPORARY_FAILURE' }), 'temporary-failure'],
  ])('warns when %s', (_, fact, reason) => {
    expect(judge(fact)).toMatchObject({ status: 'warn', reason });
  });

  const pending = domain({ verificationStatus: 'PENDING', verifiedForSending: false });

  it('is pending while SES waits and DNS shows the right records', () => {
    expect(judge(pending)).toMatchObject({ status: 'pending', retryAt: '2026-11-20T10:15:00.000Z' });
  });

  it('fails while SES waits for records that DNS does not show', () => {
    expect(judge(pending, dnsDkim('nxdomain'))).toMatchObject({ status: 'fail', reason: 'pending-dns-wrong' });
  });

  it('cannot tell waiting from a mistake when DNS did not answer', () => {
    expect(judge(pending, dnsDkim('timeout'))).toMatchObject({ status: 'inconclusive', reason: 'pending-dns-unseen' });
  });

  it('does not guess when the more exact identity may not be seen', () => {
    const finding = judge(identity(denied('ses:GetEmailIdentity'), observed(detail())));
    expect(finding).toMatchObject({ status: 'inconclusive', reason: 'partly-observed', owner: 'AWS admin' });
    expect(finding.fix).toContain('ses:GetEmailIdentity');
  });

  it('does not pass on a status or an answer it does not know', () => {
    expect(judge(domain({ verificationStatus: 'NEWLY_INVENTED' })).status).toBe('inconclusive');
    expect(judge(domain({ verificationStatus: null, verifiedForSending: null })).status).toBe('inconclusive');
  });
});
