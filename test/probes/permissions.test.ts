import { describe, expect, it } from 'vitest';
import { type PermissionContext, statementsFor } from '../../src/probes/permissions.ts';

const context: PermissionContext = {
  region: 'ap-south-1',
  account: '111122223333',
  identities: ['billing@example.com', 'example.com'],
  configurationSet: 'squareos-main',
  tenant: null,
  globalEndpoint: null,
  templates: [],
  topicArn: 'arn:aws:sns:ap-south-1:111122223333:squareos-email',
  principal: 'user/sender',
  keyArn: null,
  queueArn: null,
};

describe('the statements for permissions', () => {
  it.each([
    [{ action: 'ses:GetAccount', on: 'account' }, ['*']],
    [
      { action: 'ses:GetEmailIdentity', on: 'identity' },
      [
        'arn:aws:ses:ap-south-1:111122223333:identity/billing@example.com',
        'arn:aws:ses:ap-south-1:111122223333:identity/example.com',
      ],
    ],
    [
      { action: 'ses:GetConfigurationSet', on: 'configuration-set' },
      ['arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main'],
    ],
    [{ action: 'sns:GetTopicAttributes', on: 'topic' }, ['arn:aws:sns:ap-south-1:111122223333:squareos-email']],
    [{ action: 'iam:GetUser', on: 'user' }, ['arn:aws:iam::111122223333:user/sender']],
    [{ action: 'kms:GetKeyPolicy', on: 'key' }, ['arn:aws:kms:ap-south-1:111122223333:key/*']],
  ] as const)('grants %o on the narrowest resource', (permission, resources) => {
    expect(statementsFor([permission], context)).toEqual([{ Effect: 'Allow', Action: [permission.action], Resource: resources }]);
  });

  it('joins what is granted on the same kind of resource, and names nothing twice', () => {
    const statements = statementsFor(
      [
        { action: 'sns:ListSubscriptionsByTopic', on: 'topic' },
        { action: 'sns:GetTopicAttributes', on: 'topic' },
        { action: 'sns:GetTopicAttributes', on: 'topic' },
      ],
      context,
    );
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic'], Resource: [context.topicArn] },
    ]);
  });
});
