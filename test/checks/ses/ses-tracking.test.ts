import { describe, expect, it } from 'vitest';
import { sesTracking } from '../../../src/checks/ses/ses-tracking.ts';
import { absent, account, judged, observed, skipped, tenant } from '../aws-builders.ts';

const judge = (eventTypes: readonly string[], sending = {}, enabled = true) =>
  judged(sesTracking, {
    'ses.eventDestinations': observed({
      configurationSet: 'main',
      destinations: [{ name: 'd', enabled, eventTypes, kind: 'sns', topicArn: null }],
    }),
    'profile.tenant': observed(tenant({ sending })),
    'ses.configurationSet': skipped,
  });

describe('ses-tracking', () => {
  it('passes without click events, and with them in a disabled destination', () => {
    expect(judge(['DELIVERY', 'OPEN']).status).toBe('pass');
    expect(judge(['CLICK'], {}, false).status).toBe('pass');
  });

  it('warns when links of transactional mail are rewritten', () => {
    expect(judge(['DELIVERY', 'CLICK'])).toMatchObject({ status: 'warn', reason: 'click-tracking' });
  });

  const vdm = (engagementMetrics: string, enabled = 'ENABLED') => ({ enabled, engagementMetrics, optimizedSharedDelivery: null });
  const counted = (ofAccount: ReturnType<typeof vdm> | null, ofSet: string | null, sending = {}, guardian?: string) =>
    judged(sesTracking, {
      'ses.eventDestinations': observed({ configurationSet: 'main', destinations: [] }),
      'profile.tenant': observed(tenant({ sending })),
      'ses.account': observed(account({ vdm: ofAccount })),
      'ses.configurationSet': observed({
        name: 'main',
        source: 'explicit',
        detail: observed({
          trackingDomain: null,
          vdm: ofSet === null ? null : { engagementMetrics: ofSet, optimizedSharedDelivery: guardian ?? null },
        }),
        identityDefault: null,
      }),
    });

  it('warns when the deliverability manager counts engagement: it rewrites links too', () => {
    const finding = counted(vdm('ENABLED'), null);
    expect(finding).toMatchObject({ status: 'warn', reason: 'engagement-tracking', observed: { by: 'account' } });
    expect(finding.fix).toContain('put-configuration-set-vdm-options --configuration-set-name main');
    expect(counted(vdm('DISABLED'), 'ENABLED')).toMatchObject({ status: 'warn', observed: { by: 'configuration set' } });
  });

  it('says the set’s own optimized shared delivery again in the command, so that it is not lost', () => {
    expect(counted(vdm('DISABLED'), 'ENABLED', {}, 'ENABLED').fix).toContain(
      "'DashboardOptions={EngagementMetrics=DISABLED},GuardianOptions={OptimizedSharedDelivery=ENABLED}'",
    );
    expect(counted(vdm('DISABLED'), 'ENABLED').fix).not.toContain('GuardianOptions');
  });

  it.each([
    ['the set turns off what the account counts', vdm('ENABLED'), 'DISABLED'],
    ['the deliverability manager is off', vdm('ENABLED', 'DISABLED'), 'ENABLED'],
    ['the account has none', null, null],
  ])('passes when %s', (_, ofAccount, ofSet) => {
    expect(counted(ofAccount, ofSet).status).toBe('pass');
  });

  it('does not apply to marketing mail, or without a set', () => {
    expect(judge(['CLICK'], { mailType: 'MARKETING' }).status).toBe('not-applicable');
    const facts = { 'ses.eventDestinations': absent, 'profile.tenant': observed(tenant()) };
    expect(judged(sesTracking, facts).status).toBe('not-applicable');
  });
});
