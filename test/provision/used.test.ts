// What a transcript says of the policies: asked, refused, idle, beyond; and why each action stands where it does.
import { describe, expect, it } from 'vitest';
import { whyOfAction } from '../../src/provision/action-reasons.ts';
import { actionsOf, policyUses } from '../../src/provision/used.ts';
import { provisionPolicy, sendPolicy, topicPolicy, type PolicyScope } from '../../src/provision/policies.ts';
import { ses } from './empty-account.ts';

const policy = (...actions: readonly string[]) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
});

const SPOKEN = `certify 0.1.0
probe sts:GetCallerIdentity https://sts.x → 200 ok 5 ms 1
probe ses:GetAccount https://email.x → 200 ok 9 ms 2
probe ses:GetAccount https://email.x → 429 TooManyRequestsException 9 ms 3
probe sns:GetTopicAttributes https://sns.x → 403 AuthorizationErrorException 4 ms
probe ses:GetTenant https://email.x → - TimeoutError 9000 ms
dns > 127.0.0.1:53 udp example.com. IN TXT (id 1)
provision sns:CreateTopic https://sns.x → 200 ok 3 ms 4
`;

describe('policyUses', () => {
  it('tells what was asked, how often and whether it was refused, what nobody asked, and what is not granted', () => {
    const uses = policyUses(SPOKEN, 't.txt', {
      probe: policy('ses:GetAccount', 'sns:GetTopicAttributes', 'kms:GetKeyPolicy'),
      send: policy('ses:SendEmail'),
      provision: policy('sns:CreateTopic', 'sns:TagResource', 'sqs:CreateQueue'),
    });
    expect(uses).toEqual([
      {
        credential: 'probe',
        asked: [
          { action: 'ses:GetAccount', times: 2, refused: 0 },
          { action: 'ses:GetTenant', times: 1, refused: 0 },
          { action: 'sns:GetTopicAttributes', times: 1, refused: 1 },
          { action: 'sts:GetCallerIdentity', times: 1, refused: 0 },
        ],
        used: 2,
        idle: ['kms:GetKeyPolicy'],
        within: [],
        beyond: ['ses:GetTenant'],
      },
      {
        credential: 'provision',
        asked: [{ action: 'sns:CreateTopic', times: 1, refused: 0 }],
        used: 1,
        idle: ['sqs:CreateQueue'],
        within: ['sns:TagResource'],
        beyond: [],
      },
    ]);
  });

  it('is refused for a file without a request to AWS', () => {
    const none = { probe: null, send: null, provision: null };
    expect(() => policyUses('dns > x', 't.txt', none)).toThrow('t.txt holds no request to AWS');
  });
});

it('says why each action of sending, of provisioning and of the topic is there', () => {
  const scope = {
    region: 'ap-south-1',
    account: '111122223333',
    identities: ['example.com'],
    sendIdentities: ['example.com'],
    identity: 'example.com',
    identityArn: null,
    from: 'a@example.com',
    configurationSet: 'gym',
    templates: ['t'],
    topicArn: ses.snsTopicArn,
    keyArn: null,
    queueArn: null,
    tenant: null,
    globalEndpoint: null,
    principal: null,
    ownUser: 'u',
    ownRole: 'r',
    logRole: 'l',
    sendActions: ['ses:SendEmail', 'ses:SendRawEmail'],
    sendsAsRole: false,
    feedbackTopics: false,
  } as unknown as PolicyScope;
  const all = [provisionPolicy(scope), sendPolicy(scope), topicPolicy(scope)].flatMap((one) =>
    one === null ? [] : actionsOf(one),
  );
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((action) => whyOfAction(action) === null)).toEqual([]);
});
