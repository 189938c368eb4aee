// The configuration set: TLS required, reputation metrics, suppression, no counting of clicks; and its event destination.
import { missingReasons } from '../aws/desired/account.ts';
import { missingEventTypes, REQUIRED_EVENT_TYPES } from '../aws/ses/event-types.ts';
import { fact, observationOf } from '../facts/fact.ts';
import type { ConfigurationSetDetail } from '../facts/ses.ts';
import {
  changed,
  changes,
  created,
  type Difference,
  jsonWord,
  left,
  NOTHING,
  type Part,
  unseen,
  type Wanted,
  word,
} from './wanted.ts';

const optionsOf = (name: string, detail: ConfigurationSetDetail, { ses, marketing }: Wanted): readonly Difference[] => {
  const put = (options: string, rest: string): string =>
    `aws sesv2 put-configuration-set-${options}-options --configuration-set-name ${word(name)} ${rest} --region ${ses.region}`;
  const { tlsPolicy, sendingPool, maxDeliverySeconds, suppressedReasons, reputationMetrics, vdm } = detail;
  const pool = sendingPool === null ? '' : ` --sending-pool-name ${word(sendingPool)}`;
  const seconds = maxDeliverySeconds === null ? '' : ` --max-delivery-seconds ${maxDeliverySeconds}`;
  const list: readonly (Difference | null)[] = [
    tlsPolicy === 'REQUIRE'
      ? null
      : {
          says: `TLS to receivers: ${tlsPolicy ?? 'not told'} → REQUIRE`,
          command: put('delivery', `--tls-policy REQUIRE${pool}${seconds}`),
          permission: 'ses:PutConfigurationSetDeliveryOptions',
          mends: null,
        },
    reputationMetrics !== false
      ? null
      : {
          says: 'reputation metrics: off → on',
          command: put('reputation', '--reputation-metrics-enabled'),
          permission: 'ses:PutConfigurationSetReputationOptions',
          mends: null,
        },
    suppressedReasons === null || missingReasons(suppressedReasons).length === 0
      ? null
      : {
          says: `suppression: + ${missingReasons(suppressedReasons).join(', ')}`,
          command: put('suppression', '--suppressed-reasons BOUNCE COMPLAINT'),
          permission: 'ses:PutConfigurationSetSuppressionOptions',
          mends: 'ses-suppression',
        },
    marketing || vdm?.engagementMetrics !== 'ENABLED'
      ? null
      : {
          says: 'engagement metrics, which rewrite links: on → off',
          command: put('vdm', `--vdm-options DashboardOptions={EngagementMetrics=DISABLED}`),
          permission: 'ses:PutConfigurationSetVdmOptions',
          mends: 'ses-tracking',
        },
  ];
  return list.flatMap((one) => one ?? []);
};

const createSet = (name: string, region: string): Part =>
  changes(
    created('configuration set', name, {
      differences: ['TLS required', 'reputation metrics', 'bounces and complaints suppressed', 'links left as they are'],
      commands: [
        `aws sesv2 create-configuration-set --configuration-set-name ${word(name)} --delivery-options TlsPolicy=REQUIRE --reputation-options ReputationMetricsEnabled=true --sending-options SendingEnabled=true --suppression-options SuppressedReasons=BOUNCE,COMPLAINT --region ${region}`,
      ],
      permissions: ['ses:CreateConfigurationSet'],
      mends: ['ses-configuration-set-applied'],
    }),
  );

export const setPart = (wanted: Wanted): Part => {
  const { configurationSet: name, region } = wanted.ses;
  if (name === null) {
    const why = 'The profile names none: write ses.configurationSet, so that it is known which one is the tenant’s.';
    return left('No configuration set is made or changed.', why, 'implementation engineer');
  }
  const seen = fact(wanted.observed, 'ses.configurationSet');
  if (seen?.name !== name || seen.detail === null) return unseen('ses.configurationSet');
  if (seen.detail.state === 'absent') return createSet(name, region);
  if (seen.detail.state !== 'observed') return unseen('ses.configurationSet');
  const paused =
    seen.detail.value.sendingEnabled === false
      ? left(
          `Sending through ${name} stays off.`,
          'Somebody, or an alarm, paused it: certify lets nothing go on that was stopped.',
        )
      : NOTHING;
  return { ...paused, changes: [changed('configuration set', name, optionsOf(name, seen.detail.value, wanted))] };
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
  const put = (verb: 'create' | 'update', name: string, types: readonly string[]): string => {
    const destination = { Enabled: true, MatchingEventTypes: types, SnsDestination: { TopicArn: topicArn } };
    return `aws sesv2 ${verb}-configuration-set-event-destination --configuration-set-name ${word(set)} --event-destination-name ${word(name)} --event-destination ${jsonWord(destination)} --region ${region}`;
  };
  const ours = all.filter((one) => one.topicArn === topicArn);
  const best = ours.find(({ enabled }) => enabled === true) ?? ours[0];
  if (best === undefined) {
    const name = freeName(all.map((one) => one.name));
    const types = Object.keys(REQUIRED_EVENT_TYPES);
    return changes(
      created('event destination', `${set} / ${name}`, {
        differences: [`to ${topicArn}`, types.join(', ')],
        commands: [put('create', name, types)],
        permissions: ['ses:CreateConfigurationSetEventDestination'],
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
    ...(missing.length === 0 ? [] : [`events: + ${missing.join(', ')}`]),
  ];
  const difference: Difference = {
    says: says.join('; '),
    command: put('update', best.name, [...best.eventTypes, ...missing]),
    permission: 'ses:UpdateConfigurationSetEventDestination',
    mends: 'ses-event-destination',
  };
  return changes(changed('event destination', `${set} / ${best.name}`, says.length === 0 ? [] : [difference]));
};
