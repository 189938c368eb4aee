import { describe, expect, it } from 'vitest';
import type { Act } from '../../src/core/provision.ts';
import type { ConfigurationSetDetail, IdentityDetail } from '../../src/facts/ses.ts';
import { heldBack, replacing, type Stood } from '../../src/provision/replaced.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:gym-email';
const statement = (Sid: string) => ({ Sid, Effect: 'Allow', Action: ['sns:Publish', 'sns:Subscribe'] });
const policy = (...sids: readonly string[]): string => JSON.stringify({ Version: '2012-10-17', Statement: sids.map(statement) });

const topic = (AttributeName: string): Act => ({ action: 'sns:SetTopicAttributes', input: { TopicArn: TOPIC, AttributeName } });
const subscription = (AttributeName: string): Act => ({
  action: 'sns:SetSubscriptionAttributes',
  input: { SubscriptionArn: `${TOPIC}:1`, AttributeName },
});
const delivery: Act = { action: 'ses:PutConfigurationSetDeliveryOptions', input: { ConfigurationSetName: 'gym' } };
const events: Act = {
  action: 'ses:UpdateConfigurationSetEventDestination',
  input: { ConfigurationSetName: 'gym', EventDestinationName: 'one', EventDestination: {} },
};
const mailFrom: Act = { action: 'ses:PutEmailIdentityMailFromAttributes', input: { EmailIdentity: 'example.com' } };
const userPolicy: Act = { action: 'iam:PutUserPolicy', input: { UserName: 'u', PolicyName: 'p', PolicyDocument: '{}' } };
const queue: Act = { action: 'sqs:CreateQueue', input: { QueueName: 'q' } };

const set = (given: object): Stood => ({ set: { tlsPolicy: 'OPTIONAL', sendingPool: null, ...given } as ConfigurationSetDetail });
const sends = (...eventTypes: readonly string[]): Stood => ({
  destinations: [{ name: 'one', enabled: true, eventTypes, kind: 'sns', topicArn: TOPIC }],
});
const from = (domain: string | null, status: string | null, behaviorOnMxFailure: string | null): Stood => ({
  identity: { mailFrom: { domain, status, behaviorOnMxFailure } } as IdentityDetail,
});
const redrive = (redrivePolicy: string | null): Stood => ({
  subscription: { redrivePolicy, rawMessageDelivery: false } as NonNullable<Stood['subscription']>,
});

describe('heldBack', () => {
  it.each<readonly [string, Act, Stood, Stood]>([
    ['the same policy', topic('Policy'), { topic: { Policy: policy('a') } }, { topic: { Policy: policy('a') } }],
    ['one in another order', topic('Policy'), { topic: { Policy: policy('a', 'b') } }, { topic: { Policy: policy('b', 'a') } }],
    ['another attribute', topic('Policy'), { topic: { Policy: policy('a') } }, { topic: { Policy: policy('a'), Owner: '1' } }],
    ['a pause of the set', delivery, set({}), set({ sendingEnabled: false })],
    ['a status of AWS', mailFrom, from('m.example.com', 'FAILED', null), from('m.example.com', 'PENDING', null)],
    ['an identity made by the same apply', mailFrom, { identity: null }, from(null, null, 'USE_DEFAULT_VALUE')],
    ['a policy that is still missing', userPolicy, { policy: null }, { policy: null }],
    ['what is made new', queue, {}, {}],
  ])('lets an act be made over %s', (_, act, planned, now) => {
    expect(heldBack(replacing(act, planned), { state: 'observed', value: now })).toBe(null);
  });

  it.each<readonly [string, Act, Stood, Stood]>([
    ['Policy of the topic', topic('Policy'), { topic: { Policy: policy('a') } }, { topic: { Policy: policy('a', 'b') } }],
    ['Policy of the topic', topic('Policy'), { topic: { Policy: policy('a') } }, { topic: null }],
    [
      'HTTPSuccessFeedbackRoleArn',
      topic('HTTPSuccessFeedbackRoleArn'),
      { topic: {} },
      { topic: { HTTPSuccessFeedbackRoleArn: 'r' } },
    ],
    ['RedrivePolicy of the subscription', subscription('RedrivePolicy'), redrive(null), redrive('{"deadLetterTargetArn":"q"}')],
    ['The delivery options', delivery, set({}), set({ sendingPool: 'dedicated' })],
    ['The delivery options', delivery, set({}), { set: null }],
    ['The event destination one', events, sends('SEND'), sends('SEND', 'OPEN')],
    ['The event destination one', events, sends('SEND'), { destinations: [] }],
    ['The MAIL FROM domain', mailFrom, from(null, null, null), from('other.example.com', 'PENDING', null)],
    ['The policy p of the user u', userPolicy, { policy: null }, { policy: policy('a') }],
  ])('holds an act back and says that it changed: %s', (what, act, planned, now) => {
    const held = heldBack(replacing(act, planned), { state: 'observed', value: now });
    expect(held).toMatchObject({ kind: 'refused', code: 'changed-meanwhile' });
    expect(JSON.stringify(held)).toMatch(new RegExp(`"${what}.* changed after the plan was made.*Plan again`));
  });

  it('writes over nothing that it cannot read again, and says what the party said', () => {
    const act = replacing(topic('Policy'), { topic: { Policy: policy('a') } });
    const held = heldBack(act, { state: 'unreachable', code: 'timeout', message: 'SNS did not answer.' });
    expect(held).toMatchObject({
      kind: 'refused',
      code: 'not-read-again',
      message: expect.stringContaining('SNS did not answer.'),
    });
  });
});
