import { describe, expect, it } from 'vitest';
import { sesRegion } from '../../../src/checks/ses/ses-region.ts';
import { absent, account, denied, identity, judged, observed, skipped, tenant } from '../aws-builders.ts';

const judge = (
  change: Parameters<typeof tenant>[0],
  asked: { readonly state: string } = skipped,
  sender: { readonly state: string } = skipped,
  published: { readonly state: string } = skipped,
) =>
  judged(sesRegion, {
    'profile.tenant': observed(tenant(change)),
    'ses.account': asked,
    'ses.identity': sender,
    'ses.eventDestinations': published,
  });
const noHost = { state: 'unreachable', code: 'ENOTFOUND', message: 'has no address' };

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

  it('has the topic named that the set publishes to, where that is one of the region', () => {
    const here = 'arn:aws:sns:eu-west-1:111122223333:squareos-email';
    const published = (...arns: readonly string[]) => observed({ destinations: arns.map((topicArn) => ({ topicArn })) });
    const fieldOf = (...arns: readonly string[]) =>
      judge({ ses: { region: 'eu-west-1' } }, skipped, skipped, published(...arns)).remedy[0]?.field ?? null;
    expect(fieldOf(here, here)).toEqual({ in: 'profile', name: 'ses.snsTopicArn', value: here });
    for (const arns of [[], [here, `${here}-2`], [here.replace('eu-west-1', 'us-east-1')]]) expect(fieldOf(...arns)).toBeNull();
  });

  it('names the nearest region for a name that cannot be one', () => {
    const finding = judge({ ses: { region: 'ap_south_1', snsTopicArn: null } });
    expect(finding).toMatchObject({ status: 'fail', reason: 'malformed', remedy: [{ field: { value: 'ap-south-1' } }, {}] });
  });

  it.each([
    ['has no host', noHost],
    ['is none that AWS signs for', { state: 'failed', code: 'no-such-region', message: 'AWS knows no region ap-south-9.' }],
  ])('calls a region that %s one that does not exist, and takes the topic’s for the one that is meant', (_, asked) => {
    const finding = judge({ ses: { region: 'ap-south-9' } }, asked);
    expect(finding).toMatchObject({ status: 'fail', reason: 'no-such-region', remedy: [{ field: { value: 'ap-south-1' } }, {}] });
    expect(finding.fix).not.toMatch(/create/i);
    expect(judge({ ses: { region: 'eu-westt-1', snsTopicArn: null } }, asked).fix).toContain('eu-west-1');
  });

  it('believes what SES answers there over any list', () => {
    for (const region of ['ap-central-9', 'ap-east-1']) {
      expect(judge({ ses: { region, snsTopicArn: null } }, observed(account())).status).toBe('pass');
      expect(judge({ ses: { region, snsTopicArn: null } }, denied('ses:GetAccount')).status).toBe('pass');
    }
  });

  it('does not judge a region that is not in its list while SES gave no answer', () => {
    const silent = { state: 'unreachable', code: 'ETIMEDOUT', message: 'no answer' };
    expect(judge({ ses: { region: 'ap-central-9', snsTopicArn: null } }).status).toBe('inconclusive');
    expect(judge({ ses: { region: 'ap-central-9', snsTopicArn: null } }, silent).status).toBe('inconclusive');
  });

  it('takes the region for wrong, not the topic, where the sender has no identity in it', () => {
    const nothing = observed(identity(absent, absent));
    const finding = judge({ ses: { region: 'eu-west-1' } }, observed(account()), nothing);
    expect(finding).toMatchObject({
      status: 'fail',
      reason: 'topic-elsewhere',
      remedy: [{ field: { value: 'ap-south-1' } }, {}],
    });
  });

  it('does not apply to a tenant without SES', () => {
    expect(judge({ ses: null })).toMatchObject({ status: 'not-applicable' });
  });
});
