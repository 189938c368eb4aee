// Asks SES where the events of the configuration set in force go.
import type { EventDestination as SdkDestination } from '@aws-sdk/client-sesv2';
import { NotAsked, NotGiven } from '../../core/probe.ts';
import type { EventDestination } from '../../facts/ses.ts';
import { SET_NOT_GIVEN } from '../../aws/ses/configuration-set.ts';
import { boolOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { told } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { setInForce } from './applied-set.ts';
import { NO_SES } from './no-ses.ts';

const kindOf = (destination: SdkDestination): EventDestination['kind'] => {
  if (destination.SnsDestination !== undefined) return 'sns';
  if (destination.KinesisFirehoseDestination !== undefined) return 'firehose';
  if (destination.CloudWatchDestination !== undefined) return 'cloudwatch';
  if (destination.EventBridgeDestination !== undefined) return 'eventbridge';
  return destination.PinpointDestination === undefined ? 'unknown' : 'pinpoint';
};

export const eventDestination = (destination: SdkDestination): EventDestination => ({
  name: textOr(destination.Name) ?? '',
  enabled: boolOr(destination.Enabled),
  eventTypes: textsOr(told(destination.MatchingEventTypes, 'MatchingEventTypes')) ?? [],
  kind: kindOf(destination),
  topicArn: textOr(destination.SnsDestination?.TopicArn),
});

export const eventDestinationsProbe = defineProbe({
  key: 'ses.eventDestinations',
  needs: [],
  uses: ['ses.identity'],
  permissions: [{ action: 'ses:GetConfigurationSetEventDestinations', on: 'configuration-set' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const set = await setInForce(aws.ses, sender.ses, facts['ses.identity']);
    if (set.kind === 'unsaid') return new NotGiven(SET_NOT_GIVEN.what, SET_NOT_GIVEN.flag);
    if (set.kind === 'none') return new NotAsked('No configuration set applies to the sender.');
    const answer = await aws.ses.getEventDestinations(set.name);
    return {
      configurationSet: set.name,
      destinations: told(answer.EventDestinations, 'EventDestinations').map(eventDestination),
    };
  },
});
