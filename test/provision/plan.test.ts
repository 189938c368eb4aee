import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import { provisionPlan } from '../../src/provision/plan.ts';
import { empty, namedIam, seen, ses, tenant } from './empty-account.ts';

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

  it.each(['bounce.other.org', 'example.com', 'notexample.com'])(
    'sets no MAIL FROM domain that SES does not take: %s',
    (mailFrom) => {
      const plan = provisionPlan(tenant, { ...ses, mailFrom }, empty, []);
      expect(plan.changes.some(({ resource }) => resource === 'MAIL FROM domain')).toBe(false);
      expect(plan.leftOut).toContainEqual(
        expect.objectContaining({
          what: `The MAIL FROM domain ${mailFrom} is not set for example.com.`,
          owner: 'implementation engineer',
        }),
      );
    },
  );

  it('says what the party said to a question within a fact', () => {
    const detail = { state: 'denied', code: 'AccessDenied', message: 'may not do ses:GetConfigurationSet' };
    const set = seen({ name: 'gym', source: 'explicit', detail });
    const plan = provisionPlan(tenant, ses, { ...empty, 'ses.configurationSet': set }, []);
    expect(plan.unseen).toContainEqual({ fact: 'ses.configurationSet', why: 'may not do ses:GetConfigurationSet' });
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

  it.each([
    ['of another account', 'arn:aws:sns:ap-south-1:999988887777:gym-email', false],
    ['of another region', 'arn:aws:sns:eu-west-1:111122223333:gym-email', false],
    ['that SES cannot publish to', 'arn:aws:sns:ap-south-1:111122223333:gym-email.fifo', false],
    ['of the tenant', ses.snsTopicArn, true],
  ])('has SNS log the deliveries of a topic %s: %s, %s', (_, topicArn, logs) => {
    const log = namedIam.log === null ? null : { ...namedIam.log, topicArn };
    const iam = { ...namedIam, user: null, role: null, log };
    const plan = provisionPlan(tenant, { ...ses, snsTopicArn: topicArn }, empty, [], 'all', iam);
    const acts = plan.changes.filter(({ resource }) => /logging/.test(resource)).map(({ resource }) => resource);
    expect(acts).toEqual(logs ? ['logging role', 'delivery logging'] : []);
    expect(plan.leftOut.some(({ what }) => what === `No delivery logging is set on ${topicArn}.`)).toBe(!logs);
  });
});
