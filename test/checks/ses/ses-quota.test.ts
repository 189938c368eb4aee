import { describe, expect, it } from 'vitest';
import { sesQuota } from '../../../src/checks/ses/ses-quota.ts';
import { account, judged, observed, tenant } from '../aws-builders.ts';

const judge = (quota: Record<string, number | null>, sending = {}, productionAccess = true) =>
  judged(sesQuota, {
    'ses.account': observed(
      account({ productionAccess, quota: { max24Hour: 50_000, maxPerSecond: 14, sent24Hour: 10, ...quota } }),
    ),
    'profile.tenant': observed(tenant({ sending })),
  });

describe('ses-quota', () => {
  it.each([
    ['the plan fits', {}, {}],
    ['there is no limit', { max24Hour: -1, maxPerSecond: -1 }, { dailyVolume: 9_000_000, peakPerSecond: 900 }],
    ['nothing is planned', {}, { dailyVolume: null, peakPerSecond: null }],
    ['SES does not say what was sent of what has no limit', { max24Hour: -1, sent24Hour: null }, {}],
  ])('passes when %s', (_, quota, sending) => {
    expect(judge(quota, sending).status).toBe('pass');
  });

  it.each([
    ['the quota is used up, which only waiting mends', { sent24Hour: 50_000 }, {}, 'pending', 'used-up'],
    [
      'the quota is used up, and too small anyway',
      { sent24Hour: 50_000 },
      { dailyVolume: 60_000 },
      'fail',
      'below-planned-volume',
    ],
    ['the plan is larger', {}, { dailyVolume: 60_000 }, 'fail', 'below-planned-volume'],
    ['four fifths are used', { sent24Hour: 40_000 }, {}, 'warn', 'nearly-used'],
    ['a production account has a sandbox’s quota', { max24Hour: 200 }, { dailyVolume: 100 }, 'warn', 'sandbox-size'],
    ['the peak is higher than the rate', { maxPerSecond: 1 }, {}, 'warn', 'below-planned-peak'],
    ['there is no quota at all, which no waiting mends', { max24Hour: 0, sent24Hour: 0 }, {}, 'fail', 'no-quota'],
    ['there is no quota at all, and some is planned', { max24Hour: 0 }, { dailyVolume: 100 }, 'fail', 'no-quota'],
    ['the rate is nothing, and no peak is planned', { maxPerSecond: 0 }, { peakPerSecond: null }, 'fail', 'no-quota'],
    ['the rate is nothing of what has no limit', { max24Hour: -1, maxPerSecond: 0 }, {}, 'fail', 'no-quota'],
    ['SES does not say the quota', { max24Hour: null }, {}, 'inconclusive', 'cannot-judge'],
  ])('speaks up when %s', (_, quota, sending, status, reason) => {
    expect(judge(quota, sending)).toMatchObject({ status, reason });
  });

  it('leaves a sandbox to the check for it', () => {
    expect(judge({ max24Hour: 200 }, {}, false)).toMatchObject({ status: 'not-applicable' });
  });
});
