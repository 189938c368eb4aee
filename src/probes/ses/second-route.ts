// Asks SES v1 whether the identity publishes feedback to the topic as well: then every bounce arrives twice, in two shapes.
import { NotAsked } from '../../core/probe.ts';
import { identityArn, parseArn } from '../../aws/arn.ts';
import { parsePolicy } from '../../aws/policy/policy.ts';
import { governingOf } from '../../facts/derived.ts';
import { sesMay } from '../../aws/policy/ses-publish.ts';
import { defineProbe } from '../probe.ts';
import { looksOnly } from './purpose.ts';
import { feedbackFact } from './feedback-topics.ts';

/** A read that is spared wherever the topic's policy admits the configuration set alone. */
const mayPublish = (topicArn: string, policyText: string | null, identity: string): boolean => {
  const topic = parseArn(topicArn);
  const policy = policyText === null ? null : parsePolicy(policyText);
  if (topic === null || policy === null) return true;
  const source = { account: topic.account, sourceArn: identityArn(topic, identity) };
  const { decision } = sesMay(policy, 'sns:Publish', topicArn, source);
  return decision === 'allowed' || decision === 'cannot-judge';
};

export const secondRouteProbe = defineProbe({
  key: 'ses.secondRoute',
  needs: ['ses.identity', 'sns.topic', 'ses.eventDestinations'],
  uses: ['run.purpose'],
  permissions: [{ action: 'ses:GetIdentityNotificationAttributes', on: 'account' }],
  ask: async ({ aws }, facts) => {
    const identity = facts['ses.identity'];
    const topic = facts['sns.topic'];
    const events = facts['ses.eventDestinations'];
    const governing = governingOf(identity.value);
    const arn = topic.state === 'observed' ? topic.value.arn : null;
    const routed =
      events.state === 'observed' &&
      events.value.destinations.some(({ enabled, topicArn }) => enabled === true && topicArn === arn);
    if (governing.kind !== 'known' || arn === null || topic.state !== 'observed' || !routed) {
      return new NotAsked('The configuration set does not publish to the topic.');
    }
    // A topic for bounces and complaints is what lets an identity switch email forwarding off.
    if (looksOnly(facts['run.purpose']) && governing.detail.feedbackForwarding !== false) {
      return new NotAsked('Nothing is sent, and feedback goes by email: the identity’s own topics are not looked up.');
    }
    if (!mayPublish(arn, topic.value.policy, governing.name)) {
      return new NotAsked('The topic’s policy does not let the identity publish.');
    }
    return feedbackFact(await aws.sesClassic.getIdentityNotificationAttributes([governing.name]), governing.name);
  },
});
