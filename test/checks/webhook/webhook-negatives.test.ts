// The verdict over the negative tests.
import { describe, expect, it } from 'vitest';
import { webhookNegatives } from '../../../src/checks/webhook/webhook-negatives.ts';
import type { NegativeTest } from '../../../src/core/journal.ts';
import { toldBy } from '../told-by.ts';

const test = (id: string, result: NegativeTest['result']): NegativeTest => ({
  id,
  title: `${id} title`,
  result,
  status: 403,
  detail: 'why',
});
const judge = (tests: NegativeTest[], positiveControl = true) =>
  toldBy(
    webhookNegatives,
    webhookNegatives.evaluate({ 'webhook.negatives': { state: 'observed', value: { tests, positiveControl } } }),
  );

describe('webhook-negatives', () => {
  it('passes when everything forged was refused and the genuine callback was taken', () => {
    expect(judge([test('token-wrong', 'rejected'), test('topic-foreign', 'not-isolated')])).toMatchObject({
      status: 'pass',
      reason: 'ok',
    });
  });

  it.each([
    ['token-wrong', 'webhookVerifyToken'],
    ['topic-foreign', 'snsTopicArn'],
    ['signature-altered', 'canonical string'],
    ['certificate-bucket', 'SimpleNotificationService'],
    ['timestamp-ahead', '5 minutes ahead'],
  ])('fails with its own fix when %s was accepted', (id, fix) => {
    const found = judge([test('other', 'rejected'), test(id, 'accepted')]);
    expect(found).toMatchObject({ status: 'fail', reason: `accepted-${id}` });
    expect(found.fix).toContain(fix);
  });

  it('is inconclusive without the positive control, and when a row could not be read', () => {
    expect(judge([test('token-wrong', 'rejected')], false)).toMatchObject({
      status: 'inconclusive',
      reason: 'no-positive-control',
    });
    expect(judge([test('token-wrong', 'inconclusive')])).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judge([])).toMatchObject({ status: 'inconclusive' });
  });

  it.each([429, 502, 404, 301])('is inconclusive for answers %i, and asks for a refusal', (status) => {
    const found = judge([test('token-wrong', 'rejected'), { ...test('malformed', 'inconclusive'), status }]);
    expect(found).toMatchObject({ status: 'inconclusive', reason: 'no-refusal' });
    expect(found.fix).toContain(`answers ${status} to 1 of`);
  });

  it('fails for an accepted forgery even without the positive control', () => {
    expect(judge([test('token-wrong', 'accepted')], false)).toMatchObject({ status: 'fail' });
  });
});
