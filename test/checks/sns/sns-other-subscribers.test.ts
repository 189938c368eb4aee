import { describe, expect, it } from 'vitest';
import { snsOtherSubscribers } from '../../../src/checks/sns/sns-other-subscribers.ts';
import { absent, judged, observed, TOPIC } from '../aws-builders.ts';

const one = (protocol: string, endpoint: string, change = {}) => ({
  arn: `${TOPIC}:x`,
  scheme: endpoint.startsWith('https:') ? 'https' : null,
  protocol,
  endpoint,
  isCallback: false,
  ...change,
});
const judge = (...subscriptions: readonly object[]) =>
  judged(snsOtherSubscribers, { 'sns.subscriptions': observed({ topicArn: TOPIC, complete: true, subscriptions }) });

const webhook = one('https', 'https://api.example.com/hook', { isCallback: true });

describe('sns-other-subscribers', () => {
  it.each([
    ['only the webhook', [one('https', 'https://api.example.com/hook', { isCallback: true })]],
    ['a queue of the same account', [one('sqs', 'arn:aws:sqs:ap-south-1:111122223333:log')]],
    ['only the webhook’s old address', [one('https', 'https://old.example.com/hook')]],
    ['one that never confirmed', [one('https', 'https://old.example.com/', { arn: null })]],
  ])('passes with %s', (_, subscriptions) => {
    expect(judge(...subscriptions).status).toBe('pass');
  });

  it.each([
    ['another web address', one('https', 'https://other.example/')],
    ['a mailbox', one('email', 'o***@example.com')],
    ['a queue of another account', one('sqs', 'arn:aws:sqs:ap-south-1:999999999999:log')],
  ])('warns of %s', (_, other) => {
    expect(judge(webhook, other)).toMatchObject({ status: 'warn', reason: 'other-subscribers' });
  });

  it('leaves a missing topic to the check for it', () => {
    expect(judged(snsOtherSubscribers, { 'sns.subscriptions': absent })).toMatchObject({
      status: 'not-applicable',
      reason: 'no-topic',
    });
  });
});
