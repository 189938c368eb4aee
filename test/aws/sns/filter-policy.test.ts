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
    // An array of the body passes by any of its members.
    ['{"to":["b@example.com"]}', 'passes'],
    ['{"to":["c@example.com"]}', 'drops'],
    ['{"to":[{"prefix":"b@"}]}', 'passes'],
    ['{"to":[{"anything-but":["a@example.com","b@example.com"]}]}', 'drops'],
    // Text operators drop what is no text.
    ['{"size":[{"prefix":"7"}]}', 'drops'],
    ['{"size":[{"suffix":"7"}]}', 'drops'],
    ['{"size":[{"equals-ignore-case":"7"}]}', 'drops'],
    ['{"size":[7]}', 'passes'],
    ['{"size":["7"]}', 'drops'],
    ['{"size":[{"anything-but":7}]}', 'drops'],
    ['{"eventType":[{"prefix":"ery"}]}', 'drops'],
    ['{"eventType":[{"suffix":"Del"}]}', 'drops'],
    ['{"eventType":[{"equals-ignore-case":"bounce"}]}', 'drops'],
    // What is not there is no value beside the named ones.
    ['{"absent":[{"anything-but":"x"}]}', 'drops'],
    ['{"absent":[{"anything-but":{"prefix":"x"}}]}', 'drops'],
    ['{"absent":[{"exists":false}]}', 'passes'],
    ['{"absent":{"inner":["x"]}}', 'drops'],
    // Rules that SNS refuses to take, or that are not known here.
    ['{"eventType":"Delivery"}', 'cannot-judge'],
    ['{"eventType":[{}]}', 'cannot-judge'],
    ['{"eventType":[{"prefix":7}]}', 'cannot-judge'],
    ['{"eventType":[{"suffix":7}]}', 'cannot-judge'],
    ['{"eventType":[{"equals-ignore-case":7}]}', 'cannot-judge'],
    ['{"eventType":[{"anything-but":[{"prefix":"x"}]}]}', 'cannot-judge'],
    ['{"eventType":[{"anything-but":{"exists":false}}]}', 'cannot-judge'],
    ['{"$or":["eventType"]}', 'cannot-judge'],
    ['{"$or":{"eventType":["Bounce"]}}', 'cannot-judge'],
    ['{"price$":["x"]}', 'drops'],
    ['{"eventType":[{"wildcard":"D*"}],"absent":["x"]}', 'drops'],
    ['[]', 'cannot-judge'],
    ['{', 'cannot-judge'],
  ])('says of %s: %s', (policy, verdict) => {
    expect(
      filterPasses(policy, {
        eventType: 'Delivery',
        to: ['a@example.com', 'b@example.com'],
        size: 7,
        mail: { tags: { a: ['b'] } },
        open: { [OPEN]: true, tags: { [OPEN]: true, set: ['main'] } },
      }),
    ).toBe(verdict);
  });
});
