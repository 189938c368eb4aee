// The configuration set: TLS required, reputation metrics, suppression, no counting of clicks; and its event destination.
import type { EventType } from '@aws-sdk/client-sesv2';
import { engagementCountedBy, missingReasons } from '../aws/desired/account.ts';
import { eventWords, missingEventTypes, REQUIRED_EVENT_TYPES } from '../aws/ses/event-types.ts';
import { fact, observationOf } from '../facts/fact.ts';
import type { ConfigurationSetDetail } from '../facts/ses.ts';
import {
  changed,
  changes,
  created,
  type Difference,
  elsewhere,
  left,
  NOTHING,
  type Part,
  tagsOf,
  unseen,
  type Wanted,
} from './wanted.ts';

const SET = 'configuration set';

/** AWS does not say that the call leaves alone what it does not name: the other half is said again. */
const guardianKept = (vdm: ConfigurationSetDetail['vdm']) => {
  const kept = vdm?.optimizedSharedDelivery;
  return kept === 'ENABLED' || kept === 'DISABLED' ? ({ GuardianOptions: { OptimizedSharedDelivery: kept } } as const) : {};
};

const optionsOf = (name: string, detail: ConfigurationSetDetail, { marketing, observed }: Wanted): readonly Difference[] => {
  const set = { ConfigurationSetName: name };
  const { tlsPolicy, sendingPool, maxDeliverySeconds, suppressedReasons, reputationMetrics, vdm } = detail;
  // The call sets all three: what somebody chose besides is said again.
  const delivery = {
    ...set,
    TlsPolicy: 'REQUIRE' as const,
    ...(sendingPool === null ? {} : { SendingPoolName: sendingPool }),
    ...(maxDeliverySeconds === null ? {} : { MaxDeliverySeconds: maxDeliverySeconds }),
  };
  const stood = { set: detail };
  const missing = suppressedReasons === null ? [] : missingReasons(suppressedReasons);
  const counted = engagementCountedBy(vdm?.engagementMetrics ?? null, fact(observed, 'ses.account')?.vdm ?? null);
  const list: readonly (Difference | null)[] = [
    tlsPolicy === 'REQUIRE'
      ? null
      : {
          says: `TLS to receivers: ${tlsPolicy ?? 'not told'} → REQUIRE`,
          act: { action: 'ses:PutConfigurationSetDeliveryOptions', input: delivery },
          stood,
          mends: null,
        },
    reputationMetrics !== false
      ? null
      : {
          says: 'reputation metrics: off → on',
          act: { action: 'ses:PutConfigurationSetReputationOptions', input: { ...set, ReputationMetricsEnabled: true } },
          stood,
          mends: 'ses-delivery-options/no-reputation-metrics',
        },
    missing.length === 0
      ? null
      : {
          says: `suppression: + ${missing.map(eventWords).join(', ')}`,
          act: {
            action: 'ses:PutConfigurationSetSuppressionOptions',
            input: { ...set, SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
          },
          stood,
          mends: 'ses-suppression',
        },
    marketing || counted === null
      ? null
      : {
          says: `engagement metrics, which rewrite links: on${counted === 'account' ? ' for the whole account' : ''} → off for this set`,
          act: {
            action: 'ses:PutConfigurationSetVdmOptions',
            input: { ...set, VdmOptions: { DashboardOptions: { EngagementMetrics: 'DISABLED' }, ...guardianKept(vdm) } },
          },
          stood,
          mends: 'ses-tracking',
        },
  ];
  return list.flatMap((one) => one ?? []);
};

const createSet = (name: string, { tenant, ses: { region } }: Wanted): Part =>
  changes(
    created(
      { resource: SET, name, region },
      {
        differences: ['TLS required', 'reputation metrics', 'bounces and complaints suppressed', 'links left as they are'],
        act: {
          action: 'ses:CreateConfigurationSet',
          input: {
            ConfigurationSetName: name,
            DeliveryOptions: { TlsPolicy: 'REQUIRE' },
            ReputationOptions: { ReputationMetricsEnabled: true },
            SendingOptions: { SendingEnabled: true },
            SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
            Tags: tagsOf({ tenant }),
          },
        },
        also: ['ses:TagResource'],
        mends: ['ses-configuration-set-applied'],
      },
    ),
  );

export const setPart = (wanted: Wanted): Part => {
  const { configurationSet: name, region } = wanted.ses;
  if (name === null) {
    const why = 'The profile names none: write ses.configurationSet, so that it is known which one is the tenant’s.';
    return left('No configuration set is made or changed.', why, 'implementation engineer');
  }
  const seen = fact(wanted.observed, 'ses.configurationSet');
  if (seen?.name !== name || seen.detail === null) return unseen('ses.configurationSet');
  if (seen.detail.state === 'absent')
    return elsewhere(wanted, `The configuration set ${name} is not made.`) ?? createSet(name, wanted);
  if (seen.detail.state !== 'observed') return unseen('ses.configurationSet');
  const paused =
    seen.detail.value.sendingEnabled === false
      ? left(
          `Sending through ${name} stays off.`,
          'Somebody, or an alarm, paused it: certify lets nothing go on that was stopped.',
        )
      : NOTHING;
  return { ...paused, changes: [changed({ resource: SET, name, region }, optionsOf(name, seen.detail.value, wanted))] };
};

const freeName = (taken: readonly string[]): string => {
  const base = 'squareos-events';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(name)) return name;
  }
};

/** `topicArn` is the tenant's, seen or planned. */
export const destinationPart = (wanted: Wanted, topicArn: string): Part => {
  const { configurationSet: set, region } = wanted.ses;
  if (set === null) return NOTHING;
  const observation = observationOf(wanted.observed, 'ses.eventDestinations');
  const setAbsent = fact(wanted.observed, 'ses.configurationSet')?.detail?.state === 'absent';
  const seen = fact(wanted.observed, 'ses.eventDestinations');
  if (seen === null && observation?.state !== 'absent' && !setAbsent) return unseen('ses.eventDestinations');
  const all = seen?.destinations ?? [];
  const event = (name: string, types: readonly string[]) => ({
    ConfigurationSetName: set,
    EventDestinationName: name,
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: types as EventType[],
      SnsDestination: { TopicArn: topicArn },
    },
  });
  const about = (name: string) => ({
    resource: 'event destination',
    name: `${set} / ${name}`,
    region,
    after: [set, topicArn],
  });
  const ours = all.filter((one) => one.topicArn === topicArn);
  const best = ours.find(({ enabled }) => enabled === true) ?? ours[0];
  if (best === undefined) {
    const name = freeName(all.map((one) => one.name));
    const types = Object.keys(REQUIRED_EVENT_TYPES);
    return changes(
      created(about(name), {
        differences: [`to ${topicArn}`, `events: ${types.map(eventWords).join(', ')}`],
        act: { action: 'ses:CreateConfigurationSetEventDestination', input: event(name, types) },
        mends: ['ses-event-destination'],
      }),
    );
  }
  if (best.enabled === null) return unseen('ses.eventDestinations');
  const missing = missingEventTypes(
    ours.filter(({ enabled }) => enabled === true || !best.enabled).flatMap((one) => one.eventTypes),
  );
  const says = [
    ...(best.enabled ? [] : ['disabled → enabled']),
    ...(missing.length === 0 ? [] : [`events: + ${missing.map(eventWords).join(', ')}`]),
  ];
  const difference: Difference = {
    says: says.join('; '),
    act: { action: 'ses:UpdateConfigurationSetEventDestination', input: event(best.name, [...best.eventTypes, ...missing]) },
    stood: { destinations: all },
    mends: 'ses-event-destination',
  };
  return changes(changed(about(best.name), says.length === 0 ? [] : [difference]));
};
