// Every read of the AWS port, through the unmodified SDK.
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetIdentityNotificationAttributesCommand, GetSendStatisticsCommand } from '@aws-sdk/client-ses';
import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetDedicatedIpsCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
} from '@aws-sdk/client-sesv2';
import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
} from '@aws-sdk/client-sns';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clients, PROBE, SEND, started, type StartedLab, TOPIC, worldWith } from './sdk.ts';

let world: StartedLab;
let probe: ReturnType<typeof clients>;

beforeAll(async () => {
  world = await started(
    worldWith({
      region: {
        identities: { 'billing@example.com': { type: 'EMAIL_ADDRESS', feedback: { bounce: 'squareos-email' } } },
        suppressed: [{ address: 'gone@example.com', reason: 'BOUNCE' }],
        alarms: Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`other-${at}`, { metric: 'CPUUtilization' }])),
        kmsKeys: { 'key-1': { policy: { Version: '2012-10-17', Statement: [] } } },
      },
      aws: {
        roles: {
          reader: {
            trusts: ['certify-probe'],
            externalId: 'gym-42',
            statements: [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }],
          },
        },
      },
    }),
  );
  probe = clients(world.lab, PROBE);
});
afterAll(() => world.end());

describe('SESv2', () => {
  it('tells quota, review and suppression of the account', async () => {
    const account = await probe.sesv2.send(new GetAccountCommand({}));
    expect(account).toMatchObject({
      ProductionAccessEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { Max24HourSend: 50_000 },
      Details: { MailType: 'TRANSACTIONAL', ReviewDetails: { Status: 'GRANTED' } },
    });
    expect(account.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('finds an address identity whose @ is percent-encoded in the path', async () => {
    const identity = await probe.sesv2.send(new GetEmailIdentityCommand({ EmailIdentity: 'billing@example.com' }));
    expect(identity.IdentityType).toBe('EMAIL_ADDRESS');
  });

  it('lists identities by page and filter', async () => {
    const first = await probe.sesv2.send(new ListEmailIdentitiesCommand({ PageSize: 1 }));
    expect(first.EmailIdentities).toHaveLength(1);
    const second = await probe.sesv2.send(new ListEmailIdentitiesCommand({ PageSize: 1, NextToken: first.NextToken }));
    expect(second.EmailIdentities?.[0]?.IdentityName).not.toBe(first.EmailIdentities?.[0]?.IdentityName);
    expect(second.NextToken).toBeUndefined();
    const domains = await probe.sesv2.send(new ListEmailIdentitiesCommand({ Filter: { IDENTITY_TYPE: 'DOMAIN' } }));
    expect(domains.EmailIdentities?.map((one) => one.IdentityName)).toEqual(['example.com']);
  });

  it('shows configuration sets and their destinations', async () => {
    const set = await probe.sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: 'squareos-main' }));
    expect(set.DeliveryOptions?.TlsPolicy).toBe('REQUIRE');
    const { EventDestinations } = await probe.sesv2.send(
      new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: 'squareos-main' }),
    );
    expect(EventDestinations?.[0]).toMatchObject({ Enabled: true, SnsDestination: { TopicArn: TOPIC } });
    expect((await probe.sesv2.send(new ListConfigurationSetsCommand({}))).ConfigurationSets).toEqual(['squareos-main']);
    await expect(probe.sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('tells a suppressed address from one that is not, and a pool that there is not', async () => {
    const found = await probe.sesv2.send(new GetSuppressedDestinationCommand({ EmailAddress: 'gone@example.com' }));
    expect(found.SuppressedDestination?.Reason).toBe('BOUNCE');
    expect(found.SuppressedDestination?.LastUpdateTime).toBeInstanceOf(Date);
    await expect(
      probe.sesv2.send(new GetSuppressedDestinationCommand({ EmailAddress: 'ops@example.com' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(probe.sesv2.send(new GetDedicatedIpsCommand({ PoolName: 'none' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('shows another region as an empty sandbox', async () => {
    const account = await clients(world.lab, PROBE, 'eu-west-1').sesv2.send(new GetAccountCommand({}));
    expect(account).toMatchObject({ ProductionAccessEnabled: false, SendQuota: { Max24HourSend: 200, MaxSendRate: 1 } });
  });
});

describe('SES v1', () => {
  it('tells feedback topics and statistics', async () => {
    const { NotificationAttributes } = await probe.ses.send(
      new GetIdentityNotificationAttributesCommand({ Identities: ['billing@example.com', 'none.example'] }),
    );
    expect(NotificationAttributes?.['billing@example.com']).toMatchObject({ BounceTopic: TOPIC, ForwardingEnabled: true });
    expect(NotificationAttributes).not.toHaveProperty('none.example');
    const { SendDataPoints } = await probe.ses.send(new GetSendStatisticsCommand({}));
    expect(SendDataPoints?.[0]).toMatchObject({ DeliveryAttempts: 240, Bounces: 1 });
    expect(SendDataPoints?.[0]?.Timestamp).toBeInstanceOf(Date);
  });
});

describe('SNS', () => {
  it('shows the topic, its policy and its confirmed subscription', async () => {
    const { Attributes } = await probe.sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(Attributes).toMatchObject({ Owner: '111122223333', SignatureVersion: '2', SubscriptionsConfirmed: '1' });
    expect(JSON.parse(Attributes?.['Policy'] ?? '{}')).toHaveProperty('Statement');
    const { Subscriptions } = await probe.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
    const [subscription] = Subscriptions ?? [];
    expect(subscription?.Endpoint).toBe(`${world.lab.endpoints.callback}?token=${world.lab.secrets['verify-token']}`);
    const detail = await probe.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription?.SubscriptionArn }));
    expect(detail.Attributes).toMatchObject({ PendingConfirmation: 'false', RawMessageDelivery: 'false' });
    await expect(
      probe.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: 'PendingConfirmation' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('STS, IAM and KMS', () => {
  it('tells the keys of the sending user', async () => {
    const { AccessKeyMetadata } = await probe.iam.send(new ListAccessKeysCommand({ UserName: 'squareos-send' }));
    expect(AccessKeyMetadata?.[0]).toMatchObject({ AccessKeyId: SEND, Status: 'Active' });
    expect((await probe.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: SEND }))).AccessKeyLastUsed?.ServiceName).toBe(
      'ses',
    );
    expect((await probe.iam.send(new GetUserCommand({ UserName: 'squareos-send' }))).User?.Arn).toBe(
      'arn:aws:iam::111122223333:user/squareos-send',
    );
  });

  it('simulates what the sending user may do', async () => {
    const { EvaluationResults } = await probe.iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: 'arn:aws:iam::111122223333:user/squareos-send',
        ActionNames: ['ses:SendEmail', 'ses:DeleteEmailIdentity'],
        ResourceArns: [
          'arn:aws:ses:ap-south-1:111122223333:identity/example.com',
          'arn:aws:ses:ap-south-1:111122223333:identity/other.example',
        ],
        ContextEntries: [
          { ContextKeyName: 'ses:FromAddress', ContextKeyType: 'string', ContextKeyValues: ['billing@example.com'] },
        ],
      }),
    );
    expect(EvaluationResults?.[0]?.ResourceSpecificResults?.map((one) => one.EvalResourceDecision)).toEqual([
      'allowed',
      'implicitDeny',
    ]);
    expect(EvaluationResults?.[1]?.EvalDecision).toBe('implicitDeny');
  });

  it('lists alarms by the hundred', async () => {
    const first = await probe.cloudwatch.send(new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm'] }));
    expect(first.MetricAlarms).toHaveLength(100);
    expect(first.MetricAlarms?.[0]).toMatchObject({ MetricName: 'Reputation.BounceRate', Threshold: 0.05, StateValue: 'OK' });
    const second = await probe.cloudwatch.send(new DescribeAlarmsCommand({ NextToken: first.NextToken }));
    expect(second).toMatchObject({ MetricAlarms: expect.arrayContaining([expect.objectContaining({ AlarmName: 'other-119' })]) });
    expect(second.NextToken).toBeUndefined();
    const send = clients(world.lab, SEND);
    await expect(send.cloudwatch.send(new DescribeAlarmsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('describes a key and gives its policy', async () => {
    expect((await probe.kms.send(new DescribeKeyCommand({ KeyId: 'key-1' }))).KeyMetadata?.KeyManager).toBe('CUSTOMER');
    expect((await probe.kms.send(new GetKeyPolicyCommand({ KeyId: 'key-1' }))).Policy).toContain('Statement');
    await expect(probe.kms.send(new DescribeKeyCommand({ KeyId: 'none' }))).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('lets a role be assumed by whom it trusts, with the external id', async () => {
    const role = { RoleArn: 'arn:aws:iam::111122223333:role/reader', RoleSessionName: 'certify' };
    await expect(probe.sts.send(new AssumeRoleCommand(role))).rejects.toMatchObject({ name: 'AccessDenied' });
    const { Credentials } = await probe.sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'gym-42' }));
    const assumed = new STSClient({
      region: 'ap-south-1',
      endpoint: world.lab.endpoints.aws ?? '',
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    expect((await assumed.send(new GetCallerIdentityCommand({}))).Arn).toBe(
      'arn:aws:sts::111122223333:assumed-role/reader/certify',
    );
  });
});
