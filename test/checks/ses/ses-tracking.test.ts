import { describe, expect, it } from 'vitest';
import { sesTracking } from '../../../src/checks/ses/ses-tracking.ts';
import { absent, judged, observed, skipped, tenant } from '../aws-builders.ts';

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

  it('does not apply to marketing mail, or without a set', () => {
    expect(judge(['CLICK'], { mailType: 'MARKETING' }).status).toBe('not-applicable');
    const facts = { 'ses.eventDestinations': absent, 'profile.tenant': observed(tenant()) };
    expect(judged(sesTracking, facts).status).toBe('not-applicable');
  });
});
