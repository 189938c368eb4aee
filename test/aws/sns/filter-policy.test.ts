import { describe, expect, it } from 'vitest';
import { filterPasses } from '../../../src/aws/sns/filter-policy.ts';

describe('filterPasses', () => {
  it.each([
    ['{}', 'passes'],
    ['{"eventType":["Delivery","Bounce"]}', 'passes'],
    ['{"eventType":["Bounce"]}', 'drops'],
    ['{"eventType":[{"exists":true}]}', 'passes'],
    ['{"eventType":[{"exists":false}]}', 'drops'],
    ['{"notificationType":["Delivery"]}', 'drops'],
    ['{"eventType":[{"prefix":"Del"}]}', 'passes'],
    ['{"eventType":[{"suffix":"ery"}]}', 'passes'],
    ['{"eventType":[{"equals-ignore-case":"delivery"}]}', 'passes'],
    ['{"eventType":[{"anything-but":["Open","Click"]}]}', 'passes'],
    ['{"eventType":[{"anything-but":"Delivery"}]}', 'drops'],
    ['{"eventType":[{"wildcard":"D*"}]}', 'cannot-judge'],
    ['{"eventType":[{"wildcard":"D*"},"Delivery"]}', 'passes'],
    ['{"$or":[{"eventType":["Bounce"]}]}', 'cannot-judge'],
    ['{"eventType":["Delivery"],"mail":{"source":["x"]}}', 'drops'],
    ['{"mail":{"tags":{"a":["b"]}}}', 'passes'],
    ['[]', 'cannot-judge'],
    ['{', 'cannot-judge'],
  ])('says of %s: %s', (policy, verdict) => {
    expect(filterPasses(policy, { eventType: 'Delivery', mail: { tags: { a: ['b'] } } })).toBe(verdict);
  });
});
