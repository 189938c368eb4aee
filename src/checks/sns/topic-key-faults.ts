// What can be wrong with the key of an encrypted topic.
import type { Judgement } from '../../core/finding.ts';
import { sesKeyStatement } from '../../aws/policy/ses-publish.ts';
import type { SourceInForce } from './ses-source.ts';

/** What SES does with the key of an encrypted topic (SES Developer Guide, configure-sns-notifications). */
export const ACTIONS = ['kms:GenerateDataKey', 'kms:Decrypt'];

export const awsManaged = (keyId: string): Judgement => ({
  status: 'fail',
  reason: 'aws-managed-key',
  observed: { keyId },
  expected: 'A customer-managed key, or no encryption: the policy of alias/aws/sns admits no service and cannot be changed.',
  fix: 'Create a customer-managed KMS key whose policy admits ses.amazonaws.com, choose it in Amazon SNS / Topics / the topic / Edit / Encryption; or switch encryption off.',
});

export const unusable = (keyId: string, state: string): Judgement => ({
  status: 'fail',
  reason: 'key-not-enabled',
  observed: { keyId, keyState: state },
  expected: 'The key is enabled.',
  fix: `Enable the key (AWS KMS / Customer managed keys / ${keyId}), or cancel its deletion; until then no event can be written to the topic.`,
});

export const notAllowed = (keyId: string, missing: readonly string[], source: SourceInForce): Judgement => ({
  status: 'fail',
  reason: 'ses-not-allowed',
  observed: { keyId, missing },
  expected: 'The key’s policy lets ses.amazonaws.com do kms:GenerateDataKey* and kms:Decrypt.',
  fix: `AWS KMS / Customer managed keys / ${keyId} / Key policy. Add:\n${JSON.stringify(sesKeyStatement(source), null, 2)}`,
});
