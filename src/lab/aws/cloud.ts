// The state behind the lab's AWS endpoint: one account, its credentials, and what stands in each region.
import { createHash, randomBytes } from 'node:crypto';
import { sessionTokenOf } from '../keys.ts';
import { EMPTY_REGION } from './read.ts';
import type { AwsSpec, IdentitySpec, RegionSpec, SubscriptionSpec, TopicSpec, UserSpec } from './spec.ts';
import {
  decideWithin,
  type PolicyQuestion,
  principalContext,
  statementsOfRole,
  statementsOfUser,
  type Verdict,
} from './policy.ts';
import { AwsError, type AwsCall, type Caller } from './call.ts';

/** A subscription as it stands now. */
export interface LiveSubscription extends SubscriptionSpec {
  readonly arn: string;
  readonly topicArn: string;
  readonly pending: boolean;
  /** Of the SubscriptionConfirmation. */
  readonly token: string;
}

export interface TemporaryCredential {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly sessionToken: string;
  /** Epoch milliseconds. */
  readonly expires: number;
  readonly caller: Caller;
}

export interface CloudOptions {
  readonly spec: AwsSpec;
  /** Secret of a long-term key. */
  readonly secretOf: (accessKeyId: string) => string;
  /** Called when a subscription was made, confirmed or removed. */
  readonly changed?: (subscription: LiveSubscription) => void;
  /** Called when the API created or changed something else in a region. */
  readonly wrote?: (region: string, now: RegionSpec) => void;
  /** Called when the API created or changed a user or a role. */
  readonly wroteIam?: (now: Pick<AwsSpec, 'users' | 'roles'>) => void;
  /** Whether the DNS of this world publishes a record of that type there; left out: it publishes nothing. */
  readonly published?: (name: string, type: string) => boolean;
}

/** Hex digits that are the same at every start. */
export const stableHex = (seed: string, length: number): string =>
  createHash('sha256').update(seed).digest('hex').slice(0, length);
const stableUuid = (seed: string): string => stableHex(seed, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export class Cloud {
  /** As it stands now: what the API creates or changes replaces a part of it. */
  spec: AwsSpec;
  readonly temporary = new Map<string, TemporaryCredential>();
  readonly subscriptions = new Map<string, LiveSubscription>();
  readonly #options: CloudOptions;

  constructor(options: CloudOptions) {
    this.#options = options;
    this.spec = options.spec;
    for (const [name, region] of Object.entries(this.spec.regions)) {
      for (const [index, subscription] of region.subscriptions.entries()) this.#seed(name, index, subscription);
    }
    for (const [name, { sessions }] of Object.entries(this.spec.roles)) {
      for (const [id, session] of Object.entries(sessions)) this.#seedSession(name, id, session);
    }
  }

  #seed(region: string, index: number, spec: SubscriptionSpec): void {
    const topicArn = this.topicArn(region, spec.topic);
    const arn = `${topicArn}:${stableUuid(`${topicArn} ${spec.protocol} ${index}`)}`;
    this.subscriptions.set(arn, {
      ...spec,
      arn,
      topicArn,
      pending: spec.state !== 'confirmed',
      token: stableHex(`token ${arn}`, 192),
    });
  }

  #seedSession(role: string, accessKeyId: string, session: string): void {
    this.temporary.set(accessKeyId, {
      accessKeyId,
      secret: this.secretOf(accessKeyId),
      sessionToken: this.secretOf(sessionTokenOf(accessKeyId)),
      expires: Number.POSITIVE_INFINITY,
      caller: this.sessionOf(role, session, accessKeyId),
    });
  }

  /** AWS's clock. */
  now(): Date {
    return new Date(Date.now() + this.spec.clockSkewMs);
  }

  region(name: string): RegionSpec {
    return this.spec.regions[name] ?? EMPTY_REGION;
  }

  /** Lays changes over what stands in a region. */
  change(name: string, changes: Partial<RegionSpec>): void {
    const now = { ...this.region(name), ...changes };
    this.spec = { ...this.spec, regions: { ...this.spec.regions, [name]: now } };
    this.#options.wrote?.(name, now);
  }

  /** Lays changes over users and roles. */
  changeIam(changes: Partial<Pick<AwsSpec, 'users' | 'roles'>>): void {
    this.spec = { ...this.spec, ...changes };
    this.#options.wroteIam?.(this.spec);
  }

  published(name: string, type: string): boolean {
    return this.#options.published?.(name, type) ?? false;
  }

  arn(service: string, region: string, resource: string): string {
    return `arn:${this.spec.partition}:${service}:${region}:${this.spec.account}:${resource}`;
  }

  /** A short name becomes a topic of this account; an ARN stays. */
  topicArn(region: string, name: string): string {
    return name.startsWith('arn:') ? name : this.arn('sns', region, name);
  }

  topic(arn: string): TopicSpec | null {
    const [, , , region = '', account, name = ''] = arn.split(':');
    const topics = this.region(region).topics;
    return topics[arn] ?? (account === this.spec.account ? (topics[name] ?? null) : null);
  }

  /** The identity of exactly this name (domains in any case). */
  identity(region: string, name: string): IdentitySpec | null {
    const { identities } = this.region(region);
    return identities[name] ?? identities[name.toLowerCase()] ?? null;
  }

  upsertSubscription(subscription: LiveSubscription): void {
    this.subscriptions.set(subscription.arn, subscription);
    this.#options.changed?.(subscription);
  }

  newSubscriptionArn(topicArn: string): string {
    return `${topicArn}:${stableUuid(randomBytes(16).toString('hex'))}`;
  }

  userOf(accessKeyId: string): { readonly name: string; readonly user: UserSpec } | null {
    for (const [name, user] of Object.entries(this.spec.users)) {
      if (user.keys.some((key) => key.id === accessKeyId)) return { name, user };
    }
    return null;
  }

  userArn(name: string): string {
    return `arn:${this.spec.partition}:iam::${this.spec.account}:user${this.spec.users[name]?.path ?? '/'}${name}`;
  }

  /** A user as it signs requests. */
  callerOf(name: string, accessKeyId: string): Caller {
    const user = this.spec.users[name];
    const limits = [user?.boundary ?? null, this.spec.organization].filter((policy) => policy !== null);
    return {
      arn: this.userArn(name),
      userId: this.uniqueId('AIDA', name),
      userName: name,
      accessKeyId,
      statements: user === undefined ? [] : statementsOfUser(user),
      limits,
      context: principalContext(this.userArn(name), name, user?.tags ?? {}),
    };
  }

  /** The verdict on a caller's request; `context` is what the request itself carries. */
  decide(caller: Caller, region: string, question: Pick<PolicyQuestion, 'action' | 'resource' | 'context'>): Verdict {
    const request = {
      'aws:securetransport': 'true',
      'aws:requestedregion': region,
      'aws:sourceip': '127.0.0.1',
      'aws:currenttime': this.now().toISOString(),
    };
    const asked = { ...question, principal: null, context: { ...request, ...caller.context, ...question.context } };
    return decideWithin(caller.statements, caller.limits, asked);
  }

  secretOf(accessKeyId: string): string {
    return this.#options.secretOf(accessKeyId);
  }

  roleArn(name: string): string {
    return `arn:${this.spec.partition}:iam::${this.spec.account}:role${this.spec.roles[name]?.path ?? '/'}${name}`;
  }

  /** A role's session as it signs requests. */
  sessionOf(name: string, session: string, accessKeyId: string): Caller {
    const role = this.spec.roles[name];
    return {
      arn: `arn:${this.spec.partition}:sts::${this.spec.account}:assumed-role/${name}/${session}`,
      userId: `${this.uniqueId('AROA', name)}:${session}`,
      userName: null,
      accessKeyId,
      statements: role === undefined ? [] : statementsOfRole(role),
      limits: [role?.boundary ?? null, this.spec.organization].filter((policy) => policy !== null),
      context: { 'aws:principalarn': this.roleArn(name), 'aws:principaltype': 'AssumedRole' },
    };
  }

  /** A user id in the shape of AWS's. */
  uniqueId(prefix: 'AIDA' | 'AROA', name: string): string {
    return `${prefix}${stableHex(name, 17).toUpperCase().replaceAll(/[01]/g, 'X').replaceAll('8', 'Y').replaceAll('9', 'Z')}`;
  }

  /** Throws the refusal of the service when the caller's policies do not allow the action. */
  authorize(
    call: AwsCall,
    action: string,
    resource: string,
    context: { readonly [key: string]: string | readonly string[] } = {},
  ): void {
    const verdict = this.decide(call.caller, call.region, { action, resource, context });
    if (verdict === 'allowed') return;
    const why =
      verdict === 'explicitDeny'
        ? `with an explicit deny in an identity-based policy`
        : `because no identity-based policy allows the ${action} action`;
    const code =
      call.service === 'sns' ? 'AuthorizationError' : call.protocol === 'query' ? 'AccessDenied' : 'AccessDeniedException';
    const target = resource === '*' ? '' : ` on resource: ${resource}`;
    throw new AwsError(
      code,
      call.service === 'kms' ? 400 : 403,
      `User: ${call.caller.arn} is not authorized to perform: ${action}${target} ${why}`,
    );
  }
}
