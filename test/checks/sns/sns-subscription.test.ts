import { describe, expect, it } from 'vitest';
import { snsSubscription } from '../../../src/checks/sns/sns-subscription.ts';
import { absent, denied, judged, observed, tenant, TOPIC } from '../aws-builders.ts';

const attributes = (change = {}) => ({
  pending: false,
  authenticated: false,
  rawMessageDelivery: false,
  filterPolicy: null,
  filterPolicyScope: null,
  redrivePolicy: null,
  ...change,
});
const subscription = (change = {}, detail: object = observed(attributes())) => ({
  arn: `${TOPIC}:1`,
  protocol: 'https',
  endpoint: 'https://api.example.com/engagement/email/ses/webhook?token=***',
  isCallback: true,
  scheme: 'https',
  token: 'equal',
  detail,
  ...change,
});
const withDetail = (change: object) => subscription({}, observed(attributes(change)));
const judge = (subscriptions: readonly object[], more: { readonly complete?: boolean; readonly loopback?: boolean } = {}) =>
  judged(snsSubscription, {
    'sns.subscriptions': observed({ topicArn: TOPIC, lookedFor: null, subscriptions, complete: more.complete ?? true }),
    'profile.tenant': observed(tenant({ loopback: more.loopback ?? false })),
  });

describe('sns-subscription', () => {
  it.each([
    ['it is confirmed and right', [subscription()]],
    ['an old one to another endpoint exists beside it', [subscription(), subscription({ isCallback: false, arn: null })]],
    ['a stale pending one to the same endpoint exists beside it', [subscription(), subscription({ arn: null, detail: null })]],
    [
      'a body filter lets all six events through',
      [withDetail({ filterPolicy: '{"eventType":[{"exists":true}]}', filterPolicyScope: 'MessageBody' })],
    ],
  ])('passes when %s', (_, subscriptions) => {
    expect(judge(subscriptions)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['there is none', [], 'no-subscription'],
    ['only other endpoints are subscribed', [subscription({ isCallback: false })], 'other-endpoint'],
    ['it waits for its confirmation', [subscription({ arn: null, detail: null })], 'pending-confirmation'],
    ['its attributes say pending', [withDetail({ pending: true })], 'pending-confirmation'],
    ['it is plain http', [subscription({ protocol: 'http', scheme: 'http' })], 'not-https'],
    ['its token is another one', [subscription({ token: 'different' })], 'token-differs'],
    ['it carries no token', [subscription({ token: 'missing' })], 'token-missing'],
    ['raw delivery is on', [withDetail({ rawMessageDelivery: true })], 'raw-delivery'],
    ['a filter is on attributes', [withDetail({ filterPolicy: '{"type":["Bounce"]}' })], 'filter-on-attributes'],
    [
      'a body filter drops deliveries',
      [withDetail({ filterPolicy: '{"eventType":["Bounce","Complaint"]}', filterPolicyScope: 'MessageBody' })],
      'filter-drops-events',
    ],
  ])('fails when %s', (_, subscriptions, reason) => {
    expect(judge(subscriptions)).toMatchObject({ status: 'fail', reason });
  });

  it('names the events that a filter drops', () => {
    const fixOf = (filterPolicy: string) => judge([withDetail({ filterPolicy, filterPolicyScope: 'MessageBody' })]).fix;
    expect(fixOf('{"eventType":["Bounce","Complaint","Reject","Rendering Failure"]}')).toContain(
      'drops Delivery, DeliveryDelay;',
    );
    expect(fixOf('{"eventType":["DELIVERY"]}')).toContain('drops every event;');
  });

  it('accepts plain http on loopback only', () => {
    expect(judge([subscription({ protocol: 'http', scheme: 'http' })], { loopback: true }).status).toBe('pass');
  });

  it('warns when two confirmed ones deliver every event twice', () => {
    expect(judge([subscription(), subscription({ arn: `${TOPIC}:2` })])).toMatchObject({
      status: 'warn',
      reason: 'subscribed-twice',
    });
  });

  it('does not guess from a list that was cut or attributes that may not be seen', () => {
    expect(judge([], { complete: false })).toMatchObject({ status: 'inconclusive', reason: 'cannot-judge' });
    expect(judge([subscription({}, denied('sns:GetSubscriptionAttributes'))])).toMatchObject({
      status: 'inconclusive',
      reason: 'partly-observed',
    });
  });

  it('leaves a missing topic to the check for it', () => {
    const facts = { 'sns.subscriptions': absent, 'profile.tenant': observed(tenant()) };
    expect(judged(snsSubscription, facts)).toMatchObject({ status: 'not-applicable' });
  });

  describe('without a profile', () => {
    const found = (subscriptions: readonly object[]) =>
      judged(snsSubscription, {
        'sns.subscriptions': observed({ topicArn: TOPIC, lookedFor: null, subscriptions, complete: true }),
      });

    it('judges the one webhook that the topic leads to', () => {
      expect(found([subscription({ token: 'not-compared' })])).toMatchObject({ status: 'pass' });
      expect(found([withDetail({ rawMessageDelivery: true })])).toMatchObject({ status: 'fail', reason: 'raw-delivery' });
    });

    it('says that none was given where the topic leads to none, or to several', () => {
      const other = subscription({ endpoint: 'https://other.example/engagement/email/ses/webhook?token=***' });
      for (const subscriptions of [[], [subscription({ isCallback: false })], [subscription(), other]])
        expect(found(subscriptions)).toMatchObject({ status: 'not-applicable', reason: 'not-given' });
    });
  });
});
