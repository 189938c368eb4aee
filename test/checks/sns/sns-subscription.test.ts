import { describe, expect, it } from 'vitest';
import { snsSubscription } from '../../../src/checks/sns/sns-subscription.ts';
import { absent, denied, detail, identity, judged, observed, tenant, TOPIC } from '../aws-builders.ts';

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
    [['blank'], true],
    [['beyond-ascii', 'line-break'], true],
    [['line-break'], false],
    [[], false],
  ])('leaves a token that differs to its form where the profile’s has the flaws %j: %s', (flaws, follows) => {
    const found = judged(snsSubscription, {
      'sns.subscriptions': observed({
        topicArn: TOPIC,
        lookedFor: null,
        subscriptions: [subscription({ token: 'different' })],
        complete: true,
      }),
      'profile.tenant': observed(tenant({ loopback: false })),
      'profile.secrets': observed({ 'callback.verifyToken': { reference: 'env:X', shape: { flaws }, sharedWith: [] } }),
    });
    expect(found).toMatchObject({ status: 'fail', reason: 'token-differs' });
    expect((found as { readonly follows?: unknown }).follows ?? []).toEqual(
      follows ? [{ check: 'secret-handling', reasons: ['wrong-form'] }] : [],
    );
  });

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

  describe('a filter on what the run knows of the mail', () => {
    const ARN = 'arn:aws:ses:ap-south-1:111122223333:identity/';
    const filtered = (policy: object, over: Readonly<Record<string, { readonly state: string }>> = {}) =>
      judged(snsSubscription, {
        'sns.subscriptions': observed({
          topicArn: TOPIC,
          lookedFor: null,
          subscriptions: [withDetail({ filterPolicy: JSON.stringify(policy), filterPolicyScope: 'MessageBody' })],
          complete: true,
        }),
        'profile.tenant': observed(tenant()),
        'ses.identity': observed(identity(absent, observed(detail()))),
        'sts.probeIdentity': observed({ account: '111122223333' }),
        'ses.configurationSet': observed({ name: 'squareos-main', source: 'explicit' }),
        ...over,
      });

    it.each([
      ['the own account', { mail: { sendingAccountId: ['111122223333'] } }, 'pass'],
      ['another account', { mail: { sendingAccountId: ['999988887777'] } }, 'fail'],
      ['any but another account', { mail: { sendingAccountId: [{ 'anything-but': ['999988887777'] }] } }, 'pass'],
      ['any but the own account', { mail: { sendingAccountId: [{ 'anything-but': ['111122223333'] }] } }, 'fail'],
      ['the own identity', { mail: { sourceArn: [`${ARN}example.com`] } }, 'pass'],
      ['another identity', { mail: { sourceArn: [`${ARN}example.net`] } }, 'fail'],
      ['the address, where the domain governs', { mail: { sourceArn: [`${ARN}billing@example.com`] } }, 'fail'],
      ['identities of the account', { mail: { sourceArn: [{ prefix: ARN }] } }, 'pass'],
      ['the set', { mail: { tags: { 'ses:configuration-set': ['squareos-main'] } } }, 'pass'],
      ['another set', { mail: { tags: { 'ses:configuration-set': ['other'] } } }, 'fail'],
      ['the own From domain', { mail: { tags: { 'ses:from-domain': ['example.com'] } } }, 'pass'],
      ['another From domain', { mail: { tags: { 'ses:from-domain': ['example.net'] } } }, 'fail'],
      ['either family of events', { $or: [{ eventType: [{ exists: true }] }, { notificationType: [{ exists: true }] }] }, 'pass'],
      ['whom it goes to', { mail: { destination: ['ops@example.com'] } }, 'inconclusive'],
      ['a source address', { mail: { source: ['billing@example.com'] } }, 'inconclusive'],
      ['what no operator here knows', { eventType: [{ telepathy: 1 }] }, 'inconclusive'],
    ])('on %s is %j: %s', (_, policy, status) => {
      expect(filtered(policy)).toMatchObject({ status });
    });

    it('cannot be judged where the account or the identity was not seen', () => {
      const unseen = { 'sts.probeIdentity': denied('sts:GetCallerIdentity') };
      expect(filtered({ mail: { sendingAccountId: ['999988887777'] } }, unseen)).toMatchObject({ status: 'inconclusive' });
      expect(filtered({ mail: { sourceArn: [`${ARN}example.net`] } }, unseen)).toMatchObject({ status: 'inconclusive' });
      const covered = { 'ses.identity': observed(identity(denied('ses:GetEmailIdentity'), observed(detail()))) };
      expect(filtered({ mail: { sourceArn: [`${ARN}example.net`] } }, covered)).toMatchObject({ status: 'inconclusive' });
    });

    it('takes the account that sends before the one that looks, and the identity that the profile names', () => {
      const sends = { 'sts.sendIdentity': observed({ account: '999988887777' }) };
      expect(filtered({ mail: { sendingAccountId: ['999988887777'] } }, sends)).toMatchObject({ status: 'pass' });
      const theirs = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
      const named = { 'profile.tenant': observed({ ...(tenant({ ses: { identityArn: theirs } }) as object), provider: 'SES' }) };
      expect(filtered({ mail: { sourceArn: [theirs] } }, named)).toMatchObject({ status: 'pass' });
    });

    it('knows of a notification of an identity what it knows of an event', () => {
      const none = { 'ses.configurationSet': observed({ name: null, source: 'none' }) };
      expect(filtered({ mail: { sendingAccountId: ['111122223333'] } }, none)).toMatchObject({ status: 'pass' });
      expect(filtered({ eventType: [{ exists: true }] }, none)).toMatchObject({ status: 'fail' });
    });
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
