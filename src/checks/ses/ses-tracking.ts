// SES does not rewrite the links of invoices and payment links.
import { seenOrNull } from '../../core/observation.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';

export const sesTracking = defineCheck({
  id: 'ses-tracking',
  title: 'SES leaves payment links as they are: no click tracking on transactional mail',
  severity: 'warning',
  why: 'With click tracking SES replaces every link by one of its own; members distrust such a payment link, and filters may block it.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html'],
  reasons: {
    'click-tracking': { status: ['warn'], says: 'An event destination asks for clicks, so that SES rewrites every link.' },
    'no-configuration-set': { status: ['not-applicable'], says: 'No configuration set applies to the sender.' },
    'marketing-mail': { status: ['not-applicable'], says: 'The gym sends marketing mail, where clicks may be counted.' },
  },
  needs: ['ses.eventDestinations'],
  uses: ['ses.configurationSet', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['ses.eventDestinations'];
    const tenant = seenOrNull(facts['profile.tenant']);
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-configuration-set' };
    if (tenant?.sending.mailType === 'MARKETING') return { status: 'not-applicable', reason: 'marketing-mail' };
    const clicks = seen.value.destinations.filter(({ enabled, eventTypes }) => enabled !== false && eventTypes.includes('CLICK'));
    const set = facts['ses.configurationSet'];
    const domain =
      set.state === 'observed' && set.value.detail?.state === 'observed' ? set.value.detail.value.trackingDomain : null;
    const observed = {
      configurationSet: seen.value.configurationSet,
      clickDestinations: clicks.map(({ name }) => name),
      trackingDomain: domain,
    };
    if (clicks.length === 0) return { status: 'pass', reason: 'ok', observed };
    const names = clicks.map(({ name }) => name).join(', ');
    return {
      status: 'warn',
      reason: 'click-tracking',
      observed,
      expected: 'No destination of the set that sends invoices and payment links asks for click events.',
      remedy: [
        doThis(`Take CLICK out of the event types of ${names}, or send transactional mail with a configuration set of its own.`),
      ],
    };
  },
});
