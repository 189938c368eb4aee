// Asks SNS about the topic that carries the events.
import type { GetTopicAttributesCommandOutput } from '@aws-sdk/client-sns';
import { NotAsked } from '../../core/probe.ts';
import type { Facts } from '../../facts/index.ts';
import { attributeBool, attributeNumber, textOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';
import { topicInForce } from './topic-in-force.ts';

export const topicFact = (answer: GetTopicAttributesCommandOutput, arn: string): Facts['sns.topic'] => {
  const attributes = answer.Attributes ?? {};
  return {
    arn,
    owner: textOr(attributes['Owner']),
    policy: textOr(attributes['Policy']),
    signatureVersion: textOr(attributes['SignatureVersion']),
    kmsKeyId: textOr(attributes['KmsMasterKeyId']),
    deliveryPolicy: textOr(attributes['EffectiveDeliveryPolicy']),
    fifo: attributeBool(attributes['FifoTopic']),
    confirmed: attributeNumber(attributes['SubscriptionsConfirmed']),
    pending: attributeNumber(attributes['SubscriptionsPending']),
  };
};

export const topicProbe = defineProbe({
  key: 'sns.topic',
  needs: [],
  uses: ['ses.eventDestinations', 'ses.feedbackTopics'],
  permissions: [{ action: 'sns:GetTopicAttributes', on: 'topic' }],
  ask: async ({ aws, sender }, facts) => {
    const arn = topicInForce(sender.ses, facts);
    return arn instanceof NotAsked ? arn : topicFact(await aws.sns.getTopicAttributes(arn), arn);
  },
});
