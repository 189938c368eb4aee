import { describe, expect, it } from 'vitest';
import type { Facts } from '../../src/facts/index.ts';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { provisionPlan } from '../../src/provision/plan.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:gym-email';
const ses = {
  region: 'ap-south-1',
  identity: 'example.com',
  mailFrom: 'bounce.example.com',
  configurationSet: 'gym',
  snsTopicArn: TOPIC,
  requireSnsSignature: true,
  tenant: null,
  identityArn: null,
  globalEndpoint: null,
};
const tenant = {
  tenant: 'main-gym',
  ses,
  sending: { mailType: 'TRANSACTIONAL' },
  callback: { url: 'https://gym.example/hook', https: true, loopback: false },
} as unknown as Facts['profile.tenant'];

const seen = (value: unknown): Observation<JsonValue> => ({
  state: 'observed',
  at: '',
  durationMs: 0,
  value: value as JsonValue,
});
const absent: Observation<JsonValue> = { state: 'absent', at: '', durationMs: 0, code: 'NotFound', message: 'none' };

const empty = {
  'sts.probeIdentity': seen({ account: '111122223333' }),
  'ses.identity': seen({
    governing: null,
    candidates: [{ name: 'example.com', level: 'domain', answer: { state: 'absent', code: 'NotFound', message: 'none' } }],
  }),
  'ses.configurationSet': seen({
    name: 'gym',
    source: 'explicit',
    detail: { state: 'absent', code: 'NotFound', message: 'none' },
  }),
  'sns.topic': absent,
  'sns.subscriptions': absent,
};

describe('provisionPlan', () => {
  it('creates everything in an empty account, and shows the token nowhere', () => {
    const plan = provisionPlan(tenant, ses, empty, []);
    expect(plan.changes.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      'create configuration set',
      'create identity',
      'change MAIL FROM domain',
      'create topic',
      'create event destination',
      'create queue',
      'create subscription',
    ]);
    expect(plan.unseen).toEqual([]);
    expect(JSON.stringify(plan)).toContain('token=<webhook verify token>');
    expect(plan.permissions).toContain('sns:CreateTopic');
  });

  it('makes nothing in an account that is not the topic’s', () => {
    const plan = provisionPlan(tenant, ses, { ...empty, 'sts.probeIdentity': seen({ account: '999988887777' }) }, []);
    expect(plan.changes.some(({ resource }) => resource === 'topic')).toBe(false);
    expect(plan.leftOut.map(({ why }) => why).join(' ')).toContain('belongs to account 111122223333');
  });

  it('plans nothing for what it could not see', () => {
    const denied: Observation<JsonValue> = {
      state: 'denied',
      at: '',
      durationMs: 0,
      code: 'AccessDenied',
      message: 'not allowed',
    };
    const plan = provisionPlan(tenant, ses, { ...empty, 'ses.identity': denied }, []);
    expect(plan.unseen).toEqual([{ fact: 'ses.identity', why: 'not allowed' }]);
    expect(plan.changes.some(({ resource }) => resource === 'identity')).toBe(false);
  });
});
