import { describe, expect, it } from 'vitest';
import { filterPasses, OPEN } from '../../../src/aws/sns/filter-policy.ts';

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
    ['{"$or":[{"eventType":["Bounce"]}]}', 'drops'],
    ['{"$or":[{"eventType":["Bounce"]},{"eventType":["Delivery"]}]}', 'passes'],
    ['{"$or":[{"eventType":["Bounce"]},{"eventType":[{"wildcard":"D*"}]}]}', 'cannot-judge'],
    ['{"$and":[{"eventType":["Delivery"]}]}', 'cannot-judge'],
    ['{"eventType":[{"anything-but":{"prefix":"Op"}}]}', 'passes'],
    ['{"eventType":[{"anything-but":{"suffix":"ery"}}]}', 'drops'],
    ['{"eventType":[{"anything-but":{"wildcard":"D*"}}]}', 'cannot-judge'],
    ['{"open":{"tags":{"set":["main"]}}}', 'passes'],
    ['{"open":{"tags":{"set":["other"]}}}', 'drops'],
    ['{"open":{"source":["billing@example.com"]}}', 'cannot-judge'],
    ['{"eventType":["Delivery"],"mail":{"source":["x"]}}', 'drops'],
    ['{"mail":{"tags":{"a":["b"]}}}', 'passes'],
    ['[]', 'cannot-judge'],
    ['{', 'cannot-judge'],
  ])('says of %s: %s', (policy, verdict) => {
    expect(
      filterPasses(policy, {
        eventType: 'Delivery',
        mail: { tags: { a: ['b'] } },
        open: { [OPEN]: true, tags: { [OPEN]: true, set: ['main'] } },
      }),
    ).toBe(verdict);
  });
});
