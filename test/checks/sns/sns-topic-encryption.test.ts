import { describe, expect, it } from 'vitest';
import { snsTopicEncryption } from '../../../src/checks/sns/sns-topic-encryption.ts';
import { sesKeyStatement } from '../../../src/aws/policy/ses-publish.ts';
import { absent, denied, judged, observed, skipped, TOPIC } from '../aws-builders.ts';

const source = { account: '111122223333', sourceArn: 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main' };
const owner = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
const key = (statements: readonly object[], change = {}) => ({
  keyId: 'k-1',
  keyArn: 'arn:aws:kms:ap-south-1:111122223333:key/k-1',
  keyState: 'Enabled',
  manager: 'CUSTOMER',
  policy: JSON.stringify({ Statement: statements }),
  ...change,
});
const judge = (fact: { readonly state: string }) =>
  judged(snsTopicEncryption, {
    'kms.topicKey': fact,
    'sns.topic': observed({ arn: TOPIC, kmsKeyId: 'k-1' }),
    'ses.configurationSet': observed({ name: 'squareos-main', source: 'explicit', detail: null }),
    'ses.feedbackTopics': skipped,
    'sts.probeIdentity': observed({ account: '111122223333' }),
  });

describe('sns-topic-encryption', () => {
  it('passes when the key’s policy admits SES', () => {
    expect(judge(observed(key([owner, sesKeyStatement(source)]))).status).toBe('pass');
    expect(
      judge(observed(key([{ Effect: 'Allow', Principal: { Service: 'ses.amazonaws.com' }, Action: 'kms:*', Resource: '*' }])))
        .status,
    ).toBe('pass');
  });

  it.each([
    ['the key is AWS’s own', key([], { keyId: 'alias/aws/sns', manager: 'AWS', policy: null }), 'aws-managed-key'],
    ['the policy admits the owner only', key([owner]), 'ses-not-allowed'],
    ['decryption is left out', key([{ ...sesKeyStatement(source), Action: 'kms:GenerateDataKey*' }]), 'ses-not-allowed'],
    ['the key is disabled', key([sesKeyStatement(source)], { keyState: 'Disabled' }), 'key-not-enabled'],
    [
      'everyone may use it',
      key([sesKeyStatement(source), { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }]),
      'key-open-to-everyone',
    ],
    [
      'another account may change it',
      key([sesKeyStatement(source), { ...owner, Principal: { AWS: '999999999999' } }]),
      'other-account-administers',
    ],
  ])('fails when %s', (_, fact, reason) => {
    expect(judge(observed(fact))).toMatchObject({ status: 'fail', reason });
  });

  it('says which statement would let it see', () => {
    expect(judge(denied('kms:GetKeyPolicy'))).toMatchObject({ status: 'inconclusive', reason: 'denied' });
  });

  it('fails when KMS has no such key', () => {
    expect(judge(absent)).toMatchObject({ status: 'fail', reason: 'key-not-enabled' });
  });

  it('does not apply to a topic without a key, without a topic, or where SES publishes by no known route', () => {
    expect(judge(skipped).status).toBe('not-applicable');
    const facts = { 'kms.topicKey': observed(key([])), 'ses.feedbackTopics': skipped, 'sts.probeIdentity': skipped };
    const topic = observed({ arn: TOPIC, kmsKeyId: 'k-1' });
    const none = observed({ name: null, source: 'none', detail: null });
    expect(judged(snsTopicEncryption, { ...facts, 'sns.topic': absent, 'ses.configurationSet': none }).reason).toBe('no-topic');
    expect(judged(snsTopicEncryption, { ...facts, 'sns.topic': topic, 'ses.configurationSet': none }).reason).toBe('no-route');
  });

  it('does not pass for a key of which nobody told whether it is enabled', () => {
    expect(judge(observed(key([sesKeyStatement(source)], { keyState: null })))).toMatchObject({
      status: 'inconclusive',
      reason: 'cannot-judge',
    });
  });

  it('names what the statement rests on where that cannot be known', () => {
    const byOrg = { ...sesKeyStatement(source), Sid: 'ByOrg', Condition: { StringEquals: { 'aws:SourceOrgID': 'o-1' } } };
    const finding = judge(observed(key([owner, byOrg])));
    expect(finding).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(finding.fix).toContain('aws:SourceOrgID o-1');
  });
});
