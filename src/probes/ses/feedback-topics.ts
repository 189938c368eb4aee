// Asks SES v1 for the identity's feedback topics: the other valid route for bounces, complaints and deliveries.
import type { GetIdentityNotificationAttributesCommandOutput } from '@aws-sdk/client-ses';
import type { Observation } from '../../core/observation.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { boolOr, textOr } from '../../text/unknown-json.ts';
import { governingOf } from '../../facts/derived.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from './no-ses.ts';

export const feedbackFact = (
  answer: GetIdentityNotificationAttributesCommandOutput,
  identity: string,
): Facts['ses.feedbackTopics'] => {
  const attributes = answer.NotificationAttributes?.[identity];
  return {
    identity,
    bounce: textOr(attributes?.BounceTopic),
    complaint: textOr(attributes?.ComplaintTopic),
    delivery: textOr(attributes?.DeliveryTopic),
    forwarding: boolOr(attributes?.ForwardingEnabled),
  };
};

const routed = (destinations: Observation<Facts['ses.eventDestinations']>): boolean =>
  destinations.state === 'observed' &&
  destinations.value.destinations.some(({ kind, enabled }) => kind === 'sns' && enabled !== false);

export const feedbackTopicsProbe = defineProbe({
  key: 'ses.feedbackTopics',
  needs: ['ses.identity'],
  uses: ['ses.eventDestinations'],
  permissions: [{ action: 'ses:GetIdentityNotificationAttributes', on: 'account' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    const seen = facts['ses.identity'];
    const governing = governingOf(seen.value);
    if (governing.kind !== 'known') return new NotAsked('No identity is known to govern the sender.');
    if (routed(facts['ses.eventDestinations'])) {
      return new NotAsked('Events are published by the configuration set; the identity’s own topics do not decide.');
    }
    return feedbackFact(await aws.sesClassic.getIdentityNotificationAttributes([governing.name]), governing.name);
  },
});
