import { describe, expect, it } from 'vitest';
import { sesDkimStatus } from '../../../src/checks/ses/ses-dkim-status.ts';
import { absent, clock, denied, detail, dkim, dnsDkim, identity, judged, observed, skipped } from '../aws-builders.ts';

const judge = (fact: ReturnType<typeof identity>, dns: { readonly state: string } = dnsDkim('found')) =>
  judged(sesDkimStatus, { 'ses.identity': observed(fact), 'dns.dkim': dns, 'run.clock': clock });
const domain = (change: Parameters<typeof dkim>[0]) => identity(absent, observed(detail({ dkim: dkim(change) })));
const noDkim = dkim({ status: 'NOT_STARTED', tokens: [], signingEnabled: true });

describe('ses-dkim-status', () => {
  it.each([
    ['the domain signs', domain({})],
    ['the origin is a key of one’s own', domain({ origin: 'EXTERNAL', tokens: [] })],
    ['the origin is a replica', domain({ origin: 'AWS_SES_EU_WEST_1' })],
    ['an address has no DKIM and its domain signs', identity(observed(detail({ dkim: null })), observed(detail()))],
    ['an address was never given DKIM and its domain signs', identity(observed(detail({ dkim: noDkim })), observed(detail()))],
  ])('passes when %s', (_, fact) => {
    expect(judge(fact)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it.each([
    ['signing is off', domain({ signingEnabled: false }), 'signing-disabled'],
    ['SES gave up', domain({ status: 'FAILED' }), 'failed'],
    ['DKIM was never started', domain({ status: 'NOT_STARTED' }), 'not-started'],
    ['only an address exists', identity(observed(detail({ dkim: noDkim })), absent), 'no-domain-identity'],
  ])('fails when %s', (_, fact, reason) => {
    expect(judge(fact)).toMatchObject({ status: 'fail', reason });
  });

  it.each([
    ['SES lost sight of the records', domain({ status: 'TEMPORARY_FAILURE' }), 'temporary-failure'],
    ['the key has 1024 bits', domain({ currentKeyLength: 'RSA_1024_BIT', nextKeyLength: 'RSA_1024_BIT' }), 'short-key'],
    [
      'signing was turned off for the address beside the domain',
      identity(
        observed(detail({ dkim: dkim({ signingEnabled: false, status: 'NOT_STARTED', tokens: [] }) })),
        observed(detail()),
      ),
      'address-may-be-unsigned',
    ],
  ])('warns when %s', (_, fact, reason) => {
    expect(judge(fact)).toMatchObject({ status: 'warn', reason });
  });

  it('says of the key that signs now and the one that will the present one', () => {
    expect(judge(domain({ currentKeyLength: 'RSA_1024_BIT' }))).toMatchObject({ status: 'warn', reason: 'key-changing' });
  });

  it('sends whoever has a replica to its parent, not to DNS', () => {
    const replica = detail({ dkim: dkim({ status: 'FAILED', origin: 'AWS_SES_EU_WEST_1' }) });
    const refused = {
      ...replica,
      verification: { errorType: 'REPLICATION_ACCESS_DENIED', lastChecked: null, lastSuccess: null, primaryNameServer: null },
    };
    const finding = judge(identity(absent, observed(refused)));
    expect(finding).toMatchObject({ status: 'fail', reason: 'replication-failed', observed: { parent: 'eu-west-1' } });
    expect(finding.fix).toMatch(/parent.* eu-west-1/);
  });

  it('does not pass when SES does not say whether it signs', () => {
    expect(judge(domain({ signingEnabled: null }))).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
  });

  it('has the fresh look at DNS decide what to do where SES gave up', () => {
    expect(judge(domain({ status: 'FAILED' })).fix).toContain('are in DNS now');
    expect(judge(domain({ status: 'FAILED' }), dnsDkim('nxdomain')).fix).toContain('See that');
    expect(judge(domain({ status: 'TEMPORARY_FAILURE' }))).toMatchObject({ owner: 'AWS admin' });
    expect(judge(domain({ status: 'TEMPORARY_FAILURE' }), dnsDkim('nxdomain'))).toMatchObject({ owner: 'DNS admin' });
  });

  it('asks an identity without tokens to turn on Easy DKIM, whatever its switch says', () => {
    const none = judge(domain({ status: 'NOT_STARTED', tokens: [], signingEnabled: false }));
    expect(none).toMatchObject({ reason: 'not-started', remedy: [{ command: expect.stringContaining('AWS_SES') }] });
  });

  it('is pending only while DNS shows the records', () => {
    expect(judge(domain({ status: 'PENDING' })).status).toBe('pending');
    expect(judge(domain({ status: 'PENDING' }), dnsDkim('nxdomain')).status).toBe('fail');
    expect(judge(domain({ status: 'PENDING' }), dnsDkim('timeout')).status).toBe('inconclusive');
  });

  it('looks for one’s own key under the profile’s selectors while SES waits for it', () => {
    const key = (outcome: string) => ({ key: { outcome, values: [] }, parsedKey: outcome === 'found' ? { problems: [] } : null });
    const own = (outcome: string) =>
      judged(sesDkimStatus, {
        'ses.identity': observed(domain({ status: 'PENDING', origin: 'EXTERNAL', tokens: [] })),
        'dns.dkim': skipped,
        'dns.dkimKeys': observed({ domain: 'example.com', records: [key(outcome)] }),
        'run.clock': clock,
      }).status;
    expect([own('found'), own('nxdomain'), own('timeout')]).toEqual(['pending', 'fail', 'inconclusive']);
  });

  it('does not guess about what it may not see or does not know', () => {
    expect(judge(identity(absent, denied('ses:GetEmailIdentity'))).status).toBe('inconclusive');
    expect(judge(domain({ status: 'SOMETHING' })).status).toBe('inconclusive');
  });

  it('leaves a missing identity to the check for it', () => {
    expect(judge(identity(absent, absent))).toMatchObject({ status: 'not-applicable' });
  });
});
