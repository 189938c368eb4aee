import { describe, expect, it } from 'vitest';
import { snsRedrive } from '../../../src/checks/sns/sns-redrive.ts';
import { judged, observed, TOPIC } from '../aws-builders.ts';

const queue = (arn: string) => JSON.stringify({ deadLetterTargetArn: arn });
const judge = (redrivePolicy: string | null, arn: string | null = `${TOPIC}:1`) =>
  judged(snsRedrive, {
    'sns.subscriptions': observed({
      topicArn: TOPIC,
      complete: true,
      subscriptions: [{ arn, isCallback: true, detail: observed({ redrivePolicy }) }],
    }),
  });

describe('sns-redrive', () => {
  it('passes with a queue of the same account and region', () => {
    expect(judge(queue('arn:aws:sqs:ap-south-1:111122223333:dead')).status).toBe('pass');
  });

  it('warns without a queue, and with one that SNS cannot reach', () => {
    expect(judge(null)).toMatchObject({ status: 'warn', reason: 'no-dead-letter-queue' });
    expect(judge(queue('arn:aws:sqs:eu-west-1:111122223333:dead'))).toMatchObject({ status: 'warn', reason: 'queue-elsewhere' });
  });

  it('does not apply before the subscription is confirmed', () => {
    expect(judge(null, null).status).toBe('not-applicable');
  });
});
