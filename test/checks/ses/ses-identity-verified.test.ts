import { describe, expect, it } from 'vitest';
import { sesIdentityVerified } from '../../../src/checks/ses/ses-identity-verified.ts';
import { absent, clock, denied, detail, dnsDkim, identity, judged, observed, skipped, tenant } from '../aws-builders.ts';

const judge = (fact: ReturnType<typeof identity>, dns: { readonly state: string } = dnsDkim('found')) =>
  judged(sesIdentityVerified, { 'ses.identity': observed(fact), 'dns.dkim': dns, 'run.clock': clock });
const domain = (change: Parameters<typeof detail>[0]) => identity(absent, observed(detail(change)));

describe('ses-identity-verified', () => {
  it('warns of an address that nobody confirmed where its verified domain covers it', () => {
    const pending = detail({ type: 'EMAIL_ADDRESS', verificationStatus: 'PENDING', verifiedForSending: false });
    expect(judge(identity(observed(pending), observed(detail())))).toMatchObject({
      status: 'warn',
      reason: 'address-beside-domain',
    });
    const unverified = detail({ verificationStatus: 'FAILED', verifiedForSending: false });
    expect(judge(identity(observed(pending), observed(unverified)))).toMatchObject({ reason: 'address-unconfirmed' });
  });

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
    expect(judge(fact, dnsDkim('nxdomain'))).toMatchObject({ status: 'fail', reason });
  });

  const listed = (change = {}) =>
    observed({
      region: 'ap-south-1',
      declared: 'not-listed',
      verified: ['exampel.com'],
      more: 2,
      similar: ['exampel.com'],
      complete: true,
      ...change,
    });
  const missing = (fact: ReturnType<typeof identity>, identities: { readonly state: string } = listed()) =>
    judged(sesIdentityVerified, { 'ses.identity': observed(fact), 'ses.identities': identities, 'run.clock': clock });

  it('lists what is verified in the region, and names that are similar, when there is none for the sender', () => {
    const { fix } = missing(identity(absent, absent));
    expect(fix).toContain('create-email-identity --email-identity example.com --region ap-south-1');
    expect(fix).toContain('Verified in ap-south-1: exampel.com and 2 more. Is one of these meant: exampel.com?');
    expect(fix).toContain('ses.identityArn');
    expect(missing(identity(absent, absent), listed({ verified: [], more: 0, similar: [] })).fix).toContain('right region');
  });

  it('never asks to create a declared identity that is verified: the sender is outside it', () => {
    const fact = identity(absent, absent, 'other.example');
    const finding = missing(fact, listed({ declared: 'verified', verified: ['other.example'], similar: [] }));
    expect(finding).toMatchObject({ status: 'fail', reason: 'sender-outside', owner: 'SquareOS admin' });
    expect(finding.remedy[0]).toMatchObject({ owner: 'SquareOS admin', field: { in: 'SquareOS', name: 'senderValue' } });
    expect(finding.fix).not.toContain('--email-identity other.example');
    expect(missing(fact).fix).toContain('--email-identity example.com');
  });

  it('takes the declared identity for missing where the account may not be listed', () => {
    expect(missing(identity(absent, absent), denied('ses:ListEmailIdentities'))).toMatchObject({ reason: 'not-found' });
    expect(missing(identity(absent, absent), skipped).fix).not.toContain('Verified');
  });

  it('says what SES saw in DNS when the verification failed', () => {
    const verification = {
      errorType: 'TYPE_NOT_FOUND',
      lastChecked: null,
      lastSuccess: null,
      primaryNameServer: 'ns1.example.net',
    };
    const finding = judge(domain({ verificationStatus: 'FAILED', verifiedForSending: false, verification }));
    expect(finding.fix).toContain('no CNAME there');
    expect(finding).toMatchObject({ owner: 'AWS admin', observed: { primaryNameServer: 'ns1.example.net' } });
    expect(finding.fix).toContain('DNS shows the DKIM records now.');
  });

  it.each([
    ['an address overrides the declared domain', identity(observed(detail()), observed(detail())), 'address-overrides-domain'],
    ['only an address is verified', identity(observed(detail()), absent, 'billing@example.com'), 'address-only'],
    ['a more exact domain governs', { ...identity(absent, observed(detail())), declared: 'com' }, 'other-domain-governs'],
    ['SES lost sight of a verified one', domain({ verificationStatus: 'TEMPORARY_FAILURE' }), 'temporary-failure'],
  ])('warns when %s', (_, fact, reason) => {
    expect(judge(fact)).toMatchObject({ status: 'warn', reason });
  });

  it('waits for a verification that was lost once DNS shows the records again', () => {
    const lost = domain({ verificationStatus: 'TEMPORARY_FAILURE', verifiedForSending: false });
    expect(judge(lost)).toMatchObject({ status: 'pending', reason: 'temporary-failure' });
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

  it('takes whichever identity covers the sender where it is spoken to over SMTP, and names that section of the profile', () => {
    const smtp = observed(tenant({ ses: null, smtp: { ses: { region: 'ap-south-1' } } }));
    const over = (fact: ReturnType<typeof identity>) =>
      judged(sesIdentityVerified, { 'ses.identity': observed(fact), 'profile.tenant': smtp, 'run.clock': clock });
    expect(over(identity(absent, observed(detail()), 'mail.example.com')).reason).toBe('ok');
    expect(over(identity(observed(detail()), observed(detail()))).reason).toBe('ok');
    expect(over(identity(absent, absent)).remedy?.map(({ field }) => field?.name)).toContain('smtp.ses.identityArn');
  });
});
