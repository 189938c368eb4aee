import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { foundIn } from '../../src/run/found.ts';

const TIMED = { at: '2026-11-20T10:00:00.000Z', durationMs: 1 };
const observed = (value: JsonValue): Observation<JsonValue> => ({ state: 'observed', value, ...TIMED });
const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';

const candidate = (name: string, level: string, detail: JsonValue | null): JsonValue => ({
  name,
  level,
  answer:
    detail === null ? { state: 'absent', code: 'NotFoundException', message: 'none' } : { state: 'observed', value: detail },
});

const subscribed = (...endpoints: readonly string[]): Observation<JsonValue> =>
  observed({ topicArn: TOPIC, subscriptions: endpoints.map((endpoint) => ({ protocol: 'https', endpoint })), complete: true });

const world = (change: { readonly [key: string]: Observation<JsonValue> } = {}): ReadonlyMap<string, Observation<JsonValue>> =>
  new Map(
    Object.entries({
      'ses.identity': observed({
        candidates: [
          candidate('billing@example.com', 'address', null),
          candidate('example.com', 'domain', { mailFrom: { domain: 'bounce.example.com' } }),
        ],
      }),
      'ses.configurationSet': observed({ name: 'squareos-main', source: 'domain-default' }),
      'sns.subscriptions': subscribed('https://api.squareos.example/engagement/email/ses/webhook?token=[masked]'),
      ...change,
    }),
  );

describe('what an account already has', () => {
  it('is read from the facts', () => {
    expect(foundIn(world())).toEqual({
      identity: 'example.com',
      mailFrom: 'bounce.example.com',
      configurationSet: 'squareos-main',
      snsTopicArn: TOPIC,
      platform: 'https://api.squareos.example',
      unseen: [],
    });
  });

  it('tells no configuration set from one that could not be seen', () => {
    expect(foundIn(world({ 'ses.configurationSet': observed({ name: null, source: 'none' }) })).configurationSet).toBeNull();
    const denied: Observation<JsonValue> = {
      state: 'denied',
      code: 'AccessDenied',
      message: 'ses:GetConfigurationSet',
      ...TIMED,
    };
    const found = foundIn(world({ 'ses.configurationSet': denied }));
    expect([found.configurationSet, found.unseen]).toEqual([undefined, ['ses:GetConfigurationSet']]);
  });

  it('guesses no identity while a more exact one could not be seen', () => {
    const denied = {
      name: 'billing@example.com',
      level: 'address',
      answer: { state: 'denied', code: 'AccessDenied', message: 'ses:GetEmailIdentity' },
    };
    const identity = observed({ candidates: [denied, candidate('example.com', 'domain', { mailFrom: null })] });
    const found = foundIn(world({ 'ses.identity': identity }));
    expect([found.identity, found.unseen]).toEqual([null, ['ses:GetEmailIdentity']]);
  });

  it('names no platform when two webhooks, or none of SquareOS, listen', () => {
    const path = '/engagement/email/ses/webhook';
    const two = subscribed(`https://a.example${path}`, `https://b.example${path}`);
    expect(foundIn(world({ 'sns.subscriptions': two })).platform).toBeNull();
    expect(foundIn(world({ 'sns.subscriptions': subscribed('https://other.example/hook') })).platform).toBeNull();
  });
});
