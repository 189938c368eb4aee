import { describe, expect, it } from 'vitest';
import { snsTopicExists } from '../../../src/checks/sns/sns-topic-exists.ts';
import { absent, judged, observed, skipped, TOPIC } from '../aws-builders.ts';

const fact = (change = {}) =>
  observed({
    arn: TOPIC,
    owner: '111122223333',
    policy: null,
    signatureVersion: null,
    kmsKeyId: null,
    fifo: null,
    confirmed: 1,
    pending: 0,
    ...change,
  });
const judge = (topic: { readonly state: string }, caller: { readonly state: string } = observed({ account: '111122223333' })) =>
  judged(snsTopicExists, { 'sns.topic': topic, 'sts.probeIdentity': caller });

describe('sns-topic-exists', () => {
  it('passes for a standard topic of this account', () => {
    expect(judge(fact()).status).toBe('pass');
    expect(judge(fact(), skipped).status).toBe('pass');
  });

  it('fails when the topic was deleted', () => {
    expect(judge(absent)).toMatchObject({ status: 'fail', reason: 'topic-missing' });
  });

  it('fails for a FIFO topic', () => {
    expect(judge(fact({ fifo: true }))).toMatchObject({ status: 'fail', reason: 'fifo-topic' });
  });

  it('warns when the topic belongs to another account', () => {
    expect(judge(fact({ owner: '999999999999' }))).toMatchObject({ status: 'warn', reason: 'other-account' });
  });
});
