import { describe, expect, it } from 'vitest';
import { json, jsonError, xml, xmlError } from '../fakes/aws.ts';
import { type Answers, attributes, CORE, member, observe, sesReadsOf, TOPIC } from './aws-world.ts';

const topicWith = (values: Record<string, string>) => () => xml('GetTopicAttributes', attributes({ TopicArn: TOPIC, ...values }));
const policyFor = (sourceArn: string) =>
  JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'ses.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: TOPIC,
      Condition: { StringEquals: { 'aws:SourceArn': sourceArn } },
    },
  }).replaceAll('"', '&quot;');

describe('reads that depend on an answer', () => {
  const account = (change: object) => ({
    GetAccount: () => json({ ProductionAccessEnabled: true, SendQuota: { SentLast24Hours: 9 }, ...change }),
  });

  it('ask for statistics only of an account that sends', async () => {
    const statistics = xml(
      'GetSendStatistics',
      '<SendDataPoints><member><DeliveryAttempts>100</DeliveryAttempts><Bounces>3</Bounces><Complaints>1</Complaints><Rejects>0</Rejects><Timestamp>2026-11-10T00:00:00Z</Timestamp></member><member><DeliveryAttempts>50</DeliveryAttempts><Bounces>1</Bounces><Complaints>0</Complaints><Rejects>2</Rejects><Timestamp>2026-11-12T00:00:00Z</Timestamp></member></SendDataPoints>',
    );
    const sends = await observe(['ses.account', 'ses.statistics'], { ...account({}), GetSendStatistics: () => statistics });
    expect(sends.facts['ses.statistics']).toMatchObject({
      value: { attempts: 150, bounces: 4, complaints: 1, rejects: 2, since: '2026-11-10T00:00:00.000Z' },
    });
    const idle = await observe(['ses.account', 'ses.statistics'], account({ SendQuota: { SentLast24Hours: 0 } }));
    expect(idle.facts['ses.statistics']).toMatchObject({ state: 'skipped' });
  });

  it('ask whether the recipient is verified only in the sandbox', async () => {
    const keys = ['ses.account', 'ses.recipientIdentity'] as const;
    const inside = await observe(keys, account({ ProductionAccessEnabled: false }), { live: { recipient: 'ops@example.com' } });
    expect(inside.facts['ses.recipientIdentity']).toMatchObject({ value: { verified: true, by: 'domain' } });
    const stranger = await observe(keys, account({ ProductionAccessEnabled: false }), { live: { recipient: 'x@other.example' } });
    expect(stranger.facts['ses.recipientIdentity']).toMatchObject({ value: { verified: false } });
    expect((await observe(keys, account({}))).facts['ses.recipientIdentity']).toMatchObject({ state: 'skipped' });
  });

  it('ask who has verified the tracking domain only where it is not the sender’s own', async () => {
    const keys = ['ses.identity', 'ses.configurationSet', 'ses.trackingIdentity'] as const;
    const tracking = (CustomRedirectDomain: string) => ({
      GetConfigurationSet: () => json({ TrackingOptions: { CustomRedirectDomain } }),
    });
    const within = await observe(keys, tracking('click.example.com'));
    expect(within.facts['ses.trackingIdentity']).toMatchObject({ state: 'skipped' });
    const other = await observe(keys, tracking('click.links.other.example'));
    expect(other.facts['ses.trackingIdentity']).toMatchObject({
      value: { domain: 'click.links.other.example', identity: null, verified: false },
    });
    expect((await observe(keys, {})).facts['ses.trackingIdentity']).toMatchObject({ state: 'skipped' });
  });

  it('ask for dedicated IPs only when the set has a pool', async () => {
    const { facts } = await observe(['ses.identity', 'ses.configurationSet', 'ses.dedicatedIps'], {
      GetConfigurationSet: () => json({ DeliveryOptions: { SendingPoolName: 'gym' } }),
      GetDedicatedIps: () => json({ DedicatedIps: [{ Ip: '192.0.2.1', WarmupStatus: 'IN_PROGRESS', WarmupPercentage: 20 }] }),
    });
    expect(facts['ses.dedicatedIps']).toMatchObject({ value: { pool: 'gym', ips: [{ warmupPercentage: 20 }], complete: true } });
  });

  it('ask for the second route only where the topic’s policy admits the identity', async () => {
    const route = async (sourceArn: string) => {
      const { operations } = await observe([...CORE, 'ses.secondRoute'], {
        GetTopicAttributes: topicWith({ Policy: policyFor(sourceArn) }),
      });
      return sesReadsOf(operations).length;
    };
    expect(await route('arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main')).toBe(6);
    expect(await route('arn:aws:ses:ap-south-1:111122223333:identity/example.com')).toBe(7);
  });
});

describe('an answer that leaves out what AWS always gives', () => {
  const resources = { GetTenant: () => json({ Tenant: { TenantName: 'g', TenantArn: 'arn:x', SendingStatus: 'ENABLED' } }) };

  it.each<[string, Parameters<typeof observe>[0], Answers]>([
    [
      'the list of event destinations',
      ['ses.identity', 'ses.eventDestinations'],
      { GetConfigurationSetEventDestinations: () => json({}) },
    ],
    [
      'the event types of a destination',
      ['ses.identity', 'ses.eventDestinations'],
      { GetConfigurationSetEventDestinations: () => json({ EventDestinations: [{ Name: 'd', Enabled: true }] }) },
    ],
    ['the subscriptions', ['sns.subscriptions'], { ListSubscriptionsByTopic: () => xml('ListSubscriptionsByTopic', '') }],
    [
      'the data points',
      ['ses.account', 'ses.statistics'],
      {
        GetAccount: () => json({ ProductionAccessEnabled: true, SendQuota: { SentLast24Hours: 9 } }),
        GetSendStatistics: () => xml('GetSendStatistics', ''),
      },
    ],
  ])('is not seen, and says nothing of %s', async (_, keys, answers) => {
    const { facts } = await observe(keys, answers);
    expect(facts[keys.at(-1) ?? 'ses.account']).toMatchObject({ state: 'failed', code: 'incomplete-answer' });
  });

  it('costs that item alone where the question fans out', async () => {
    const set = await observe(['ses.identity', 'ses.configurationSet'], { GetConfigurationSet: () => json({}) });
    expect(set.facts['ses.configurationSet']).toMatchObject({ value: { detail: { code: 'incomplete-answer' } } });
    const tenant = await observe(['ses.tenant'], { ...resources, ListTenantResources: () => json({}) }, { ses: { tenant: 'g' } });
    expect(tenant.facts['ses.tenant']).toMatchObject({ value: { resources: { code: 'incomplete-answer' } } });
  });
});

describe('a look that sends nothing', () => {
  const looking = new Map([
    ['run.purpose', { state: 'observed' as const, value: { live: false }, at: '2026-11-20T10:00:00.000Z', durationMs: 0 }],
  ]);
  const asked = [...CORE, 'ses.secondRoute', 'ses.statistics'] as const;
  const sends = { GetAccount: () => json({ ProductionAccessEnabled: true, SendQuota: { SentLast24Hours: 9 } }) };
  const statistics = { GetSendStatistics: () => xml('GetSendStatistics', '<SendDataPoints/>') };

  it('observes a healthy tenant that sends with six SES reads, and a run with eight', async () => {
    const answers = { ...sends, ...statistics, GetTopicAttributes: topicWith({}) };
    expect(sesReadsOf((await observe(asked, answers, {}, looking)).operations)).toHaveLength(6);
    expect(sesReadsOf((await observe(asked, answers)).operations)).toHaveLength(8);
  });

  it('looks for a second route where the identity forwards no feedback', async () => {
    const answers = {
      ...sends,
      ...statistics,
      GetTopicAttributes: topicWith({}),
      GetEmailIdentity: ({ subject }: { subject: string }) =>
        subject === 'example.com'
          ? json({ VerifiedForSendingStatus: true, FeedbackForwardingStatus: false })
          : jsonError('NotFoundException', 404),
    };
    const { facts } = await observe(asked, answers, {}, looking);
    expect(facts['ses.secondRoute']).toMatchObject({ state: 'observed' });
  });
});

describe('reads about what the profile names', () => {
  const ARN = 'arn:aws:ses:ap-south-1:111122223333:tenant/main-gym/tn-1';

  it('tell the tenant, what is associated with it, and its reputation', async () => {
    const { facts, requests } = await observe(
      ['ses.tenant', 'ses.suppressedRecipient'],
      {
        GetTenant: () => json({ Tenant: { TenantName: 'main-gym', TenantArn: ARN, SendingStatus: 'ENABLED' } }),
        ListTenantResources: () => json({ TenantResources: [{ ResourceType: 'EMAIL_IDENTITY', ResourceArn: 'arn:x' }] }),
        GetReputationEntity: () => json({ ReputationEntity: { SendingStatusAggregate: 'ENABLED', ReputationImpact: 'LOW' } }),
        GetSuppressedDestination: (request) =>
          request.target.includes('TenantName=main-gym')
            ? json({ SuppressedDestination: { EmailAddress: 'x', Reason: 'BOUNCE' } })
            : jsonError('NotFoundException', 404),
      },
      { ses: { tenant: 'main-gym' }, live: { recipient: 'ops@example.com' } },
    );
    expect(facts['ses.tenant']).toMatchObject({
      value: {
        arn: ARN,
        resources: { value: { arns: ['arn:x'], complete: true } },
        reputation: { value: { sendingStatus: 'ENABLED', impact: 'LOW' } },
      },
    });
    expect(facts['ses.suppressedRecipient']).toMatchObject({ value: { list: 'tenant', reason: 'BOUNCE' } });
    expect(requests.map(({ operation }) => operation)).toContain('GetReputationEntity');
  });

  it('are not asked where it names none', async () => {
    const { facts, operations } = await observe(['ses.tenant', 'ses.globalEndpoint', 'ses.account', 'ses.recommendations']);
    expect(Object.values(facts).map(({ state }) => state)).toContain('skipped');
    expect(operations.filter((one) => /Tenant|Recommend|MultiRegion/.test(one))).toEqual([]);
  });

  it('take the advisor’s words about the sender’s identity alone', async () => {
    const identity = (name: string) => `arn:aws:ses:ap-south-1:111122223333:identity/${name}`;
    const { facts } = await observe(['ses.account', 'ses.recommendations'], {
      GetAccount: () => json({ VdmAttributes: { VdmEnabled: 'ENABLED' } }),
      ListRecommendations: () =>
        json({
          Recommendations: [
            { ResourceArn: identity('example.com'), Type: 'DKIM', Impact: 'HIGH', Status: 'OPEN', Description: 'Ours.' },
            { ResourceArn: identity('other.example'), Type: 'DKIM', Impact: 'HIGH', Status: 'OPEN', Description: 'Theirs.' },
          ],
        }),
    });
    expect(facts['ses.recommendations']).toMatchObject({ value: { open: [{ type: 'DKIM', description: 'Ours.' }] } });
  });

  it('look at the other region of a global endpoint, signed for that region', async () => {
    const { facts, requests } = await observe(
      ['ses.identity', 'ses.configurationSet', 'ses.globalEndpoint'],
      { GetMultiRegionEndpoint: () => json({ Status: 'READY', Routes: [{ Region: 'ap-south-1' }, { Region: 'eu-west-1' }] }) },
      { ses: { globalEndpoint: 'gyms' } },
    );
    expect(facts['ses.globalEndpoint']).toMatchObject({
      value: { regions: ['ap-south-1', 'eu-west-1'], others: [{ region: 'eu-west-1', identity: { value: { verified: true } } }] },
    });
    const scopes = requests.map(({ headers }) => /Credential=[^/]+\/\d+\/([^/]+)/.exec(String(headers['authorization']))?.[1]);
    expect(scopes).toContain('eu-west-1');
  });

  it('leave an identity of another account to that account', async () => {
    const foreign = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
    const { facts } = await observe(['ses.identity'], {}, { ses: { identityArn: foreign } });
    expect(facts['ses.identity']).toMatchObject({ state: 'skipped', message: expect.stringContaining('444455556666') });
    const own = foreign.replace('444455556666', '111122223333');
    const mine = await observe(['ses.identity'], {}, { ses: { identityArn: own } });
    expect(mine.facts['ses.identity']).toMatchObject({ state: 'observed' });
  });
});

describe('the alarms', () => {
  const production = { GetAccount: () => json({ ProductionAccessEnabled: true }) };
  const alarm = {
    AlarmName: 'b',
    Namespace: 'AWS/SES',
    MetricName: 'Reputation.BounceRate',
    Threshold: 0.05,
    AlarmActions: ['arn:t'],
  };

  it('are read to their last page, outside SES’s six', async () => {
    const { facts, operations } = await observe(['ses.account', 'cloudwatch.alarms'], {
      ...production,
      DescribeAlarms: ({ body }) =>
        json(body.includes('NextToken') ? { MetricAlarms: [alarm] } : { MetricAlarms: [{ AlarmName: 'x' }], NextToken: 'n' }),
    });
    expect(facts['cloudwatch.alarms']).toMatchObject({ value: { alarms: [{ name: 'b', actions: 1 }], complete: true } });
    expect(sesReadsOf(operations)).toEqual(['GetAccount']);
  });

  it('are denied, not missing, where they may not be read, and not asked for in the sandbox', async () => {
    const denied = await observe(['ses.account', 'cloudwatch.alarms'], {
      ...production,
      DescribeAlarms: () => jsonError('AccessDeniedException', 400, 'not authorized to perform: cloudwatch:DescribeAlarms'),
    });
    expect(denied.facts['cloudwatch.alarms']).toMatchObject({ state: 'denied', action: 'cloudwatch:DescribeAlarms' });
    const sandbox = await observe(['ses.account', 'cloudwatch.alarms'], {
      GetAccount: () => json({ ProductionAccessEnabled: false }),
    });
    expect(sandbox.facts['cloudwatch.alarms']).toMatchObject({ state: 'skipped' });
    expect(sandbox.operations).not.toContain('DescribeAlarms');
  });
});

describe('the topic’s key', () => {
  const kms = (change: Answers = {}): Answers => ({
    GetTopicAttributes: topicWith({ KmsMasterKeyId: 'alias/gym' }),
    DescribeKey: () =>
      json({
        KeyMetadata: {
          KeyId: 'k-1',
          Arn: 'arn:aws:kms:ap-south-1:111122223333:key/k-1',
          KeyState: 'Enabled',
          KeyManager: 'CUSTOMER',
        },
      }),
    GetKeyPolicy: () => json({ Policy: '{"Statement":[]}' }),
    ...change,
  });

  it('is described by its alias and its policy read by its id', async () => {
    const { facts, requests } = await observe(['sns.topic', 'kms.topicKey'], kms());
    expect(facts['kms.topicKey']).toMatchObject({
      value: { keyState: 'Enabled', manager: 'CUSTOMER', policy: '{"Statement":[]}' },
    });
    expect(requests.find(({ operation }) => operation === 'GetKeyPolicy')?.body).toContain('k-1');
  });

  it('is denied, not failed, when its description may not be read', async () => {
    const { facts } = await observe(
      ['sns.topic', 'kms.topicKey'],
      kms({ DescribeKey: () => jsonError('AccessDeniedException', 403) }),
    );
    expect(facts['kms.topicKey']).toMatchObject({ state: 'denied', action: 'kms:DescribeKey' });
  });

  it('is not asked about when it is AWS’s own, or there is none', async () => {
    const own = await observe(
      ['sns.topic', 'kms.topicKey'],
      kms({ GetTopicAttributes: topicWith({ KmsMasterKeyId: 'alias/aws/sns' }) }),
    );
    expect(own.facts['kms.topicKey']).toMatchObject({ value: { manager: 'AWS' } });
    expect(own.operations).not.toContain('DescribeKey');
    const none = await observe(['sns.topic', 'kms.topicKey'], kms({ GetTopicAttributes: topicWith({}) }));
    expect(none.facts['kms.topicKey']).toMatchObject({ state: 'skipped' });
  });
});

describe('the sending principal', () => {
  const ARN = 'arn:aws:iam::111122223333:user/apps/sender';
  const result = (action: string, resource: string, decision: string) =>
    `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName><EvalDecision>${decision}</EvalDecision></member>`;
  const iam: Answers = {
    GetAccessKeyLastUsed: () =>
      xml(
        'GetAccessKeyLastUsed',
        '<UserName>sender</UserName><AccessKeyLastUsed><ServiceName>N/A</ServiceName><Region>N/A</Region></AccessKeyLastUsed>',
      ),
    GetUser: () => xml('GetUser', `<User><UserName>sender</UserName><Arn>${ARN}</Arn></User>`),
    ListAccessKeys: () =>
      xml(
        'ListAccessKeys',
        `<AccessKeyMetadata>${member({ AccessKeyId: 'AKIASENDSENDSENDSEND', Status: 'Active', CreateDate: '2026-11-01T00:00:00Z' })}</AccessKeyMetadata>`,
      ),
    SimulatePrincipalPolicy: ({ body }) => {
      const form = new URLSearchParams(body);
      const resources = [1, 2].flatMap((index) => form.get(`ResourceArns.member.${index}`) ?? []);
      const results = (resources.length === 0 ? ['*'] : resources).map((one) =>
        result(form.get('ActionNames.member.1') ?? '', one, 'allowed'),
      );
      return xml(
        'SimulatePrincipalPolicy',
        `<EvaluationResults>${results.join('')}</EvaluationResults><IsTruncated>false</IsTruncated>`,
      );
    },
  };

  it('is found by its access key, and its keys are told apart without showing them', async () => {
    const { facts } = await observe(['iam.sendUser'], iam);
    expect(facts['iam.sendUser']).toMatchObject({
      value: {
        userName: 'sender',
        arn: ARN,
        keys: [{ accessKeyId: 'AKIA***SEND', isSendKey: true, status: 'Active' }],
        lastUsed: { value: { at: null, service: null } },
      },
    });
  });

  it('is asked by simulation what it needs and what it must not do, with the sender as context', async () => {
    const { facts, requests } = await observe(['ses.identity', 'iam.sendUser', 'ses.configurationSet', 'iam.sendGrants'], iam);
    const grants = [
      { purpose: 'needed', resource: 'arn:aws:ses:ap-south-1:111122223333:identity/example.com', decision: 'allowed' },
      { purpose: 'needed', resource: 'arn:aws:ses:ap-south-1:111122223333:configuration-set/squareos-main' },
      { purpose: 'other-sender', from: 'certify-canary@example.com' },
      { purpose: 'other-identity', resource: 'arn:aws:ses:ap-south-1:111122223333:identity/certify-canary.invalid' },
      { purpose: 'ses-write', from: null },
      { purpose: 'beyond-ses' },
    ];
    expect(facts['iam.sendGrants']).toMatchObject({
      value: {
        principal: ARN,
        session: false,
        grants: expect.arrayContaining(grants.map((one) => expect.objectContaining(one))),
      },
    });
    const asked = [...new URLSearchParams(requests.find(({ body }) => body.includes('configuration-set'))?.body).values()];
    expect(asked).toEqual(
      expect.arrayContaining(['ses:FromAddress', 'billing@example.com', 'aws:RequestedRegion', 'ap-south-1']),
    );
    const resources = requests.flatMap(({ body }) =>
      [...new URLSearchParams(body)].filter(([name]) => name.startsWith('ResourceArns')).map(([, value]) => value),
    );
    expect(resources).toEqual(expect.arrayContaining([ARN, TOPIC]));
    expect(resources).not.toContain('*');
  });

  it('is asked about the identity of another account that its sends name', async () => {
    const foreign = 'arn:aws:ses:ap-south-1:444455556666:identity/example.com';
    const { facts } = await observe(['ses.identity', 'iam.sendUser', 'ses.configurationSet', 'iam.sendGrants'], iam, {
      ses: { identityArn: foreign },
    });
    expect(facts['ses.identity']).toMatchObject({ state: 'skipped' });
    expect(facts['iam.sendGrants']).toMatchObject({
      value: { grants: expect.arrayContaining([expect.objectContaining({ purpose: 'needed', resource: foreign })]) },
    });
  });

  describe('that is a role', () => {
    const ROLE = 'arn:aws:iam::111122223333:role/apps/deploy';
    const documentOf = (Action: string) =>
      encodeURIComponent(JSON.stringify({ Statement: { Effect: 'Allow', Action, Resource: '*' } }));
    const role: Answers = {
      ...iam,
      GetCallerIdentity: () =>
        xml(
          'GetCallerIdentity',
          '<Arn>arn:aws:sts::111122223333:assumed-role/deploy/squareos</Arn><UserId>AROA:squareos</UserId><Account>111122223333</Account>',
        ),
      GetRole: () =>
        xml(
          'GetRole',
          `<Role><RoleName>deploy</RoleName><Arn>${ROLE}</Arn><PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/Fence</PermissionsBoundaryArn></PermissionsBoundary></Role>`,
        ),
      ListRolePolicies: () =>
        xml('ListRolePolicies', '<PolicyNames><member>Send</member></PolicyNames><IsTruncated>false</IsTruncated>'),
      GetRolePolicy: () => xml('GetRolePolicy', `<PolicyDocument>${documentOf('ses:SendEmail')}</PolicyDocument>`),
      ListAttachedRolePolicies: () =>
        xml(
          'ListAttachedRolePolicies',
          `<AttachedPolicies>${member({ PolicyName: 'Wide', PolicyArn: 'arn:aws:iam::111122223333:policy/Wide' })}</AttachedPolicies><IsTruncated>false</IsTruncated>`,
        ),
      GetPolicy: () => xml('GetPolicy', '<Policy><DefaultVersionId>v3</DefaultVersionId></Policy>'),
      GetPolicyVersion: ({ body }) =>
        xml(
          'GetPolicyVersion',
          `<PolicyVersion><Document>${documentOf(body.includes('Fence') ? 'ses:*' : 's3:*')}</Document></PolicyVersion>`,
        ),
    };
    const send = { accessKeyId: 'ASIASENDSENDSENDSEND' };
    const keys = ['sts.sendIdentity', 'iam.sendRole', 'iam.sendPolicies', 'iam.sendGrants'] as const;

    it('has its own policies and its boundary read, and is asked about by its ARN with the path', async () => {
      const { facts } = await observe(keys, role, { send });
      expect(facts['iam.sendPolicies']).toMatchObject({
        value: {
          policies: [
            { name: 'Send', kind: 'inline', document: { value: expect.stringContaining('ses:SendEmail') } },
            { name: 'Wide', kind: 'managed', document: { value: expect.stringContaining('s3:*') } },
          ],
          boundary: { name: 'Fence', document: { value: expect.stringContaining('ses:*') } },
          complete: true,
        },
      });
      expect(facts['iam.sendGrants']).toMatchObject({ value: { principal: ROLE, session: true } });
    });

    it('is asked about without its path where it may not be described', async () => {
      const { facts } = await observe(keys, { ...role, GetRole: () => xmlError('AccessDenied', 403) }, { send });
      expect(facts['iam.sendRole']).toMatchObject({ state: 'denied', action: 'iam:GetRole' });
      expect(facts['iam.sendPolicies']).toMatchObject({ value: { boundary: null } });
      expect(facts['iam.sendGrants']).toMatchObject({ value: { principal: 'arn:aws:iam::111122223333:role/deploy' } });
    });
  });

  it('is not guessed when IAM may not be read', async () => {
    const denied = () =>
      xmlError('AccessDenied', 403, 'User: u is not authorized to perform: iam:GetUser on resource: user sender');
    const { facts } = await observe(['iam.sendGrants'], {
      ...iam,
      GetUser: denied,
      SimulatePrincipalPolicy: () => xmlError('AccessDenied', 403),
    });
    expect(facts['iam.sendUser']).toMatchObject({ state: 'denied', action: 'iam:GetUser' });
    expect(facts['iam.sendGrants']).toMatchObject({ state: 'denied', action: 'iam:SimulatePrincipalPolicy' });
  });
});
