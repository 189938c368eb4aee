import { describe, expect, it } from 'vitest';
import { snsRedrive } from '../../../src/checks/sns/sns-redrive.ts';
import { denied, judged, observed, TOPIC } from '../aws-builders.ts';

const queue = (arn: string) => JSON.stringify({ deadLetterTargetArn: arn });
/** As SNS gives it where nobody set one. */
const USUAL = JSON.stringify({ healthyRetryPolicy: { numRetries: 3, minDelayTarget: 20, maxDelayTarget: 20 } });
const judge = (
  redrivePolicy: string | null,
  arn: string | null = `${TOPIC}:1`,
  deliveryPolicy: string | null = USUAL,
  more: object = {},
) =>
  judged(snsRedrive, {
    'sns.subscriptions': observed({
      topicArn: TOPIC,
      complete: true,
      subscriptions: [{ arn, isCallback: true, detail: observed({ redrivePolicy, deliveryPolicy }) }],
    }),
    ...more,
  });

const BESIDE = queue('arn:aws:sqs:ap-south-1:111122223333:dead');
const delivers = (policy: object, sending: object = {}, topic: object | null = null) =>
  judge(BESIDE, undefined, JSON.stringify(policy), {
    'profile.tenant': observed({ sending }),
    ...(topic === null ? {} : { 'sns.topic': observed({ arn: TOPIC, deliveryPolicy: JSON.stringify(topic) }) }),
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

  const RETRIES = { numRetries: 3, minDelayTarget: 20, maxDelayTarget: 20 };
  const throttled = (maxReceivesPerSecond: number) => ({ healthyRetryPolicy: RETRIES, throttlePolicy: { maxReceivesPerSecond } });

  it.each<[string, object, object, string]>([
    ['does not try again', { healthyRetryPolicy: { ...RETRIES, numRetries: 0 } }, {}, 'no-retries'],
    [
      'gives up within seconds',
      { healthyRetryPolicy: { ...RETRIES, maxDelayTarget: 5, minDelayTarget: 1 } },
      {},
      'gives-up-soon',
    ],
    ['hands over less than the peak causes', throttled(9), { peakPerSecond: 5 }, 'held-back'],
    ['takes hours for the events of a day', throttled(1), { dailyVolume: 20_000 }, 'held-back'],
  ])('warns where SNS %s, with the policy to set', (_, policy, sending, reason) => {
    const told = delivers(policy, sending);
    expect(told).toMatchObject({ status: 'warn', reason, owner: 'AWS admin' });
    expect(told.remedy).toHaveLength(1);
    expect(told.remedy[0]?.command).toContain(`--subscription-arn ${TOPIC}:1 --attribute-name DeliveryPolicy`);
    expect(told.remedy[0]?.command).toContain('"numRetries":3');
    expect(told.remedy[0]?.command).not.toContain('throttlePolicy');
  });

  it.each<[string, object, object]>([
    ['as SNS does by itself', { healthyRetryPolicy: RETRIES }, { peakPerSecond: 100 }],
    ['as fast as the peak', throttled(10), { peakPerSecond: 5 }],
    ['the events of a day within the hour', throttled(1), { dailyVolume: 1800 }],
    ['slowly, and nobody said how much is sent', throttled(1), {}],
  ])('passes where SNS delivers %s', (_, policy, sending) => {
    expect(delivers(policy, sending)).toMatchObject({ status: 'pass', reason: 'ok' });
  });

  it('sets the topic’s policy where it lets no subscription have its own', () => {
    const http = { defaultHealthyRetryPolicy: { numRetries: 0 }, disableSubscriptionOverrides: true };
    const told = delivers({ healthyRetryPolicy: { numRetries: 0 } }, {}, { http });
    expect(told.remedy[0]?.command).toContain(`set-topic-attributes --topic-arn ${TOPIC} --attribute-name DeliveryPolicy`);
  });

  it('tells the queue that is missing beside it', () => {
    const told = judge(null, undefined, JSON.stringify({ healthyRetryPolicy: { numRetries: 0 } }));
    expect(told).toMatchObject({ reason: 'no-retries' });
    expect(told.remedy).toHaveLength(2);
  });

  it('takes attributes that name no policy for AWS’s default, stamps none that cannot be read, and warns of the queue all the same', () => {
    expect(judge(BESIDE, undefined, null).status).toBe('pass');
    expect(judge(BESIDE, undefined, '{')).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    for (const untold of [null, '{'])
      expect(judge(null, undefined, untold)).toMatchObject({ status: 'warn', reason: 'no-dead-letter-queue' });
  });

  it('calls no subscription unconfirmed whose attributes may not be read', () => {
    const hidden = denied('sns:GetSubscriptionAttributes');
    const told = judged(snsRedrive, {
      'sns.subscriptions': observed({
        topicArn: TOPIC,
        complete: true,
        subscriptions: [{ arn: `${TOPIC}:1`, isCallback: true, detail: hidden }],
      }),
    });
    expect(told).toMatchObject({ status: 'inconclusive', reason: 'partly-observed', owner: 'AWS admin' });
  });
});
