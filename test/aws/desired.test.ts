import { describe, expect, it } from 'vitest';
import { deadLetterQueue, engagementCountedBy, isQueueBeside, missingReasons, queueOf } from '../../src/aws/desired/account.ts';
import { missingEventTypes } from '../../src/aws/ses/event-types.ts';
import { suppressedBy } from '../../src/aws/ses/suppression.ts';
import { missingAttribute, refusesToRender } from '../../src/aws/ses/templates.ts';
import { isReplicationError } from '../../src/aws/ses/verification-errors.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';

describe('what an account should be', () => {
  it('suppresses bounces and complaints', () => {
    expect(missingReasons([])).toEqual(['BOUNCE', 'COMPLAINT']);
    expect(missingReasons(['COMPLAINT'])).toEqual(['BOUNCE']);
    expect(missingReasons(['COMPLAINT', 'BOUNCE'])).toEqual([]);
  });

  it.each([
    ['neither says', null, null, null],
    ['the set alone', 'ENABLED', null, 'configuration set'],
    ['the account', null, { enabled: 'ENABLED', engagementMetrics: 'ENABLED' }, 'account'],
    ['the account without it', null, { enabled: 'ENABLED', engagementMetrics: 'DISABLED' }, null],
    ['the account, not told whether at all', null, { enabled: null, engagementMetrics: 'ENABLED' }, null],
    ['the set against the account', 'DISABLED', { enabled: 'ENABLED', engagementMetrics: 'ENABLED' }, null],
    ['the set, where the account has none of it', 'ENABLED', { enabled: 'DISABLED', engagementMetrics: null }, null],
  ] as const)('counts engagement as it is said: %s', (_, ofSet, account, by) => {
    expect(engagementCountedBy(ofSet, account)).toBe(by);
  });

  it.each([
    ['arn:aws:sqs:ap-south-1:111122223333:q', true],
    ['arn:aws:sqs:eu-west-1:111122223333:q', false],
    ['arn:aws:sqs:ap-south-1:999999999999:q', false],
  ])('hands over to a queue of its own account and region: %s is %s', (queue, beside) => {
    expect(isQueueBeside(queue, TOPIC)).toBe(beside);
    expect(queueOf(JSON.stringify({ deadLetterTargetArn: queue }))).toBe(queue);
  });

  it('names its queue in 80 characters', () => {
    expect(deadLetterQueue(TOPIC)).toEqual({
      name: 'squareos-email-dead-letters',
      arn: 'arn:aws:sqs:ap-south-1:111122223333:squareos-email-dead-letters',
    });
    expect(deadLetterQueue(`${TOPIC}${'x'.repeat(200)}`).name.length).toBeLessThanOrEqual(80);
    expect(queueOf(null)).toBeNull();
    expect(queueOf('{}')).toBeNull();
  });
});

describe('words of SES', () => {
  it('event types that nothing publishes', () => {
    const all = ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];
    expect(missingEventTypes([])).toEqual(all);
    expect(missingEventTypes(['SEND', ...all.slice(1)])).toEqual(['DELIVERY']);
  });

  it.each([
    ['OnAccountSuppressionList', 'account'],
    ['Suppressed', 'global'],
    ['General', null],
    ['toString', null],
    [null, null],
  ])('a bounce of sub-type %s comes from the list %s', (subtype, list) => {
    expect(suppressedBy(subtype)).toBe(list);
  });

  it.each([
    ['REPLICATION_ACCESS_DENIED', true],
    ['HOST_NOT_FOUND', false],
    [null, false],
  ])('%s is an error of the replica: %s', (error, is) => {
    expect(isReplicationError(error)).toBe(is);
  });

  it('what a template cannot be rendered for', () => {
    expect(refusesToRender('MissingRenderingAttributeException')).toBe(true);
    expect(refusesToRender('MessageRejected')).toBe(false);
    expect(missingAttribute("Attribute 'name' is not present in the rendering data.")).toBe('name');
    expect(missingAttribute('Template t does not exist.')).toBeNull();
  });
});
