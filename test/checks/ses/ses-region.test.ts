import { describe, expect, it } from 'vitest';
import { sesRegion } from '../../../src/checks/ses/ses-region.ts';
import { account, judged, observed, skipped, tenant } from '../aws-builders.ts';

const judge = (change: Parameters<typeof tenant>[0], asked: { readonly state: string } = skipped) =>
  judged(sesRegion, { 'profile.tenant': observed(tenant(change)), 'ses.account': asked });

describe('ses-region', () => {
  it('passes for a region that has SES', () => {
    expect(judge({})).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['the region has no SES', { ses: { region: 'ap-east-1', snsTopicArn: null } }, 'without-ses'],
    ['the topic is in another region', { ses: { region: 'eu-west-1' } }, 'topic-elsewhere'],
    [
      'the SMTP host is in another region',
      { ses: null, smtp: { host: 'email-smtp.us-east-1.amazonaws.com', ses: { region: 'ap-south-1', snsTopicArn: null } } },
      'smtp-host-elsewhere',
    ],
  ])('fails when %s', (_, change, reason) => {
    expect(judge(change)).toMatchObject({ status: 'fail', reason });
  });

  it('names the nearest region for a name that cannot be one', () => {
    expect(judge({ ses: { region: 'ap_south_1', snsTopicArn: null } })).toMatchObject({ status: 'fail', reason: 'malformed' });
    expect(judge({ ses: { region: 'ap_south_1', snsTopicArn: null } }).fix).toContain('ap-south-1');
  });

  it('believes a region newer than its list when SES answers there, and does not judge it otherwise', () => {
    const change = { ses: { region: 'ap-central-9', snsTopicArn: null } };
    expect(judge(change, observed(account())).status).toBe('pass');
    expect(judge(change).status).toBe('inconclusive');
  });

  it('does not apply to a tenant without SES', () => {
    expect(judge({ ses: null })).toMatchObject({ status: 'not-applicable' });
  });
});
