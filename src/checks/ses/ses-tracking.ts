// SES does not rewrite the links of invoices and payment links.
import { seenOrNull } from '../../core/observation.ts';
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { engagementCountedBy } from '../../aws/desired/account.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { doThis, inRegion } from '../remedy.ts';

const reasons = {
  'click-tracking': { status: ['warn'], says: 'An event destination asks for clicks, so that SES rewrites every link.' },
  'engagement-tracking': {
    status: ['warn'],
    says: 'The Virtual Deliverability Manager counts engagement, for which SES rewrites every link and adds a picture.',
  },
  'no-configuration-set': { status: ['not-applicable'], says: 'No configuration set applies to the sender.' },
  'marketing-mail': { status: ['not-applicable'], says: 'The gym sends marketing mail, where clicks may be counted.' },
} as const satisfies Reasons;

type Found = Judgement<keyof typeof reasons | EngineReason>;

interface Engagement {
  readonly by: 'account' | 'configuration set';
  readonly set: string | null;
  /** The set's own optimized shared delivery, which the call that turns tracking off has to say again; null: the account's. */
  readonly kept: string | null;
  readonly region: string | null;
}

/** Where engagement is counted, a set's own option before the account's; null when it is not. */
const engagement = (
  set: Facts['ses.configurationSet'] | null,
  account: Facts['ses.account'] | null,
  declared: string | null,
): Engagement | null => {
  const vdm = set?.detail?.state === 'observed' ? set.detail.value.vdm : null;
  const by = engagementCountedBy(vdm?.engagementMetrics ?? null, account?.vdm ?? null);
  const kept = vdm?.optimizedSharedDelivery ?? null;
  return by === null ? null : { by, set: set?.name ?? null, kept, region: account?.region ?? declared };
};

const engaged = ({ by, set, kept, region }: Engagement): Found => {
  const given = {
    observed: { engagementMetrics: 'ENABLED', by, configurationSet: set },
    expected: 'The Virtual Deliverability Manager counts no engagement of the set that sends invoices and payment links.',
  };
  if (set === null) {
    const say =
      'Send with a configuration set whose engagement tracking is off, or turn it off for the account: Amazon SES / Virtual Deliverability Manager / Settings.';
    return { status: 'warn', reason: 'engagement-tracking', ...given, remedy: [doThis(say)] };
  }
  const say = `Turn engagement tracking off for the configuration set ${set}: with it SES replaces every link, payment links included.`;
  const guardian = kept === null ? '' : `,GuardianOptions={OptimizedSharedDelivery=${kept}}`;
  const command = `aws sesv2 put-configuration-set-vdm-options --configuration-set-name ${set} --vdm-options 'DashboardOptions={EngagementMetrics=DISABLED}${guardian}'${inRegion(region)}`;
  return { status: 'warn', reason: 'engagement-tracking', ...given, remedy: [{ say, command }] };
};

export const sesTracking = defineCheck({
  id: 'ses-tracking',
  title: 'SES leaves payment links as they are: no click tracking on transactional mail',
  severity: 'warning',
  why: 'With click tracking SES replaces every link by one of its own; members distrust such a payment link, and filters may block it.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html',
    'https://docs.aws.amazon.com/ses/latest/dg/vdm-settings.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/configure-custom-open-click-domains.html': ['click-tracking'],
    'https://docs.aws.amazon.com/ses/latest/dg/vdm-settings.html': ['engagement-tracking'],
  },
  needs: ['ses.eventDestinations'],
  uses: ['ses.configurationSet', 'ses.account', 'profile.tenant'],
  evaluate(facts) {
    const seen = facts['ses.eventDestinations'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-configuration-set' };
    const tenant = seenOrNull(facts['profile.tenant']);
    if (tenant?.sending.mailType === 'MARKETING') return { status: 'not-applicable', reason: 'marketing-mail' };
    const set = seenOrNull(facts['ses.configurationSet']);
    const counted = engagement(set, seenOrNull(facts['ses.account']), sesPlaceOf(tenant ?? {}).region);
    if (counted !== null) return engaged(counted);
    const clicks = seen.value.destinations.filter(({ enabled, eventTypes }) => enabled !== false && eventTypes.includes('CLICK'));
    const observed = {
      configurationSet: seen.value.configurationSet,
      clickDestinations: clicks.map(({ name }) => name),
      trackingDomain: set?.detail?.state === 'observed' ? set.detail.value.trackingDomain : null,
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
