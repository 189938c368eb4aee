import { describe, expect, it } from 'vitest';
import { sesFeedback } from '../../../src/checks/ses/ses-feedback.ts';
import { absent, denied, detail, identity, judged, observed, skipped, TOPIC } from '../aws-builders.ts';

const published = (change = {}) =>
  observed({
    configurationSet: 'main',
    destinations: [{ name: 'd', enabled: true, kind: 'sns', topicArn: TOPIC, eventTypes: [], ...change }],
  });
const topics = (bounce: string | null) =>
  observed({ identity: 'example.com', bounce, complaint: null, delivery: null, forwarding: false });
const judge = (feedbackForwarding: boolean | null, events: { readonly state: string }, feedback: { readonly state: string }) =>
  judged(sesFeedback, {
    'ses.identity': observed(identity(absent, observed(detail({ feedbackForwarding })))),
    'ses.eventDestinations': events,
    'ses.feedbackTopics': events.state === 'observed' ? skipped : feedback,
    'ses.secondRoute': events.state === 'observed' ? feedback : skipped,
  });

describe('ses-feedback', () => {
  it.each([
    ['the set publishes and nothing else', true, published(), skipped, 'pass', 'ok'],
    ['the feedback topics are another’s', false, published(), topics(`${TOPIC}-ops`), 'pass', 'ok'],
    ['set and identity publish to one topic', false, published(), topics(TOPIC), 'warn', 'two-routes'],
    ['nothing carries bounces', false, skipped, topics(null), 'fail', 'feedback-lost'],
    ['the only destination is disabled', false, published({ enabled: false }), topics(null), 'fail', 'feedback-lost'],
    ['forwarding by mail is the last route', true, skipped, topics(null), 'pass', 'ok'],
    [
      'a topic carries bounces beside what may not be seen',
      false,
      denied('ses:GetConfigurationSetEventDestinations'),
      topics(TOPIC),
      'pass',
      'ok',
    ],
    [
      'mail carries them beside what may not be seen',
      true,
      denied('ses:GetConfigurationSetEventDestinations'),
      topics(null),
      'pass',
      'ok',
    ],
    [
      'what is published may not be seen',
      false,
      denied('ses:GetConfigurationSetEventDestinations'),
      topics(null),
      'inconclusive',
      'partly-observed',
    ],
    [
      'the topics may not be seen',
      false,
      skipped,
      denied('ses:GetIdentityNotificationAttributes'),
      'inconclusive',
      'partly-observed',
    ],
    [
      'the topics may not be seen, and none is needed',
      true,
      skipped,
      denied('ses:GetIdentityNotificationAttributes'),
      'pass',
      'ok',
    ],
    ['SES does not say whether it forwards', null, skipped, topics(null), 'inconclusive', 'cannot-judge'],
  ])('answers when %s', (_, forwarding, events, feedback, status, reason) => {
    expect(judge(forwarding, events, feedback)).toMatchObject({ status, reason });
  });
});
