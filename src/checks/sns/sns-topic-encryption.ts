// An encrypted topic uses a key that SES may use.
import type { Judgement } from '../../core/finding.ts';
import { parsePolicy } from '../../parsers/aws-policy.ts';
import { sesKeyStatement, sesMay } from '../../parsers/ses-publish-policy.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { type SourceInForce, sourceInForce } from './ses-source.ts';

/** What SES does with the key of an encrypted topic (SES Developer Guide, configure-sns-notifications). */
const ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

const awsManaged = (keyId: string): Judgement => ({
  status: 'fail',
  reason: 'aws-managed-key',
  observed: { keyId },
  expected: 'A customer-managed key, or no encryption: the policy of alias/aws/sns admits no service and cannot be changed.',
  fix: 'Create a customer-managed KMS key whose policy admits ses.amazonaws.com, choose it in Amazon SNS / Topics / the topic / Edit / Encryption; or switch encryption off.',
});

const unusable = (keyId: string, state: string): Judgement => ({
  status: 'fail',
  reason: 'key-not-enabled',
  observed: { keyId, keyState: state },
  expected: 'The key is enabled.',
  fix: `Enable the key (AWS KMS / Customer managed keys / ${keyId}), or cancel its deletion; until then no event can be written to the topic.`,
});

const notAllowed = (keyId: string, missing: readonly string[], source: SourceInForce): Judgement => ({
  status: 'fail',
  reason: 'ses-not-allowed',
  observed: { keyId, missing },
  expected: 'The key’s policy lets ses.amazonaws.com do kms:GenerateDataKey* and kms:Decrypt.',
  fix: `AWS KMS / Customer managed keys / ${keyId} / Key policy. Add:\n${JSON.stringify(sesKeyStatement(source), null, 2)}`,
});

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
      set: set.state === 'observed' ? set : { state: 'absent', code: set.state, message: '' },
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
