import { describe, expect, it } from 'vitest';
import { sesGlobalEndpoint } from '../../../src/checks/ses/ses-global-endpoint.ts';
import { absent, denied, judged, observed, skipped, tenant } from '../aws-builders.ts';

const account = (change = {}) =>
  observed({ productionAccess: true, sendingEnabled: true, max24Hour: 50_000, maxPerSecond: 14, ...change });
const other = (change = {}) => ({
  region: 'eu-west-1',
  account: account(),
  identity: observed({ name: 'example.com', verified: true, dkimStatus: 'SUCCESS' }),
  set: observed({ name: 'squareos-main', topics: ['arn:aws:sns:eu-west-1:111122223333:squareos-email'] }),
  ...change,
});
const fact = (change = {}) => ({
  name: 'gyms',
  status: 'READY',
  regions: ['ap-south-1', 'eu-west-1'],
  others: [other()],
  ...change,
});
const judge = (seen: { readonly state: string }) =>
  judged(sesGlobalEndpoint, {
    'ses.globalEndpoint': seen,
    'profile.tenant': observed(tenant({ ses: { globalEndpoint: 'gyms' } })),
  });

describe('ses-global-endpoint', () => {
  it('passes when both regions have all that sending needs', () => {
    expect(judge(observed(fact())).status).toBe('pass');
  });

  it.each([
    ['the identity is missing there', { identity: absent }, 'fail', 'identity-not-there'],
    ['the identity is not verified there', { identity: observed({ name: 'x', verified: false }) }, 'fail', 'identity-not-there'],
    ['the set is missing there', { set: absent }, 'fail', 'set-not-there'],
    ['the set publishes nothing there', { set: observed({ name: 'squareos-main', topics: [] }) }, 'fail', 'events-lost-there'],
    [
      'the set publishes no deliveries there',
      { set: observed({ name: 'squareos-main', topics: ['arn:x'], missing: ['DELIVERY', 'DELIVERY_DELAY'] }) },
      'fail',
      'events-lost-there',
    ],
    ['AWS shut sending down there', { account: account({ enforcementStatus: 'SHUTDOWN' }) }, 'fail', 'sandbox-there'],
    [
      'SES does not say whether sending is on there',
      { account: account({ sendingEnabled: null }) },
      'inconclusive',
      'cannot-judge',
    ],
    [
      'SES does not say whether the identity is verified there',
      { identity: observed({ name: 'x', verified: null }) },
      'inconclusive',
      'cannot-judge',
    ],
    ['the account is in the sandbox there', { account: account({ productionAccess: false }) }, 'fail', 'sandbox-there'],
    ['sending is off there', { account: account({ sendingEnabled: false }) }, 'fail', 'sandbox-there'],
    ['the quota is smaller there', { account: account({ max24Hour: 200 }) }, 'warn', 'quota-smaller-there'],
    [
      'the set may not be seen there',
      { set: denied('ses:GetConfigurationSetEventDestinations') },
      'inconclusive',
      'partly-observed',
    ],
  ])('speaks up when %s, and names the region', (_, change, status, reason) => {
    const finding = judge(observed(fact({ others: [other(change)] })));
    expect(finding).toMatchObject({ status, reason });
    expect(`${finding.fix} ${finding.expected}`).toContain('eu-west-1');
  });

  it.each([
    ['it is being created', { status: 'CREATING' }, 'pending', 'creating'],
    ['creating it failed', { status: 'FAILED' }, 'fail', 'not-ready'],
    ['its status is not known', { status: 'ODD' }, 'inconclusive', 'cannot-judge'],
    ['it sends in other regions', { regions: ['us-east-1', 'eu-west-1'] }, 'fail', 'other-regions'],
  ])('judges the endpoint when %s', (_, change, status, reason) => {
    expect(judge(observed(fact(change)))).toMatchObject({ status, reason });
  });

  it('fails when there is no such endpoint, and does not apply when none is named', () => {
    expect(judge(absent)).toMatchObject({ status: 'fail', reason: 'no-such-endpoint' });
    expect(judge(skipped).status).toBe('not-applicable');
  });
});
