import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/aws/policy/policy.ts';
import { evaluatePolicy } from '../../src/aws/policy/evaluate.ts';
import { sesMay } from '../../src/aws/policy/ses-publish.ts';
import { probes } from '../../src/probes/index.ts';
import {
  keyPolicyStatement,
  type PolicyScope,
  probePolicy,
  provisionPolicy,
  sendPolicy,
  topicPolicy,
} from '../../src/provision/policies.ts';

const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const scope: PolicyScope = {
  region: 'ap-south-1',
  account: '111122223333',
  identities: ['billing@example.com', 'example.com'],
  configurationSet: 'squareos-main',
  identityArn: null,
  sendIdentities: ['example.com'],
  tenant: null,
  globalEndpoint: null,
  templates: [],
  topicArn: TOPIC,
  principal: 'user/sender',
  keyArn: null,
  queueArn: null,
  from: 'billing@example.com',
  identity: 'example.com',
  sendActions: ['ses:SendEmail'],
  sendsAsRole: false,
  feedbackTopics: false,
  ownUser: null,
  ownRole: null,
  logRole: null,
};

const everyPermission = async () =>
  (await Promise.all(Object.values(probes).map((load) => load()))).flatMap(({ permissions }) => permissions);

describe('probePolicy', () => {
  it('grants what every probe declares, reads only, and nothing on a wildcard that has a resource', async () => {
    const policy = probePolicy(await everyPermission(), scope);
    const statements = policy.Statement as { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions).toContain('ses:GetEmailIdentity');
    expect(actions.filter((action) => !/:(Get|List|Simulate|Describe)/.test(action))).toEqual([]);
    const wide = statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    // The Service Authorization Reference offers no resource for these; for the dedicated IPs a pool, which is not known beforehand.
    expect(
      wide.filter(
        (action) =>
          !/^ses:(GetAccount|ListEmailIdentities|GetDedicatedIps|GetDedicatedIpPool|GetSuppressedDestination|GetIdentityNotificationAttributes|GetSendStatistics|ListRecommendations)$/.test(
            action,
          ),
      ),
    ).toEqual([]);
  });

  it('reads tenant and global endpoint only where sends name them', async () => {
    expect(JSON.stringify(probePolicy(await everyPermission(), scope))).not.toMatch(/GetTenant|GetMultiRegionEndpoint/);
    const named = JSON.stringify(probePolicy(await everyPermission(), { ...scope, tenant: 'gym', globalEndpoint: 'gyms' }));
    expect(named).toContain('arn:aws:ses:ap-south-1:111122223333:tenant/gym/*');
    expect(named).toContain('arn:aws:ses:ap-south-1:111122223333:multi-region-endpoint/gyms');
  });

  it('asks nothing of KMS without an encrypted topic', async () => {
    const text = JSON.stringify(probePolicy(await everyPermission(), scope));
    expect(text).not.toContain('kms:');
    const key = 'arn:aws:kms:ap-south-1:111122223333:key/k';
    expect(JSON.stringify(probePolicy(await everyPermission(), { ...scope, keyArn: key }))).toContain(key);
  });
});

describe('sendPolicy', () => {
  const may = (action: string, resource: string, from: string) =>
    evaluatePolicy(parsePolicy(JSON.stringify(sendPolicy(scope)))!, {
      principal: { kind: 'AWS', value: 'arn:aws:iam::111122223333:user/sender' },
      action,
      resource,
      context: new Map([['ses:fromaddress', [from]]]),
    }).decision;
  const identity = 'arn:aws:ses:ap-south-1:111122223333:identity/example.com';

  it('names the identity of another account by its ARN', () => {
    const foreign = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
    expect(JSON.stringify(sendPolicy({ ...scope, identityArn: foreign }))).toContain(foreign);
  });

  it('covers each identity that may govern a sender over SMTP, for raw sends', () => {
    const smtp = { ...scope, sendActions: ['ses:SendRawEmail'], sendIdentities: ['example.com', 'billing@example.com'] };
    const [statement] = sendPolicy(smtp).Statement as readonly { readonly Action: unknown; readonly Resource: unknown }[];
    expect(statement).toMatchObject({
      Action: ['ses:SendRawEmail'],
      Resource: [identity, identity.replace('example.com', 'billing@example.com'), expect.stringContaining('squareos-main')],
    });
  });

  it('lets the sender send as the identity with the configuration set', () => {
    expect(may('ses:SendEmail', identity, 'billing@example.com')).toBe('allowed');
    expect(
      may('ses:SendEmail', 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main', 'billing@example.com'),
    ).toBe('allowed');
  });

  it('lets it do nothing else', () => {
    expect(may('ses:SendEmail', identity, 'boss@example.com')).toBe('not-allowed');
    expect(may('ses:SendEmail', identity.replace('example.com', 'other.example'), 'billing@example.com')).toBe('not-allowed');
    expect(may('ses:DeleteEmailIdentity', identity, 'billing@example.com')).toBe('not-allowed');
  });
});

describe('provisionPolicy', () => {
  const text = JSON.stringify(provisionPolicy(scope));

  it('names the tenant’s own resources alone, and lets nothing be deleted or sent', () => {
    const { Statement } = provisionPolicy(scope);
    const statements = Statement as { readonly Action: readonly string[]; readonly Resource: readonly string[] }[];
    expect(statements.flatMap(({ Resource }) => Resource).sort()).toEqual([
      'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main',
      'arn:aws:ses:ap-south-1:111122223333:identity/example.com',
      TOPIC,
      'arn:aws:sqs:ap-south-1:111122223333:squareos-email-dead-letters',
    ]);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => /Delete|Send|\*/.test(action))).toEqual([]);
  });

  it('asks nothing of a set or a topic that the profile does not name', () => {
    const bare = JSON.stringify(provisionPolicy({ ...scope, configurationSet: null, topicArn: null }));
    expect(text).toContain('configuration-set/squareos-main');
    expect(bare).not.toMatch(/configuration-set|sns:|sqs:/);
  });
});

describe('topicPolicy', () => {
  it('lets SES publish for the configuration set of this account only', () => {
    const policy = parsePolicy(JSON.stringify(topicPolicy(scope)))!;
    const source = { account: '111122223333', sourceArn: 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main' };
    expect(sesMay(policy, 'sns:Publish', TOPIC, source).decision).toBe('allowed');
    expect(sesMay(policy, 'sns:Publish', TOPIC, { ...source, account: '999999999999' }).decision).toBe('not-allowed');
  });

  it('names the identity when its feedback topics are the route', () => {
    expect(JSON.stringify(topicPolicy({ ...scope, configurationSet: null, feedbackTopics: true }))).toContain(
      ':identity/example.com',
    );
  });

  it('is not guessed while account, topic or route are unknown', () => {
    expect(topicPolicy({ ...scope, account: null })).toBeNull();
    expect(topicPolicy({ ...scope, topicArn: null })).toBeNull();
    expect(topicPolicy({ ...scope, configurationSet: null })).toBeNull();
    expect(keyPolicyStatement(scope)).toBeNull();
  });
});
