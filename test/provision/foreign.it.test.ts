// Accounts that hold somebody else's resources under the names that the profile uses. The verdict of each stands first: what the plan may
// still do, why it leaves the rest, and what of the account an apply must leave exactly as it was.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { AwsSpec, RegionSpec, RoleSpec, TopicSpec, UserSpec } from '../../src/lab/aws/spec.ts';
import { loadScenario } from '../../src/lab/scenario/scenario.ts';
import type { FaultSpec, Scenario } from '../../src/lab/scenario/types.ts';
import { ROOT } from '../cli/certify.ts';
import { changesOf, inWorld, naming, type World, writesIn } from './world.ts';

const [REGION, SET, IDENTITY, TOPIC] = ['ap-south-1', 'squareos-main', 'example.com', 'squareos-email'] as const;
const OTHER = { 'certify:tenant': 'other-gym' };
const OWN = { 'certify:tenant': 'main-gym' };

interface Now {
  readonly region: RegionSpec;
  readonly users: AwsSpec['users'];
  readonly roles: AwsSpec['roles'];
  readonly subscriptions: readonly { readonly endpoint: string; readonly attributes: object }[];
}

interface Verdict {
  readonly changes: readonly string[];
  readonly why: RegExp;
  /** What stays as it was. */
  readonly stays: (now: Now) => unknown;
}

interface Given {
  readonly region?: (now: RegionSpec) => Partial<RegionSpec>;
  readonly users?: { readonly [name: string]: UserSpec };
  readonly roles?: { readonly [name: string]: RoleSpec };
  readonly faults?: readonly FaultSpec[];
  /** The profile's `aws.iam`. */
  readonly iam?: string;
}

const healthy = loadScenario(ROOT, 'healthy-ses');
const { aws } = healthy;
const base = aws?.regions[REGION];
const sample = aws?.users['squareos-send'];
if (aws === null || base === undefined || sample === undefined) throw new Error('healthy-ses is not what it was');

const ofSet = (change: Partial<RegionSpec['configurationSets'][string]>): Given => ({
  region: ({ configurationSets }) => ({
    configurationSets: {
      ...configurationSets,
      [SET]: { ...(configurationSets[SET] as RegionSpec['configurationSets'][string]), ...change },
    },
  }),
});
const ofIdentity = (change: Partial<RegionSpec['identities'][string]>): Given => ({
  region: ({ identities }) => ({
    identities: { ...identities, [IDENTITY]: { ...(identities[IDENTITY] as RegionSpec['identities'][string]), ...change } },
  }),
});
const ofTopic = (change: Partial<TopicSpec>, more: Partial<RegionSpec> = {}): Given => ({
  region: ({ topics }) => ({ topics: { ...topics, [TOPIC]: { ...(topics[TOPIC] as TopicSpec), ...change } }, ...more }),
});
const ofSubscription = (change: Partial<RegionSpec['subscriptions'][number]>): Given => ({
  region: ({ subscriptions }) => ({ subscriptions: subscriptions.map((one) => ({ ...one, ...change })) }),
});

const set = ({ region }: Now) => region.configurationSets[SET];
const identity = ({ region }: Now) => region.identities[IDENTITY];
const topic = ({ region }: Now) => region.topics[TOPIC];
const destinations = (now: Now) => set(now)?.destinations ?? [];

const statement = (more: JsonObject): JsonObject => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Theirs',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::999988887777:root' },
      Action: 'sns:Publish',
      Resource: '*',
      ...more,
    },
  ],
});
const policyOf = (now: Now): readonly JsonObject[] => (topic(now)?.policy?.['Statement'] ?? []) as readonly JsonObject[];

const destination = { name: 'x', enabled: true, types: ['BOUNCE'], topic: null, eventBusArn: null, firehose: null };
const subscription = base.subscriptions[0] as RegionSpec['subscriptions'][number];
const role: RoleSpec = {
  trusts: ['*'],
  externalId: null,
  tags: {},
  policyName: null,
  trustPolicy: null,
  path: '/',
  statements: [],
  attached: {},
  boundary: null,
  sessions: {},
};
const user: UserSpec = { ...sample, keys: [], tags: {}, statements: [], policyName: null };
const NAMED = {
  user: 'sendUser: squareos-new',
  role: 'probeRole: {name: certify-look, trusts: "arn:aws:iam::111122223333:user/certify-probe"}',
};
const LOGS = 'topicLogRole: certify-logs';
const trustedBy = (principal: JsonObject): JsonObject => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
});

const SAYS_OTHER = /Its tag certify:tenant says other-gym/;
const WORLDS: { readonly [world: string]: readonly [Given, Verdict] } = {
  'a set that is tagged for another gym, without TLS': [
    ofSet({ tags: OTHER, tlsPolicy: 'OPTIONAL' }),
    { changes: [], why: SAYS_OTHER, stays: set },
  ],
  'a set that is tagged for another gym, without a destination': [
    ofSet({ tags: OTHER, destinations: [] }),
    { changes: [], why: SAYS_OTHER, stays: set },
  ],
  'a set with the tags of another tool': [
    ofSet({ tags: { owner: 'platform' }, tlsPolicy: 'OPTIONAL' }),
    { changes: ['~ configuration set'], why: /^/, stays: (now) => [set(now)?.tags, destinations(now)] },
  ],
  'a set that sends through a pool of somebody’s, within a time of theirs': [
    ofSet({ tlsPolicy: 'OPTIONAL', sendingPool: 'crm', maxDeliverySeconds: 600 }),
    { changes: ['~ configuration set'], why: /^/, stays: (now) => [set(now)?.sendingPool, set(now)?.maxDeliverySeconds] },
  ],
  'a set that somebody paused': [
    ofSet({ sendingEnabled: false }),
    { changes: [], why: /paused it: certify lets nothing go on/, stays: set },
  ],
  'a set whose destinations are all somebody else’s': [
    ofSet({
      destinations: [
        { ...destination, name: 'squareos-events', topic: 'crm-events' },
        { ...destination, name: 'bus', eventBusArn: `arn:aws:events:${REGION}:111122223333:event-bus/default` },
      ],
    }),
    { changes: ['+ event destination'], why: /^/, stays: (now) => destinations(now).slice(0, 2) },
  ],
  'a set whose disabled destination is somebody else’s': [
    ofSet({
      destinations: [
        { ...destination, enabled: false, topic: 'crm-events' },
        ...(base.configurationSets[SET]?.destinations ?? []),
      ],
    }),
    { changes: [], why: /^/, stays: set },
  ],
  'an identity that is tagged for another gym, with DKIM off': [
    ofIdentity({ tags: OTHER, signingEnabled: false }),
    { changes: [], why: SAYS_OTHER, stays: identity },
  ],
  'an identity that is tagged for another gym, without MAIL FROM': [
    ofIdentity({ tags: OTHER, mailFrom: null }),
    { changes: [], why: SAYS_OTHER, stays: identity },
  ],
  'an identity whose MAIL FROM is somebody’s': [
    ofIdentity({ mailFrom: { domain: 'crm.example.com', status: 'SUCCESS', behavior: 'REJECT_MESSAGE' } }),
    { changes: [], why: /stays crm\.example\.com/, stays: identity },
  ],
  'an identity with keys of somebody’s own': [
    ofIdentity({ origin: 'EXTERNAL', dkimStatus: 'FAILED', tokens: ['selector1'] }),
    { changes: [], why: /^/, stays: identity },
  ],
  'an identity by which another account may send, and with a default set of somebody’s': [
    ofIdentity({ signingEnabled: false, configurationSet: 'crm', policies: { theirs: statement({ Action: 'ses:SendEmail' }) } }),
    { changes: ['~ identity'], why: /^/, stays: (now) => [identity(now)?.policies, identity(now)?.configurationSet] },
  ],
  'a topic that is tagged for another gym': [
    ofTopic({ tags: OTHER, signatureVersion: '1' }),
    { changes: [], why: SAYS_OTHER, stays: topic },
  ],
  'a topic that is tagged for another gym, and not subscribed': [
    ofTopic({ tags: OTHER }, { subscriptions: [] }),
    { changes: [], why: SAYS_OTHER, stays: (now) => [topic(now), now.subscriptions, now.region.queues] },
  ],
  'a topic that is tagged for another gym, to which the set does not publish yet': [
    {
      region: (now) => ({ ...ofTopic({ tags: OTHER }).region?.(now), ...ofSet({ destinations: [] }).region?.(now) }),
    },
    { changes: [], why: SAYS_OTHER, stays: (now) => [topic(now), set(now)] },
  ],
  'a topic whose tags nobody may see': [
    {
      ...ofTopic({ signatureVersion: '1' }),
      faults: [
        {
          service: null,
          operation: 'ListTagsForResource',
          error: 'AuthorizationError',
          status: 403,
          message: 'Not authorized.',
          times: null,
        },
      ],
    },
    { changes: [], why: /Whose it is could not be seen/, stays: topic },
  ],
  'a topic that shuts SES out': [
    ofTopic({ policy: statement({ Effect: 'Deny', Principal: '*' }) }),
    { changes: [], why: /no statement that is added outweighs a Deny/, stays: topic },
  ],
  'a topic whose policy another account wrote for itself': [
    ofTopic({ policy: statement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }) }),
    { changes: ['~ topic'], why: /^/, stays: (now) => policyOf(now)[0] },
  ],
  'a topic with subscribers of others': [
    {
      region: ({ subscriptions }) => ({
        subscriptions: [
          ...subscriptions,
          { ...subscription, endpoint: 'https://crm.example.net/hook', redrivePolicy: null, raw: true },
        ],
      }),
    },
    { changes: [], why: /^/, stays: ({ subscriptions }) => subscriptions },
  ],
  'a topic under a key of AWS’s': [
    ofTopic({ kmsKeyId: 'alias/aws/sns' }),
    { changes: [], why: /certify changes no key/, stays: topic },
  ],
  'a subscription of ours that hands over to a queue of another account’s, and filters': [
    ofSubscription({
      redrivePolicy: { deadLetterTargetArn: `arn:aws:sqs:${REGION}:999988887777:theirs` },
      filterPolicy: { eventType: ['Bounce'] },
    }),
    {
      changes: [],
      why: /The dead-letter queue stays arn:aws:sqs:ap-south-1:999988887777:theirs/,
      stays: ({ subscriptions }) => subscriptions,
    },
  ],
  'a queue of the name that ours would have, for something else': [
    {
      region: ({ subscriptions }) => ({
        subscriptions: subscriptions.map((one) => ({ ...one, redrivePolicy: null })),
        queues: { [`${TOPIC}-dead-letters`]: { MessageRetentionPeriod: '60', Policy: '{}' } },
      }),
    },
    { changes: ['+ queue', '~ subscription'], why: /^/, stays: (now) => [now.region.queues, now.subscriptions] },
  ],
  'a user of that name without a tag': [
    { users: { 'squareos-new': user }, iam: NAMED.user },
    { changes: [], why: /carries no tag certify:tenant/, stays: ({ users }) => users },
  ],
  'a user of that name that another tool tagged': [
    { users: { 'squareos-new': { ...user, tags: { tenant: 'main-gym' } } }, iam: NAMED.user },
    { changes: [], why: /carries no tag certify:tenant/, stays: ({ users }) => users },
  ],
  'a user of that name of another gym': [
    { users: { 'squareos-new': { ...user, tags: OTHER } }, iam: NAMED.user },
    { changes: [], why: SAYS_OTHER, stays: ({ users }) => users },
  ],
  'a user of ours whose policy somebody wrote': [
    {
      users: {
        'squareos-new': {
          ...user,
          tags: OWN,
          policyName: 'certify-send',
          statements: [{ Effect: 'Allow', Action: 'ses:*', Resource: '*' }],
        },
      },
      iam: NAMED.user,
    },
    { changes: [], why: /is not what certify would write/, stays: ({ users }) => users },
  ],
  'a role of that name without a tag': [
    { roles: { 'certify-look': role }, iam: NAMED.role },
    { changes: [], why: /carries no tag certify:tenant/, stays: ({ roles }) => roles },
  ],
  'a role of ours that somebody else may assume': [
    {
      roles: { 'certify-look': { ...role, tags: OWN, trustPolicy: trustedBy({ AWS: 'arn:aws:iam::999988887777:root' }) } },
      iam: NAMED.role,
    },
    { changes: [], why: /The trust policy of the probing role certify-look stays/, stays: ({ roles }) => roles },
  ],
  'a logging role of another gym': [
    { roles: { 'certify-logs': { ...role, tags: OTHER } }, iam: LOGS },
    { changes: [], why: SAYS_OTHER, stays: (now) => [now.roles, topic(now)] },
  ],
  'a topic that another role logs for': [
    { ...ofTopic({ attributes: { HTTPFailureFeedbackRoleArn: 'arn:aws:iam::111122223333:role/crm-logs' } }), iam: LOGS },
    { changes: ['+ logging role'], why: /names another role: somebody chose it/, stays: topic },
  ],
  'a topic of another gym’s that is to be logged for': [
    { ...ofTopic({ tags: OTHER }), iam: LOGS },
    { changes: ['+ logging role'], why: SAYS_OTHER, stays: topic },
  ],
};

const worldOf = ({ region, users, roles, faults }: Given): Scenario => ({
  ...healthy,
  faults: [...(faults ?? [])],
  aws: {
    ...aws,
    users: { ...aws.users, ...users },
    roles: { ...aws.roles, ...roles },
    regions: {
      ...aws.regions,
      [REGION]: {
        ...base,
        topics: { ...base.topics, 'crm-events': base.topics[TOPIC] as TopicSpec },
        ...region?.({ ...base, topics: { ...base.topics, 'crm-events': base.topics[TOPIC] as TopicSpec } }),
      },
    },
  },
});

const nowIn = ({ lab }: World): Now => {
  const cloud = lab.aws?.cloud;
  if (cloud === undefined) throw new Error('no AWS in this world');
  const { users, roles } = cloud.spec;
  return structuredClone({ region: cloud.region(REGION), users, roles, subscriptions: [...cloud.subscriptions.values()] });
};

describe('somebody else’s resources of the same name', () => {
  it.concurrent.each(Object.entries(WORLDS))('%s', async (_, [given, verdict]) => {
    await inWorld(worldOf(given), async (world) => {
      if (given.iam !== undefined) naming(world, given.iam);
      const before = verdict.stays(nowIn(world));
      const plan = await world.plan();
      const told = [...plan.leftOut.map(({ what, why }) => `${what} ${why}`), ...plan.unseen.map(({ why }) => why)].join('\n');
      expect([changesOf(plan), told]).toEqual([verdict.changes, expect.stringMatching(verdict.why)]);
      expect(writesIn(world)).toEqual([]);
      await world.apply();
      expect(verdict.stays(nowIn(world))).toEqual(before);
      if (verdict.changes.length === 0) expect(writesIn(world)).toEqual([]);
    });
  });
});
