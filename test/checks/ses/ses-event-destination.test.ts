import { describe, expect, it } from 'vitest';
import { sesEventDestination } from '../../../src/checks/ses/ses-event-destination.ts';
import { absent, denied, judged, observed, skipped, tenant, TOPIC } from '../aws-builders.ts';

const SIX = ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];
const destination = (change = {}) => ({
  name: 'to-sns',
  enabled: true,
  eventTypes: SIX,
  kind: 'sns',
  topicArn: TOPIC,
  ...change,
});
const judge = (destinations: readonly object[], change: Parameters<typeof tenant>[0] = {}) =>
  judged(sesEventDestination, {
    'profile.tenant': observed(tenant(change)),
    'ses.configurationSet': observed({ name: 'squareos-main', source: 'explicit', detail: null }),
    'ses.eventDestinations': observed({ configurationSet: 'squareos-main', destinations }),
    'ses.feedbackTopics': skipped,
  });

describe('ses-event-destination', () => {
  it.each([
    ['six types go to the topic', [destination()], {}],
    [
      'two destinations share the six types',
      [destination({ eventTypes: SIX.slice(0, 3) }), destination({ eventTypes: SIX.slice(3) })],
      {},
    ],
    ['more types than needed are published', [destination({ eventTypes: [...SIX, 'SEND', 'OPEN'] })], {}],
    ['another destination goes elsewhere', [destination(), destination({ kind: 'cloudwatch', topicArn: null })], {}],
    ['the profile names no topic', [destination()], { ses: { snsTopicArn: null } }],
  ])('passes when %s', (_, destinations, change) => {
    expect(judge(destinations, change)).toMatchObject({ status: 'pass' });
  });

  it.each([
    ['there is none', [], {}, 'no-destination'],
    ['events go to EventBridge only', [destination({ kind: 'eventbridge', topicArn: null })], {}, 'not-sns'],
    ['the topic is another one', [destination({ topicArn: `${TOPIC}-old` })], {}, 'wrong-topic'],
    ['it is disabled', [destination({ enabled: false })], {}, 'disabled'],
    [
      'bounces are not published',
      [destination({ eventTypes: SIX.filter((type) => type !== 'BOUNCE') })],
      {},
      'event-types-missing',
    ],
    [
      'a second, disabled one has the missing type',
      [destination({ eventTypes: ['DELIVERY'] }), destination({ enabled: false })],
      {},
      'disabled',
    ],
    [
      'a second, disabled one has a part of the missing types',
      [destination({ eventTypes: ['DELIVERY'] }), destination({ enabled: false, eventTypes: ['BOUNCE'] })],
      {},
      'event-types-missing',
    ],
    ['the topic is FIFO', [destination({ topicArn: `${TOPIC}.fifo` })], { ses: { snsTopicArn: `${TOPIC}.fifo` } }, 'fifo-topic'],
    ['the topic is in another region', [destination()], { ses: { region: 'eu-west-1' } }, 'topic-elsewhere'],
  ])('fails when %s', (_, destinations, change, reason) => {
    expect(judge(destinations, change)).toMatchObject({ status: 'fail', reason });
  });

  it('enables what brings the missing types, with none that is published already', () => {
    const off = destination({ name: 'all', enabled: false });
    const { remedy } = judge([destination({ name: 'some', eventTypes: ['DELIVERY', 'BOUNCE'] }), off]);
    expect(remedy[0]?.say).toMatch(/enable all\.$/);
    expect(remedy[0]?.command).toContain('--event-destination-name all ');
    expect(remedy[0]?.command).toMatch(/"MatchingEventTypes":\[(?!.*("DELIVERY"|"BOUNCE"))/);
    const delay = destination({ name: 'delay', enabled: false, eventTypes: ['DELIVERY_DELAY'] });
    expect(judge([destination({ eventTypes: SIX.slice(0, 5) }), delay])).toMatchObject({
      status: 'warn',
      reason: 'no-delivery-delay',
      fix: expect.stringContaining('enable delay'),
    });
  });

  it('names the missing types in the fix', () => {
    expect(judge([destination({ eventTypes: ['DELIVERY'] })]).fix).toContain('BOUNCE, COMPLAINT, REJECT, RENDERING_FAILURE');
  });

  it('warns when only the delay is missing, and when an event is published twice', () => {
    expect(judge([destination({ eventTypes: SIX.slice(0, 5) })])).toMatchObject({ status: 'warn', reason: 'no-delivery-delay' });
    expect(judge([destination(), destination({ eventTypes: ['BOUNCE'] })])).toMatchObject({
      status: 'warn',
      reason: 'published-twice',
    });
  });

  it('does not guess when SES does not say whether it is enabled', () => {
    expect(judge([destination({ enabled: null })]).status).toBe('inconclusive');
  });

  const routed = (set: object, destinations: { readonly state: string }, feedback: { readonly state: string }) =>
    judged(sesEventDestination, {
      'profile.tenant': observed(tenant()),
      'ses.configurationSet': observed(set),
      'ses.eventDestinations': destinations,
      'ses.feedbackTopics': feedback,
    });
  const none = { name: null, source: 'none', detail: null };
  const topics = (change = {}) =>
    observed({ identity: 'example.com', bounce: TOPIC, complaint: TOPIC, delivery: TOPIC, forwarding: false, ...change });

  it('judges feedback topics where no set applies: complete warns, incomplete fails', () => {
    expect(routed(none, skipped, topics())).toMatchObject({ status: 'warn', reason: 'feedback-only' });
    expect(routed(none, skipped, topics({ delivery: null }))).toMatchObject({ status: 'fail', reason: 'feedback-incomplete' });
  });

  it('leaves a missing set to the check for it, and says when it could not look', () => {
    const set = { name: 'squareos-main', source: 'explicit', detail: absent };
    expect(routed(set, absent, skipped)).toMatchObject({ status: 'not-applicable' });
    expect(routed(none, skipped, skipped)).toMatchObject({ status: 'not-applicable' });
    expect(routed(set, denied('ses:GetConfigurationSetEventDestinations'), skipped)).toMatchObject({ status: 'inconclusive' });
  });
});
