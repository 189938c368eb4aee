// An encrypted topic uses a key that SES may use.
import { parsePolicy } from '../../aws/policy/policy.ts';
import { sesMay } from '../../aws/policy/ses-publish.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { sourceInForce } from './ses-source.ts';
import { ACTIONS, awsManaged, notAllowed, unusable } from './topic-key-faults.ts';

export const snsTopicEncryption = defineCheck({
  id: 'sns-topic-encryption',
  title: 'SES may use the key that encrypts the topic',
  severity: 'blocker',
  why: 'SES drops every event it cannot encrypt, without an error to anybody.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  ],
  needs: ['kms.topicKey'],
  uses: ['ses.configurationSet', 'ses.feedbackTopics', 'sts.probeIdentity', 'sns.topic'],
  evaluate(facts) {
    const seen = facts['kms.topicKey'];
    const topic = facts['sns.topic'];
    if (topic.state !== 'observed') return { status: 'not-applicable', reason: 'no-topic' };
    if (seen.state === 'absent') return unusable(topic.value.kmsKeyId ?? '', 'absent');
    const { keyId, keyArn, keyState, manager, policy: text } = seen.value;
    if (manager === 'AWS') return awsManaged(keyId);
    if (keyState !== null && keyState !== 'Enabled') return unusable(keyId, keyState);
    const set = facts['ses.configurationSet'];
    const source = sourceInForce({
      topicArn: topic.value.arn,
      set: set.state === 'observed' ? set.value.name : null,
      feedback: facts['ses.feedbackTopics'],
      caller: facts['sts.probeIdentity'],
    });
    if (source === null) return { status: 'not-applicable', reason: 'no-route' };
    const policy = text === null ? null : parsePolicy(text);
    if (policy === null) return cannotJudge('the policy of the topic’s key', { keyId });
    const decisions = ACTIONS.map((action) => ({ action, ...sesMay(policy, action, keyArn ?? '*', source) }));
    const missing = decisions.filter(({ decision }) => decision === 'not-allowed' || decision === 'explicit-deny');
    if (missing.length > 0)
      return notAllowed(
        keyId,
        missing.map(({ action }) => action),
        source,
      );
    if (decisions.some(({ decision }) => decision === 'cannot-judge')) {
      return cannotJudge('whether the key’s policy admits SES', { keyId });
    }
    return { status: 'pass', reason: 'ok', observed: { keyId, keyState } };
  },
});
