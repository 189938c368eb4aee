// The topic's access policy lets SES publish for this configuration set or identity, and nobody else at will.
import { parsePolicy } from '../../aws/policy/policy.ts';
import { sesMay } from '../../aws/policy/ses-publish.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { sourceInForce } from './ses-source.ts';
import { denied, PUBLISH, refused, width } from './topic-policy-faults.ts';

export const snsTopicPolicy = defineCheck({
  id: 'sns-topic-policy',
  title: 'The topic’s policy lets SES publish for this account, and is not open to everyone',
  severity: 'blocker',
  why: 'SES drops every event it may not publish, without an error to anybody.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  ],
  needs: ['sns.topic', 'ses.configurationSet'],
  uses: ['ses.feedbackTopics', 'sts.probeIdentity'],
  evaluate(facts) {
    const topic = facts['sns.topic'];
    if (topic.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { arn, policy: text } = topic.value;
    const source = sourceInForce({
      topicArn: arn,
      set: facts['ses.configurationSet'].value.name,
      feedback: facts['ses.feedbackTopics'],
      caller: facts['sts.probeIdentity'],
    });
    if (source === null) return { status: 'not-applicable', reason: 'no-route' };
    const policy = text === null ? null : parsePolicy(text);
    if (policy === null) return cannotJudge('the access policy of the topic', { topicArn: arn });
    const decision = sesMay(policy, PUBLISH, arn, source);
    switch (decision.decision) {
      case 'explicit-deny':
        return denied(decision.by, arn);
      case 'not-allowed':
        return refused(policy, arn, source);
      case 'cannot-judge':
        return cannotJudge('whether the topic’s policy lets SES publish', { topicArn: arn, sid: decision.by.sid });
      case 'allowed':
        return width(policy, decision.by, arn, source);
    }
  },
});
