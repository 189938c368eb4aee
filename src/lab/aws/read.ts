// Reads the AWS part of a scenario: defaults of a plain, healthy resource, and what the file says over them.
import type {
  AlarmSpec,
  AwsSpec,
  ConfigurationSetSpec,
  EventDestinationSpec,
  IdentitySpec,
  KeySpec,
  RecommendationSpec,
  RegionSpec,
  RoleSpec,
  SubscriptionSpec,
  TenantSpec,
  TopicSpec,
  UserSpec,
} from './spec.ts';
import { fill, holdWords, isObject, mapEntries, mapItems, ScenarioError } from '../scenario/fill.ts';

export const IDENTITY: IdentitySpec = {
  type: 'DOMAIN',
  verified: true,
  status: 'SUCCESS',
  errorType: null,
  lastCheckedMinutesAgo: 12,
  lastSuccessMinutesAgo: 12,
  primaryNameServer: null,
  signingEnabled: true,
  dkimStatus: 'SUCCESS',
  origin: 'AWS_SES',
  tokens: [],
  zone: null,
  keyLength: 'RSA_2048_BIT',
  nextKeyLength: 'RSA_2048_BIT',
  mailFrom: null,
  feedbackForwarding: true,
  configurationSet: null,
  tags: {},
  policies: {},
  feedback: null,
};

export const CONFIGURATION_SET: ConfigurationSetSpec = {
  sendingEnabled: true,
  reputationMetrics: true,
  tlsPolicy: 'REQUIRE',
  sendingPool: null,
  maxDeliverySeconds: null,
  suppressedReasons: null,
  trackingDomain: null,
  trackingHttpsPolicy: null,
  suppressionScope: null,
  validation: null,
  engagement: null,
  tags: {},
  destinations: [],
};

export const DESTINATION: EventDestinationSpec = {
  name: 'events',
  enabled: true,
  types: [],
  topic: null,
  eventBusArn: null,
  firehose: null,
};
export const TOPIC: TopicSpec = {
  signatureVersion: '2',
  kmsKeyId: null,
  fifo: false,
  owner: null,
  tags: {},
  policy: null,
  attributes: {},
};
const KEY: KeySpec = { id: '', status: 'Active', createdDaysAgo: 20, lastUsed: null };
export const USER: UserSpec = {
  path: '/',
  keys: [],
  statements: [],
  attached: {},
  groups: {},
  boundary: null,
  tags: {},
  policyName: null,
  passwordLastUsedDaysAgo: null,
};
export const ROLE: RoleSpec = {
  trusts: [],
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

const KEY_STATES: readonly KeySpec['status'][] = ['Active', 'Inactive', 'Expired'];
const IDENTITY_TYPES: readonly IdentitySpec['type'][] = ['DOMAIN', 'EMAIL_ADDRESS', 'MANAGED_DOMAIN'];
const SUBSCRIPTION_STATES: readonly SubscriptionSpec['state'][] = ['confirmed', 'pending', 'subscribe'];
const SUBSCRIPTION: SubscriptionSpec = {
  topic: '',
  protocol: 'https',
  endpoint: '',
  state: 'confirmed',
  raw: false,
  authenticated: true,
  filterPolicy: null,
  filterPolicyScope: 'MessageAttributes',
  redrivePolicy: null,
  attributes: {},
};

/** A region where nobody ever asked for anything: a sandbox, with the sandbox's quota. */
export const EMPTY_REGION: RegionSpec = {
  production: false,
  sendingEnabled: true,
  enforcement: 'HEALTHY',
  review: null,
  quota: { max24Hour: 200, maxPerSecond: 1, sent24Hour: 0 },
  accountSuppressedReasons: ['BOUNCE', 'COMPLAINT'],
  mailType: null,
  websiteUrl: null,
  contacts: [],
  identities: {},
  sharedIdentities: [],
  tenants: {},
  globalEndpoints: {},
  vdm: null,
  alarms: {},
  validation: null,
  configurationSets: {},
  topics: {},
  subscriptions: [],
  queues: {},
  tokensToBe: {},
  suppressed: [],
  templates: {},
  dedicatedIps: [],
  dedicatedPools: {},
  kmsKeys: {},
  statistics: [],
};

const configurationSet = (given: unknown, place: string): ConfigurationSetSpec => {
  const filled = fill(CONFIGURATION_SET, given, place);
  return { ...filled, destinations: mapItems(filled.destinations, `${place}.destinations`, (d, p) => fill(DESTINATION, d, p)) };
};

const TENANT: TenantSpec = {
  sending: 'ENABLED',
  resources: [],
  suppressed: [],
  awsStatus: 'ENABLED',
  awsCause: null,
  impact: null,
};

const suppressed = (given: unknown, place: string) =>
  mapItems(given, place, (item, at) => fill({ address: '', reason: 'BOUNCE', daysAgo: 3 }, item, at));

const vdm = (given: unknown, place: string): RegionSpec['vdm'] => {
  if (given === null) return null;
  const filled = fill({ engagement: 'DISABLED', recommendations: [] as readonly RecommendationSpec[] }, given, place);
  const advice = { type: 'DKIM', impact: 'LOW', description: '', resource: '', daysAgo: 1 };
  return {
    ...filled,
    recommendations: mapItems(filled.recommendations, `${place}.recommendations`, (r, p) => fill(advice, r, p)),
  };
};

const ALARM: AlarmSpec = {
  namespace: 'AWS/SES',
  metric: '',
  dimensions: {},
  threshold: 0,
  comparison: 'GreaterThanOrEqualToThreshold',
  state: 'OK',
  actions: [],
  actionsEnabled: true,
};

const user = (given: unknown, place: string): UserSpec => {
  const filled = fill(USER, given, place);
  return {
    ...filled,
    keys: mapItems(filled.keys, `${place}.keys`, (k, p) => holdWords(fill(KEY, k, p), { status: KEY_STATES }, p)),
  };
};

const region = (given: unknown, place: string): RegionSpec => {
  const filled = fill(EMPTY_REGION, given, place);
  return {
    ...filled,
    identities: mapEntries(filled.identities, `${place}.identities`, (i, p) =>
      holdWords(fill(IDENTITY, i, p), { type: IDENTITY_TYPES }, p),
    ),
    configurationSets: mapEntries(filled.configurationSets, `${place}.configurationSets`, configurationSet),
    topics: mapEntries(filled.topics, `${place}.topics`, (t, p) => fill(TOPIC, t, p)),
    subscriptions: mapItems(filled.subscriptions, `${place}.subscriptions`, (s, p) =>
      holdWords(fill(SUBSCRIPTION, s, p), { state: SUBSCRIPTION_STATES }, p),
    ),
    kmsKeys: mapEntries(filled.kmsKeys, `${place}.kmsKeys`, (k, p) =>
      fill({ policy: {}, state: 'Enabled', manager: 'CUSTOMER', aliases: [] as readonly string[] }, k, p),
    ),
    suppressed: suppressed(filled.suppressed, `${place}.suppressed`),
    tenants: mapEntries(filled.tenants, `${place}.tenants`, (t, p) => {
      const tenant = fill(TENANT, t, p);
      return { ...tenant, suppressed: suppressed(tenant.suppressed, `${p}.suppressed`) };
    }),
    globalEndpoints: mapEntries(filled.globalEndpoints, `${place}.globalEndpoints`, (e, p) =>
      fill({ status: 'READY', secondary: '' }, e, p),
    ),
    templates: mapEntries(filled.templates, `${place}.templates`, (t, p) => fill({ subject: '', text: '', html: '' }, t, p)),
    alarms: mapEntries(filled.alarms, `${place}.alarms`, (a, p) => fill(ALARM, a, p)),
    vdm: vdm(filled.vdm, `${place}.vdm`),
  };
};

/** The `aws:` part of a scenario file. */
export const readAws = (given: unknown, place: string): AwsSpec => {
  if (!isObject(given)) throw new ScenarioError(place, 'a mapping is expected');
  const top = {
    account: '',
    partition: 'aws',
    region: '',
    users: {},
    roles: {},
    organization: null,
    clockSkewMs: 0,
    regions: {},
  };
  const filled = fill(top, given, place);
  return {
    ...filled,
    users: mapEntries(filled.users, `${place}.users`, user),
    roles: mapEntries(filled.roles, `${place}.roles`, (r, p) => fill(ROLE, r, p)),
    regions: mapEntries(filled.regions, `${place}.regions`, region),
  };
};
