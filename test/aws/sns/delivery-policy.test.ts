import { describe, expect, it } from 'vitest';
import { mendedPolicy, mendedTopicPolicy, readDeliveryPolicy } from '../../../src/aws/sns/delivery-policy.ts';

const policy = (healthyRetryPolicy: object, more: object = {}): string => JSON.stringify({ healthyRetryPolicy, ...more });

describe('a delivery policy', () => {
  it.each<[string, string, { readonly retries: number; readonly triesFor: number; readonly perSecond: number | null }]>([
    [
      'of SNS itself',
      policy({ minDelayTarget: 20, maxDelayTarget: 20, numRetries: 3 }),
      { retries: 3, triesFor: 60, perSecond: null },
    ],
    ['that leaves everything out', '{}', { retries: 3, triesFor: 60, perSecond: null }],
    ['without another attempt', policy({ numRetries: 0 }), { retries: 0, triesFor: 0, perSecond: null }],
    [
      'that tries again at once alone',
      policy({ numRetries: 5, numNoDelayRetries: 5 }),
      { retries: 5, triesFor: 0, perSecond: null },
    ],
    [
      'in four phases',
      policy({
        minDelayTarget: 1,
        maxDelayTarget: 60,
        numRetries: 50,
        numNoDelayRetries: 3,
        numMinDelayRetries: 2,
        numMaxDelayRetries: 35,
      }),
      { retries: 50, triesFor: 2702, perSecond: null },
    ],
    [
      'longer than SNS allows',
      policy({ numRetries: 100, maxDelayTarget: 3600 }),
      { retries: 100, triesFor: 3600, perSecond: null },
    ],
    ['that holds back', policy({}, { throttlePolicy: { maxReceivesPerSecond: 1 } }), { retries: 3, triesFor: 60, perSecond: 1 }],
  ])('%s is read', (_, text, read) => {
    expect(readDeliveryPolicy(text)).toEqual(read);
  });

  it.each(['', 'null', '[]', '{'])('is none in %j', (text) => {
    expect(readDeliveryPolicy(text)).toBeNull();
  });

  it('is mended in what is at fault, and keeps the rest', () => {
    const text = policy(
      { numRetries: 0 },
      { throttlePolicy: { maxReceivesPerSecond: 1 }, requestPolicy: { headerContentType: 'text/plain' } },
    );
    const read = (faulty: Parameters<typeof mendedPolicy>[1]) => readDeliveryPolicy(mendedPolicy(text, faulty));
    expect(read({ retries: true, pace: false })).toEqual({ retries: 3, triesFor: 60, perSecond: 1 });
    expect(read({ retries: false, pace: true })).toEqual({ retries: 0, triesFor: 0, perSecond: null });
    expect(mendedPolicy(text, { retries: true, pace: true })).toContain('headerContentType');
  });

  it('is the topic’s to mend where that lets no subscription have its own', () => {
    const http = { defaultHealthyRetryPolicy: { numRetries: 0 }, defaultThrottlePolicy: { maxReceivesPerSecond: 1 } };
    const both = { retries: true, pace: true };
    const forced = mendedTopicPolicy(JSON.stringify({ http: { ...http, disableSubscriptionOverrides: true } }), both);
    expect(JSON.parse(forced ?? '')).toMatchObject({
      http: { defaultHealthyRetryPolicy: { numRetries: 3 }, disableSubscriptionOverrides: true },
    });
    expect(forced).not.toContain('defaultThrottlePolicy');
    expect(mendedTopicPolicy(JSON.stringify({ http }), both)).toBeNull();
    expect(mendedTopicPolicy('', both)).toBeNull();
  });
});
