// Puts the AWS side of a lab together: account, endpoint, SNS host, deliveries, and the events that follow a send.
import type { JsonObject } from '../../core/json.ts';
import type { AcceptedMessage } from './message.ts';
import { Cloud, type LiveSubscription } from './cloud.ts';
import { iam } from './iam.ts';
import { iamWrites } from './iam-writes.ts';
import { kms } from './kms.ts';
import { sesClassic } from './ses-classic.ts';
import { sesv2Send } from './send-email.ts';
import { sesv2Sets } from './sesv2-sets.ts';
import { sesv2Tenants } from './sesv2-tenants.ts';
import { sesv2Templates } from './sesv2-templates.ts';
import { sesv2Reads } from './sesv2.ts';
import { type AwsEndpoint, type AwsEndpointOptions, startAwsEndpoint } from './server.ts';
import { sesv2Writes } from './sesv2-writes.ts';
import { snsReads } from './sns.ts';
import { type SnsActs, snsWrites } from './sns-writes.ts';
import { sqs } from './sqs.ts';
import { cloudwatch } from './cloudwatch.ts';
import { sts } from './sts.ts';
import type { AwsSpec } from './spec.ts';
import type { LabKeys } from '../keys.ts';
import { fillPlaceholders, type Values } from '../scenario/placeholders.ts';
import type { Ports } from '../ports.ts';
import type { Scenario } from '../scenario/types.ts';
import { publishes } from '../dns/publishes.ts';
import { planEvents } from '../ses/outcome.ts';
import { postsFor } from '../ses/publisher.ts';
import { Deliveries } from '../sns/deliveries.ts';
import { type SnsHost, startSnsHost } from '../sns/host.ts';
import { Topics } from '../sns/topics.ts';
import type { LabState } from '../state.ts';

export interface AwsSide {
  readonly cloud: Cloud;
  readonly endpoint: AwsEndpoint;
  readonly snsHost: SnsHost;
  readonly deliveries: Deliveries;
  readonly topics: Topics;
  /** Everything that SES accepted, oldest first, across restarts. */
  readonly messages: readonly AcceptedMessage[];
  /** Takes a message as if SES had just accepted it (for SES's SMTP interface). */
  accept(message: AcceptedMessage): void;
  /** Posts the confirmations that are due, and what an earlier process left. */
  begin(): void;
  stop(): Promise<void>;
}

export interface AwsSideOptions {
  readonly scenario: Scenario;
  readonly spec: AwsSpec;
  readonly state: LabState;
  readonly keys: LabKeys;
  readonly ports: Ports;
  /** For endpoints of subscriptions. */
  readonly values: Values;
  /** Called with what a receiving server took. */
  readonly onDelivered?: (message: AcceptedMessage) => void;
}

/** Only endpoints of subscriptions hold placeholders; SES templates have braces of their own. */
const withEndpoints = (spec: AwsSpec, values: Values, place: string): AwsSpec => {
  const regions = Object.entries(spec.regions).map(([name, region]) => {
    const subscriptions = region.subscriptions.map((one, n) => ({
      ...one,
      endpoint: fillPlaceholders(one.endpoint, values, `${place}.regions.${name}.subscriptions[${n}].endpoint`) as string,
    }));
    return [name, { ...region, subscriptions }] as const;
  });
  return { ...spec, regions: Object.fromEntries(regions) };
};

/** What an earlier process of this world was asked to create or change stands. */
const withWrites = (spec: AwsSpec, state: LabState): AwsSpec => {
  const written = state.past.flatMap((line) => (line.type === 'region' ? [[line.name, line.region] as const] : []));
  const iamWritten = state.past.findLast((line) => line.type === 'iam');
  const principals = iamWritten?.type === 'iam' ? (({ users, roles }) => ({ users, roles }))(iamWritten) : {};
  const people = principals as unknown as Partial<Pick<AwsSpec, 'users' | 'roles'>>;
  return { ...spec, ...people, regions: { ...spec.regions, ...(Object.fromEntries(written) as unknown as AwsSpec['regions']) } };
};

const restoreSubscriptions = (cloud: Cloud, state: LabState): void => {
  for (const line of state.past) {
    if (line.type === 'subscription') cloud.subscriptions.set(line.arn, line.subscription as unknown as LiveSubscription);
  }
};

const beginConfirmations = (cloud: Cloud, topics: Topics, state: LabState): void => {
  const acts = topics.acts();
  for (const subscription of cloud.subscriptions.values()) {
    const posted = state.past.some((line) => line.type === 'subscription' && line.arn === subscription.arn);
    if (subscription.state !== 'subscribe' || !subscription.pending || posted) continue;
    state.append({ type: 'subscription', arn: subscription.arn, subscription: { ...subscription } });
    acts.confirmation(subscription);
  }
};

/** Every operation the lab's AWS serves. */
const operationsOf = (
  cloud: Cloud,
  accept: (message: AcceptedMessage) => void,
  acts: SnsActs,
): AwsEndpointOptions['operations'] => ({
  ses: {
    ...sesv2Reads(cloud),
    ...sesv2Sets(cloud),
    ...sesv2Tenants(cloud),
    ...sesv2Templates(cloud),
    ...sesv2Send(cloud, accept),
    ...sesv2Writes(cloud),
  },
  classic: sesClassic(cloud),
  sns: { ...snsReads(cloud), ...snsWrites(cloud, acts) },
  sts: sts(cloud),
  iam: { ...iam(cloud), ...iamWrites(cloud) },
  kms: kms(cloud),
  sqs: sqs(cloud),
  monitoring: cloudwatch(cloud),
});

/** Starts the AWS side on loopback. */
export const startAwsSide = async (options: AwsSideOptions): Promise<AwsSide> => {
  const { scenario, state, keys, ports } = options;
  const { snsHost: server, signer } = keys;
  if (server === null || signer === null) throw new Error('the keys were made for a world without AWS');
  const spec = withWrites(withEndpoints(options.spec, options.values, `${options.scenario.name}.aws`), state);
  const cloud = new Cloud({
    spec,
    secretOf: (id) => keys.secretOf(id),
    changed: (subscription) => state.append({ type: 'subscription', arn: subscription.arn, subscription: { ...subscription } }),
    wrote: (name, region) => state.append({ type: 'region', name, region: { ...region } as unknown as JsonObject }),
    wroteIam: ({ users, roles }) =>
      state.append({ type: 'iam', users: { ...users } as unknown as JsonObject, roles: { ...roles } as unknown as JsonObject }),
    published: publishes(scenario.dns.zones),
  });
  restoreSubscriptions(cloud, state);
  const deliveries = new Deliveries(state, keys.authority.certPem);
  const topics = new Topics(cloud, deliveries, signer);
  const acts = topics.acts();
  const messages = state.past.flatMap((line) => (line.type === 'accepted' ? [line.message as unknown as AcceptedMessage] : []));
  const accept = (message: AcceptedMessage): void => {
    deliveries.addWithMessage({ ...message } as unknown as JsonObject, postsFor(cloud, topics, scenario, message));
    messages.push(message);
    const planned = planEvents(message, cloud.region(message.region), scenario.events);
    if (planned.some(({ kind }) => kind === 'DELIVERY')) options.onDelivered?.(message);
  };
  const operations = operationsOf(cloud, accept, acts);
  const endpoint = await startAwsEndpoint({ cloud, scenario, operations, port: ports.preferred('aws') });
  const snsHost = await startSnsHost({ cloud, acts, signer, server, port: ports.preferred('sns') });
  ports.used('aws', endpoint.port);
  ports.used('sns', snsHost.port);
  return {
    cloud,
    endpoint,
    snsHost,
    deliveries,
    topics,
    messages,
    accept,
    begin: () => {
      beginConfirmations(cloud, topics, state);
      deliveries.resume();
    },
    stop: async () => {
      await deliveries.stop();
      await Promise.all([endpoint.stop(), snsHost.stop()]);
    },
  };
};
