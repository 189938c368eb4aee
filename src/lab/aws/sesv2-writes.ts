// SESv2 writes: identities, configuration sets and their event destinations. Each changes the world that the reads show.
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import { type Cloud, stableHex } from './cloud.ts';
import { CONFIGURATION_SET, DESTINATION, IDENTITY } from './read.ts';
import { requireSet } from './sesv2-sets.ts';
import { tagsInJson, type Tags } from './tags.ts';
import type { ConfigurationSetSpec, EventDestinationSpec, IdentitySpec } from './spec.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);
const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const badRequest = (message: string): AwsError => new AwsError('BadRequestException', 400, message);

const requireIdentity = (cloud: Cloud, call: AwsCall, action: string): { readonly name: string; readonly own: IdentitySpec } => {
  const [name = ''] = call.variables;
  cloud.authorize(call, action, cloud.arn('ses', call.region, `identity/${name}`));
  const own = cloud.identity(call.region, name);
  if (own === null) throw new AwsError('NotFoundException', 404, `Email identity ${name} does not exist.`);
  return { name, own };
};

/** What a creation is tagged with, for which it needs a permission of its own. */
const tagged = (cloud: Cloud, call: AwsCall, resource: string): Tags => {
  const tags = tagsInJson(call.json['Tags']);
  if (Object.keys(tags).length > 0) cloud.authorize(call, 'ses:TagResource', cloud.arn('ses', call.region, resource));
  return tags;
};

const putIdentity = (cloud: Cloud, call: AwsCall, name: string, identity: IdentitySpec): JsonObject => {
  const { identities } = cloud.region(call.region);
  const key = identities[name] === undefined ? name.toLowerCase() : name;
  cloud.change(call.region, { identities: { ...identities, [key]: identity } });
  return {};
};

/** SES finds the three CNAMEs at once, or looks for them for 72 hours. */
const signing = (cloud: Cloud, call: AwsCall, name: string, identity: IdentitySpec): IdentitySpec => {
  const foreseen = cloud.region(call.region).tokensToBe[name];
  const made = [1, 2, 3].map((number) => stableHex(`dkim ${name} ${number}`, 32));
  const tokens = identity.tokens.length > 0 ? identity.tokens : (foreseen ?? made);
  const found = tokens.every((token) => cloud.published(`${token}._domainkey.${name}`, 'CNAME'));
  return {
    ...identity,
    tokens,
    dkimStatus: found ? 'SUCCESS' : 'PENDING',
    keyLength: 'RSA_2048_BIT',
    nextKeyLength: 'RSA_2048_BIT',
    ...(found ? { verified: true, status: 'SUCCESS', errorType: null, lastSuccessMinutesAgo: 0 } : {}),
  };
};

const createEmailIdentity = (cloud: Cloud, call: AwsCall): JsonObject => {
  const name = textOf(call.json['EmailIdentity']) ?? '';
  cloud.authorize(call, 'ses:CreateEmailIdentity', cloud.arn('ses', call.region, `identity/${name}`));
  if (cloud.identity(call.region, name) !== null) {
    throw new AwsError('AlreadyExistsException', 400, `Email identity ${name} already exist.`);
  }
  const isAddress = name.includes('@');
  const tags = tagged(cloud, call, `identity/${name}`);
  const unproven: IdentitySpec = { ...IDENTITY, tags, verified: false, status: 'PENDING', lastSuccessMinutesAgo: null };
  const identity: IdentitySpec = isAddress
    ? { ...unproven, type: 'EMAIL_ADDRESS', dkimStatus: 'NOT_STARTED', keyLength: null, nextKeyLength: null }
    : signing(cloud, call, name, { ...unproven, zone: 'dkim.amazonses.com' });
  putIdentity(cloud, call, name, identity);
  return {
    IdentityType: identity.type,
    VerifiedForSendingStatus: identity.verified,
    DkimAttributes: { SigningEnabled: true, Status: identity.dkimStatus, Tokens: identity.tokens },
  };
};

const deleteEmailIdentity = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name } = requireIdentity(cloud, call, 'ses:DeleteEmailIdentity');
  const others = Object.entries(cloud.region(call.region).identities).filter(
    ([one]) => one !== name && one !== name.toLowerCase(),
  );
  cloud.change(call.region, { identities: Object.fromEntries(others) });
  return {};
};

const putMailFrom = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, own } = requireIdentity(cloud, call, 'ses:PutEmailIdentityMailFromAttributes');
  const domain = textOf(call.json['MailFromDomain']);
  const behavior = textOf(call.json['BehaviorOnMxFailure']) ?? 'USE_DEFAULT_VALUE';
  if (domain === null) return putIdentity(cloud, call, name, { ...own, mailFrom: null });
  if (!domain.endsWith(`.${name.split('@').at(-1) ?? ''}`)) {
    throw badRequest(`Provided MAIL-FROM domain <${domain}> is not a subdomain of the domain of the identity <${name}>.`);
  }
  const found = cloud.published(domain, 'MX') && cloud.published(domain, 'TXT');
  return putIdentity(cloud, call, name, { ...own, mailFrom: { domain, status: found ? 'SUCCESS' : 'PENDING', behavior } });
};

const putDkim = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, own } = requireIdentity(cloud, call, 'ses:PutEmailIdentityDkimAttributes');
  return putIdentity(cloud, call, name, { ...own, signingEnabled: call.json['SigningEnabled'] === true });
};

const putDkimSigning = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, own } = requireIdentity(cloud, call, 'ses:PutEmailIdentityDkimSigningAttributes');
  if (call.json['SigningAttributesOrigin'] !== 'AWS_SES') throw badRequest('The lab serves Easy DKIM alone.');
  const signs = signing(cloud, call, name, { ...own, origin: 'AWS_SES' });
  putIdentity(cloud, call, name, signs);
  return { DkimStatus: signs.dkimStatus, DkimTokens: signs.tokens };
};

const putSet = (cloud: Cloud, call: AwsCall, name: string, set: ConfigurationSetSpec): JsonObject => {
  cloud.change(call.region, { configurationSets: { ...cloud.region(call.region).configurationSets, [name]: set } });
  return {};
};

const delivery = (set: ConfigurationSetSpec, given: JsonObject): ConfigurationSetSpec => ({
  ...set,
  tlsPolicy: textOf(given['TlsPolicy']) ?? 'OPTIONAL',
  sendingPool: textOf(given['SendingPoolName']),
  maxDeliverySeconds: typeof given['MaxDeliverySeconds'] === 'number' ? given['MaxDeliverySeconds'] : null,
});

const createSet = (cloud: Cloud, call: AwsCall): JsonObject => {
  const name = textOf(call.json['ConfigurationSetName']) ?? '';
  cloud.authorize(call, 'ses:CreateConfigurationSet', cloud.arn('ses', call.region, `configuration-set/${name}`));
  if (!/^[\w-]{1,64}$/.test(name)) throw badRequest('Invalid configuration set name.');
  if (cloud.region(call.region).configurationSets[name] !== undefined) {
    throw new AwsError('AlreadyExistsException', 400, `Configuration set <${name}> already exists.`);
  }
  const suppressed = objectOf(call.json['SuppressionOptions'])['SuppressedReasons'];
  return putSet(cloud, call, name, {
    ...delivery(CONFIGURATION_SET, objectOf(call.json['DeliveryOptions'])),
    tags: tagged(cloud, call, `configuration-set/${name}`),
    sendingEnabled: objectOf(call.json['SendingOptions'])['SendingEnabled'] !== false,
    reputationMetrics: objectOf(call.json['ReputationOptions'])['ReputationMetricsEnabled'] === true,
    suppressedReasons: suppressed === undefined ? null : listOf(suppressed),
  });
};

/** One operation that lays other options over a set. */
const options =
  (cloud: Cloud, action: string, change: (set: ConfigurationSetSpec, given: JsonObject) => ConfigurationSetSpec) =>
  (call: AwsCall): JsonObject => {
    const { name, set } = requireSet(cloud, call, action);
    return putSet(cloud, call, name, change(set, call.json));
  };

const destinationOf = (cloud: Cloud, call: AwsCall, name: string): EventDestinationSpec => {
  const given = objectOf(call.json['EventDestination']);
  const topic = textOf(objectOf(given['SnsDestination'])['TopicArn']);
  if (topic === null) throw badRequest('The lab serves destinations of SNS alone.');
  if (cloud.topic(topic) === null) throw badRequest(`SNS topic <${topic}> does not exist.`);
  return { ...DESTINATION, name, topic, enabled: given['Enabled'] === true, types: listOf(given['MatchingEventTypes']) };
};

const createDestination = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, set } = requireSet(cloud, call, 'ses:CreateConfigurationSetEventDestination');
  const destination = textOf(call.json['EventDestinationName']) ?? '';
  if (set.destinations.some((one) => one.name === destination)) {
    throw new AwsError('AlreadyExistsException', 400, `An event destination with name <${destination}> already exists.`);
  }
  const destinations = [...set.destinations, destinationOf(cloud, call, destination)];
  return putSet(cloud, call, name, { ...set, destinations });
};

const updateDestination = (cloud: Cloud, call: AwsCall): JsonObject => {
  const { name, set } = requireSet(cloud, call, 'ses:UpdateConfigurationSetEventDestination');
  const [, destination = ''] = call.variables;
  if (!set.destinations.some((one) => one.name === destination)) {
    throw new AwsError('NotFoundException', 404, `Event destination <${destination}> does not exist.`);
  }
  const now = destinationOf(cloud, call, destination);
  return putSet(cloud, call, name, {
    ...set,
    destinations: set.destinations.map((one) => (one.name === destination ? now : one)),
  });
};

/** The SESv2 writes. */
export const sesv2Writes = (cloud: Cloud): Operations => ({
  CreateEmailIdentity: (call) => createEmailIdentity(cloud, call),
  DeleteEmailIdentity: (call) => deleteEmailIdentity(cloud, call),
  PutEmailIdentityMailFromAttributes: (call) => putMailFrom(cloud, call),
  PutEmailIdentityDkimAttributes: (call) => putDkim(cloud, call),
  PutEmailIdentityDkimSigningAttributes: (call) => putDkimSigning(cloud, call),
  CreateConfigurationSet: (call) => createSet(cloud, call),
  PutConfigurationSetDeliveryOptions: options(cloud, 'ses:PutConfigurationSetDeliveryOptions', delivery),
  PutConfigurationSetReputationOptions: options(cloud, 'ses:PutConfigurationSetReputationOptions', (set, given) => ({
    ...set,
    reputationMetrics: given['ReputationMetricsEnabled'] === true,
  })),
  PutConfigurationSetSuppressionOptions: options(cloud, 'ses:PutConfigurationSetSuppressionOptions', (set, given) => ({
    ...set,
    suppressedReasons: listOf(given['SuppressedReasons']),
  })),
  PutConfigurationSetVdmOptions: options(cloud, 'ses:PutConfigurationSetVdmOptions', (set, given) => ({
    ...set,
    engagement: textOf(objectOf(objectOf(given['VdmOptions'])['DashboardOptions'])['EngagementMetrics']),
  })),
  CreateConfigurationSetEventDestination: (call) => createDestination(cloud, call),
  UpdateConfigurationSetEventDestination: (call) => updateDestination(cloud, call),
});
