// SESv2 reads of configuration sets and their event destinations.
import type { JsonObject } from '../../core/json.ts';
import type { ConfigurationSetSpec, EventDestinationSpec } from './spec.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';
import { tagList } from './tags.ts';

export const requireSet = (
  cloud: Cloud,
  call: AwsCall,
  action: string,
): { readonly name: string; readonly set: ConfigurationSetSpec } => {
  const [name = ''] = call.variables;
  cloud.authorize(call, action, cloud.arn('ses', call.region, `configuration-set/${name}`));
  const set = cloud.region(call.region).configurationSets[name];
  if (set === undefined) throw new AwsError('NotFoundException', 404, `Configuration set <${name}> does not exist.`);
  return { name, set };
};

const suppressionOf = (set: ConfigurationSetSpec): JsonObject | undefined => {
  if (set.suppressedReasons === null && set.suppressionScope === null && set.validation === null) return undefined;
  return {
    SuppressedReasons: set.suppressedReasons ?? undefined,
    SuppressionScope: set.suppressionScope ?? undefined,
    ValidationOptions: set.validation === null ? undefined : validationOf(set.validation),
  };
};

/** Address validation before the send, as account and set tell it. */
export const validationOf = (threshold: string): JsonObject => ({
  ConditionThreshold: {
    ConditionThresholdEnabled: 'ENABLED',
    OverallConfidenceThreshold: { ConfidenceVerdictThreshold: threshold },
  },
});

const getConfigurationSet = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, set } = requireSet(cloud, call, 'ses:GetConfigurationSet');
  return {
    ConfigurationSetName: name,
    DeliveryOptions: {
      TlsPolicy: set.tlsPolicy ?? undefined,
      SendingPoolName: set.sendingPool ?? undefined,
      MaxDeliverySeconds: set.maxDeliverySeconds ?? undefined,
    },
    ReputationOptions: { ReputationMetricsEnabled: set.reputationMetrics },
    SendingOptions: { SendingEnabled: set.sendingEnabled },
    SuppressionOptions: suppressionOf(set),
    Tags: tagList(set.tags),
    VdmOptions: set.engagement === null ? undefined : { DashboardOptions: { EngagementMetrics: set.engagement } },
    TrackingOptions:
      set.trackingDomain === null
        ? undefined
        : { CustomRedirectDomain: set.trackingDomain, HttpsPolicy: set.trackingHttpsPolicy ?? undefined },
  };
};

const destination = (cloud: Cloud, region: string, spec: EventDestinationSpec): JsonObject => ({
  Name: spec.name,
  Enabled: spec.enabled,
  MatchingEventTypes: spec.types,
  SnsDestination: spec.topic === null ? undefined : { TopicArn: cloud.topicArn(region, spec.topic) },
  EventBridgeDestination: spec.eventBusArn === null ? undefined : { EventBusArn: spec.eventBusArn },
  KinesisFirehoseDestination:
    spec.firehose === null ? undefined : { IamRoleArn: spec.firehose.roleArn, DeliveryStreamArn: spec.firehose.streamArn },
});

const getEventDestinations = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { set } = requireSet(cloud, call, 'ses:GetConfigurationSetEventDestinations');
  return { EventDestinations: set.destinations.map((spec) => destination(cloud, call.region, spec)) };
};

const listConfigurationSets = (cloud: Cloud, call: AwsCall): JsonObject => {
  cloud.authorize(call, 'ses:ListConfigurationSets', '*');
  return { ConfigurationSets: Object.keys(cloud.region(call.region).configurationSets) };
};

/** The SESv2 reads of configuration sets. */
export const sesv2Sets = (cloud: Cloud): Operations => ({
  GetConfigurationSet: (call) => getConfigurationSet(cloud, call),
  GetConfigurationSetEventDestinations: (call) => getEventDestinations(cloud, call),
  ListConfigurationSets: (call) => listConfigurationSets(cloud, call),
});
