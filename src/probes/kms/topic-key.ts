// Asks KMS about the key that encrypts the topic; only for an encrypted topic.
import { ObservationError } from '../../core/errors.ts';
import { NotAsked } from '../../core/probe.ts';
import { textOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';

/** AWS's own key for SNS: nobody can change its policy, so it need not be read. */
const AWS_MANAGED = /(^|\/)alias\/aws\/sns$/;

export const topicKeyProbe = defineProbe({
  key: 'kms.topicKey',
  needs: ['sns.topic'],
  permissions: [
    { action: 'kms:DescribeKey', on: 'key' },
    { action: 'kms:GetKeyPolicy', on: 'key' },
  ],
  ask: async ({ aws }, facts) => {
    const topic = facts['sns.topic'];
    const keyId = topic.state === 'observed' ? topic.value.kmsKeyId : null;
    if (keyId === null) return new NotAsked('The topic is not encrypted with a key.');
    if (AWS_MANAGED.test(keyId)) return { keyId, keyArn: null, keyState: null, manager: 'AWS', policy: null };
    const described = await answerOf(aws.kms.describeKey(keyId));
    const metadata = described.state === 'observed' ? described.value.KeyMetadata : undefined;
    // An alias is not taken where a policy is asked for, so without its description there is no further way.
    if (described.state !== 'observed' && (described.state === 'absent' || keyId.includes('alias/'))) {
      throw new ObservationError(described);
    }
    const answer = await aws.kms.getKeyPolicy(textOr(metadata?.KeyId) ?? keyId);
    return {
      keyId,
      keyArn: textOr(metadata?.Arn),
      keyState: textOr(metadata?.KeyState),
      manager: textOr(metadata?.KeyManager),
      policy: textOr(answer.Policy),
    };
  },
});
