// A tenant's AWS as a fake endpoint answers it, the real SDK between, and the facts that the probes make of it.
import type { JsonValue } from '../../src/core/json.ts';
import type { Observation } from '../../src/core/observation.ts';
import type { Reads } from '../../src/core/ports/reads.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { Secret } from '../../src/core/secret.ts';
import type { FactKey } from '../../src/facts/index.ts';
import { senderOf } from '../../src/profile/sender.ts';
import { probes as listed } from '../../src/probes/index.ts';
import { gather } from '../../src/run/gather.ts';
import { planFor } from '../../src/run/plan.ts';
import { createPacer } from '../../src/world/aws/pacer.ts';
import { createAwsReads } from '../../src/world/aws/reads.ts';
import { type AwsReply, type AwsRequest, json, jsonError, startFakeAws, xml } from '../fakes/aws.ts';

export const TOPIC = 'arn:aws:sns:ap-south-1:111122223333:squareos-email';
const SIX = ['DELIVERY', 'BOUNCE', 'COMPLAINT', 'REJECT', 'RENDERING_FAILURE', 'DELIVERY_DELAY'];

const entry = (key: string, value: string): string => `<entry><key>${key}</key><value>${value}</value></entry>`;
export const attributes = (values: Readonly<Record<string, string>>): string =>
  `<Attributes>${Object.entries(values)
    .map(([key, value]) => entry(key, value))
    .join('')}</Attributes>`;
export const member = (fields: Readonly<Record<string, string>>): string =>
  `<member>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</member>`;
export const ENDPOINT = 'https://api.example.com/engagement/email/ses/webhook?token=right';

/** What AWS answers in a healthy world, by operation. */
const healthy: Readonly<Record<string, (request: AwsRequest) => AwsReply>> = {
  GetAccount: () => json({ ProductionAccessEnabled: true, SendingEnabled: true, EnforcementStatus: 'HEALTHY' }),
  GetEmailIdentity: ({ subject }) =>
    subject === 'example.com'
      ? json({
          IdentityType: 'DOMAIN',
          VerifiedForSendingStatus: true,
          VerificationStatus: 'SUCCESS',
          DkimAttributes: { Tokens: ['a', 'b', 'c'] },
        })
      : jsonError('NotFoundException', 404),
  GetConfigurationSet: () => json({ SendingOptions: { SendingEnabled: true } }),
  GetConfigurationSetEventDestinations: () =>
    json({ EventDestinations: [{ Name: 'd', Enabled: true, MatchingEventTypes: SIX, SnsDestination: { TopicArn: TOPIC } }] }),
  GetSuppressedDestination: () => jsonError('NotFoundException', 404),
  GetTopicAttributes: () =>
    xml('GetTopicAttributes', attributes({ TopicArn: TOPIC, Owner: '111122223333', SubscriptionsConfirmed: '1' })),
  ListSubscriptionsByTopic: () =>
    xml(
      'ListSubscriptionsByTopic',
      `<Subscriptions>${member({ SubscriptionArn: `${TOPIC}:1`, Protocol: 'https', Endpoint: ENDPOINT, TopicArn: TOPIC })}</Subscriptions>`,
    ),
  GetSubscriptionAttributes: () =>
    xml(
      'GetSubscriptionAttributes',
      attributes({ PendingConfirmation: 'false', RawMessageDelivery: 'false', ConfirmationWasAuthenticated: 'true' }),
    ),
  GetIdentityNotificationAttributes: () => xml('GetIdentityNotificationAttributes', '<NotificationAttributes/>'),
};

const profileOf = (change: Readonly<Record<string, unknown>>): Profile =>
  ({
    provider: 'SES',
    environment: 'production',
    ses: {
      region: 'ap-south-1',
      identity: 'example.com',
      configurationSet: 'squareos-main',
      snsTopicArn: TOPIC,
      ...(change['ses'] as object),
    },
    aws: {
      probe: { accessKeyId: 'AKIAPROBEPROBEPROBE1' },
      send: { accessKeyId: 'AKIASENDSENDSENDSEND', ...(change['send'] as object) },
    },
    squareos: { templates: {}, sender: { senderValue: 'billing@example.com', dkim: [], ...(change['sender'] as object) } },
    callback: { url: 'https://api.example.com/engagement/email/ses/webhook' },
    dns: { authoritative: true, resolvers: [] },
    live: { recipient: 'ops@example.com', ...(change['live'] as object) },
  }) as unknown as Profile;

const clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

export type Answers = Readonly<Record<string, (request: AwsRequest, before: number) => AwsReply>>;

/** Asks the keys and what they need, as a run does. Returns the facts and every request that came. */
export const observe = async (
  keys: readonly FactKey[],
  answers: Answers = {},
  change: Readonly<Record<string, unknown>> = {},
  known: ReadonlyMap<string, Observation<JsonValue>> = new Map(),
) => {
  const all: Answers = { ...healthy, ...answers };
  const fake = await startFakeAws(
    (request, before) => all[request.operation]?.(request, before) ?? jsonError('UnknownOperationException', 404),
    answers['GetCallerIdentity']?.({} as AwsRequest, 0) ?? null,
  );
  const secret = new Secret('env:CERTIFY_X', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
  const credentials = { kind: 'static' as const, accessKeyId: 'AKIAPROBEPROBEPROBE1', secretAccessKey: secret };
  const aws = createAwsReads({
    region: 'ap-south-1',
    endpoints: fake.endpoints,
    probeCredentials: credentials,
    sendCredentials: { ...credentials, accessKeyId: 'AKIASENDSENDSENDSEND' },
    pacer: createPacer({ clock, intervalMs: 5 }),
  });
  const secrets = {
    has: () => true,
    shape: () => null,
    inUrl: (_: string, url: string) => (url.includes('token=right') ? 'equal' : url.includes('token=') ? 'different' : 'missing'),
  };
  const reads = {
    aws,
    clock,
    secrets,
    sender: { ...senderOf(profileOf(change)), ...(change['notGiven'] as object) },
  } as unknown as Reads;
  try {
    const { probes } = await planFor(keys, listed);
    const facts = await gather({
      probes,
      reads,
      known,
      mask: (value) => value,
      onObserved: async () => undefined,
      signal: new AbortController().signal,
    });
    return { facts: Object.fromEntries(facts), requests: fake.requests, operations: fake.operations() };
  } finally {
    await aws.close();
    await fake.stop();
  }
};

export const CORE: readonly FactKey[] = [
  'sts.probeIdentity',
  'sts.sendIdentity',
  'iam.sendKey',
  'ses.account',
  'ses.identity',
  'ses.configurationSet',
  'ses.eventDestinations',
  'ses.feedbackTopics',
  'ses.suppressedRecipient',
  'sns.topic',
  'sns.subscriptions',
];

const SES =
  /^(GetAccount|GetEmailIdentity|GetConfigurationSet|GetConfigurationSetEventDestinations|GetSuppressedDestination|GetIdentity.*|GetSendStatistics|List(Email|Config).*|GetDedicatedIps)$/;
export const sesReadsOf = (operations: readonly string[]): readonly string[] => operations.filter((name) => SES.test(name));
