// An encrypted topic uses a key that SES may use.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { parseArn } from '../../aws/arn.ts';
import { type PolicyStatement, parsePolicy } from '../../aws/policy/policy.ts';
import { reaching } from '../../aws/policy/reach.ts';
import { sesKeyStatement, sesMay } from '../../aws/policy/ses-publish.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge } from '../unseen.ts';
import { restsOnOpen } from './open-statement.ts';
import { type SourceInForce, sourceInForce } from './ses-source.ts';
import { TOPIC_MISSING } from './topic-missing.ts';

/** What SES does with the key of an encrypted topic (SES Developer Guide, configure-sns-notifications). */
const ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

const reasons = {
  'no-topic': TOPIC_MISSING,
  'no-route': { status: ['not-applicable'], says: 'SES publishes to the topic by no route that is known.' },
  'aws-managed-key': { status: ['fail'], says: 'The topic is encrypted with AWS’s own key, which admits no service.' },
  'key-not-enabled': { status: ['fail'], says: 'The topic’s key is missing, disabled or about to be deleted.' },
  'ses-not-allowed': { status: ['fail'], says: 'The key’s policy does not let SES use it.' },
  'key-open-to-everyone': { status: ['fail'], says: 'Everyone may use the key, or change it.' },
  'other-account-administers': { status: ['fail'], says: 'Another account may change the key or its policy.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const awsManaged = (keyId: string): Verdict => ({
  status: 'fail',
  reason: 'aws-managed-key',
  observed: { keyId },
  expected: 'A customer-managed key, or no encryption: the policy of alias/aws/sns admits no service and cannot be changed.',
  remedy: [
    doThis(
      'Create a customer-managed KMS key whose policy admits ses.amazonaws.com, and choose it in Amazon SNS / Topics / the topic / Edit / Encryption; or switch encryption off there.',
    ),
  ],
});

const unusable = (keyId: string, state: string): Verdict => ({
  status: 'fail',
  reason: 'key-not-enabled',
  observed: { keyId, keyState: state },
  expected: 'The key is enabled.',
  remedy: [
    doThis(
      state === 'absent'
        ? `Choose another key in Amazon SNS / Topics / the topic / Edit / Encryption: KMS has no key ${keyId}, and until then no event can be written to the topic.`
        : `Enable the key (AWS KMS / Customer managed keys / ${keyId}), or cancel its deletion: it is ${state}, and until then no event can be written to the topic.`,
    ),
  ],
});

const notAllowed = (keyId: string, missing: readonly string[], source: SourceInForce): Verdict => ({
  status: 'fail',
  reason: 'ses-not-allowed',
  observed: { keyId, missing },
  expected: 'The key’s policy lets ses.amazonaws.com do kms:GenerateDataKey* and kms:Decrypt.',
  remedy: [
    {
      say: `Add this to the key policy in AWS KMS / Customer managed keys / ${keyId} / Key policy:`,
      statement: [sesKeyStatement(source)],
    },
  ],
});

const USES = [...ACTIONS, 'kms:Encrypt'];
const ADMINISTERS = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:CreateGrant'];

/** The key lets in whom it should not; null when it does not. */
const tooWide = (policy: readonly PolicyStatement[], keyId: string, own: string): Verdict | null => {
  const open = reaching(policy, [...USES, ...ADMINISTERS], own).find(({ reach }) => reach.kind === 'everyone');
  const foreign = reaching(policy, ADMINISTERS, own).find(({ reach }) => reach.kind === 'accounts');
  const wide = open ?? foreign;
  if (wide === undefined) return null;
  const { sid } = wide.statement;
  const whom = wide.reach.kind === 'accounts' ? `account ${wide.reach.accounts.join(', ')} change the key` : 'everyone in';
  return {
    status: 'fail',
    reason: open === undefined ? 'other-account-administers' : 'key-open-to-everyone',
    observed: { keyId, sid },
    expected: 'The key is used by its own account and by SES, and changed by its own account.',
    remedy: [
      doThis(
        `AWS KMS / Customer managed keys / ${keyId} / Key policy: remove the statement${sid === null ? '' : ` ${sid}`} or narrow it, as it lets ${whom}.`,
      ),
    ],
  };
};

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
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html': ['aws-managed-key', 'ses-not-allowed'],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html': [
      'key-not-enabled',
      'key-open-to-everyone',
      'other-account-administers',
    ],
  },
  needs: ['kms.topicKey'],
  uses: ['ses.configurationSet', 'ses.feedbackTopics', 'sts.probeIdentity', 'sns.topic'],
  evaluate(facts): Verdict {
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
    if (missing.length > 0) {
      const actions = missing.map(({ action }) => action);
      return notAllowed(keyId, actions, source);
    }
    for (const one of decisions) {
      if (one.decision === 'cannot-judge')
        return restsOnOpen('whether the key’s policy admits SES', one.by, sesKeyStatement(source), { keyId });
    }
    const own = parseArn(keyArn ?? '')?.account ?? source.account;
    // A key that is off or about to be deleted has the same policy as before.
    if (keyState === null) return tooWide(policy, keyId, own) ?? cannotJudge('whether the topic’s key is enabled', { keyId });
    return tooWide(policy, keyId, own) ?? { status: 'pass', reason: 'ok', observed: { keyId, keyState } };
  },
});
