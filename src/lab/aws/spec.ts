// The AWS side of a scenario: one account, its credentials, and what stands in each region.
import type { JsonObject } from '../../core/json.ts';

/** A statement in the words of an AWS policy document. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | { readonly [kind: string]: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

export interface KeySpec {
  readonly id: string;
  readonly status: 'Active' | 'Inactive' | 'Expired';
  readonly createdDaysAgo: number;
  /** Null: never used. */
  readonly lastUsed: { readonly daysAgo: number; readonly service: string; readonly region: string } | null;
}

export interface UserSpec {
  readonly path: string;
  readonly keys: readonly KeySpec[];
  /** Its inline policy. */
  readonly statements: readonly PolicyStatement[];
  /** Managed policies, by name; `aws/NAME` is one of AWS's own. */
  readonly attached: { readonly [name: string]: readonly PolicyStatement[] };
  /** Group → its inline policy. */
  readonly groups: { readonly [name: string]: readonly PolicyStatement[] };
  /** Permissions boundary. */
  readonly boundary: readonly PolicyStatement[] | null;
  readonly tags: { readonly [key: string]: string };
  /** What its inline policy is called; null: `inline`. */
  readonly policyName: string | null;
  /** Null: no console password was ever used. */
  readonly passwordLastUsedDaysAgo: number | null;
}

export interface RoleSpec {
  /** User names that may assume it; `*` for any. */
  readonly trusts: readonly string[];
  readonly externalId: string | null;
  readonly tags: { readonly [key: string]: string };
  /** As for users. */
  readonly policyName: string | null;
  /** The trust policy, where the API made it; null: not told. */
  readonly trustPolicy: JsonObject | null;
  readonly path: string;
  /** Its inline policy. */
  readonly statements: readonly PolicyStatement[];
  /** Managed policies, as for users. */
  readonly attached: { readonly [name: string]: readonly PolicyStatement[] };
  /** Permissions boundary. */
  readonly boundary: readonly PolicyStatement[] | null;
  /** Access key id (ASIA…) → name of a session that lasts as long as the lab. */
  readonly sessions: { readonly [accessKeyId: string]: string };
}

export interface IdentitySpec {
  readonly type: 'DOMAIN' | 'EMAIL_ADDRESS' | 'MANAGED_DOMAIN';
  readonly verified: boolean;
  /** VerificationStatus. */
  readonly status: string;
  readonly errorType: string | null;
  readonly lastCheckedMinutesAgo: number;
  readonly lastSuccessMinutesAgo: number | null;
  readonly primaryNameServer: string | null;
  readonly signingEnabled: boolean;
  readonly dkimStatus: string;
  readonly origin: string;
  readonly tokens: readonly string[];
  /** Null: SES does not tell (older answers). */
  readonly zone: string | null;
  readonly keyLength: string | null;
  readonly nextKeyLength: string | null;
  readonly mailFrom: { readonly domain: string; readonly status: string; readonly behavior: string } | null;
  readonly feedbackForwarding: boolean;
  readonly configurationSet: string | null;
  readonly tags: { readonly [key: string]: string };
  /** name → policy document. */
  readonly policies: { readonly [name: string]: JsonObject };
  /** SES v1 feedback topics, by short name or ARN. */
  readonly feedback: {
    readonly bounce: string | null;
    readonly complaint: string | null;
    readonly delivery: string | null;
  } | null;
}

export interface EventDestinationSpec {
  readonly name: string;
  readonly enabled: boolean;
  readonly types: readonly string[];
  /** Short name or ARN. */
  readonly topic: string | null;
  readonly eventBusArn: string | null;
  readonly firehose: { readonly roleArn: string; readonly streamArn: string } | null;
}

export interface ConfigurationSetSpec {
  readonly sendingEnabled: boolean;
  readonly reputationMetrics: boolean;
  readonly tlsPolicy: string | null;
  readonly sendingPool: string | null;
  readonly maxDeliverySeconds: number | null;
  /** Null: the account's settings apply. */
  readonly suppressedReasons: readonly string[] | null;
  readonly trackingDomain: string | null;
  readonly trackingHttpsPolicy: string | null;
  /** ACCOUNT or TENANT. */
  readonly suppressionScope: string | null;
  /** Threshold of address validation, such as HIGH; null: the account's settings apply. */
  readonly validation: string | null;
  /** ENABLED or DISABLED; null: the account's settings apply. */
  readonly engagement: string | null;
  readonly tags: { readonly [key: string]: string };
  readonly destinations: readonly EventDestinationSpec[];
}

export interface TopicSpec {
  /** `1`, `2`, or null: SNS does not tell, and signs version 1. */
  readonly signatureVersion: string | null;
  readonly kmsKeyId: string | null;
  readonly fifo: boolean;
  readonly owner: string | null;
  readonly tags: { readonly [key: string]: string };
  /** Null: a policy that lets SES publish for this account and every configuration set and identity of it. */
  readonly policy: JsonObject | null;
  /** As GetTopicAttributes tells them, over the usual ones; null takes one away. */
  readonly attributes: { readonly [name: string]: string | null };
}

export interface SubscriptionSpec {
  readonly topic: string;
  readonly protocol: string;
  /** May hold `{{callback}}` and `{{verifyToken}}`. */
  readonly endpoint: string;
  /** `subscribe`: SNS posts a SubscriptionConfirmation when the lab starts, and waits for it to be confirmed. */
  readonly state: 'confirmed' | 'pending' | 'subscribe';
  readonly raw: boolean;
  readonly authenticated: boolean;
  readonly filterPolicy: JsonObject | null;
  readonly filterPolicyScope: string;
  readonly redrivePolicy: JsonObject | null;
  /** As GetSubscriptionAttributes tells them, over the usual ones; null takes one away. */
  readonly attributes: { readonly [name: string]: string | null };
}

export interface TenantSpec {
  /** ENABLED, DISABLED or REINSTATED. */
  readonly sending: string;
  /** ARNs, or `identity/<name>` and `configuration-set/<name>` of this account and region. */
  readonly resources: readonly string[];
  readonly suppressed: readonly { readonly address: string; readonly reason: string; readonly daysAgo: number }[];
  /** AWS's own status, and why. */
  readonly awsStatus: string;
  readonly awsCause: string | null;
  /** LOW or HIGH. */
  readonly impact: string | null;
}

export interface RecommendationSpec {
  readonly type: string;
  readonly impact: string;
  readonly description: string;
  /** As for a tenant's resources. */
  readonly resource: string;
  readonly daysAgo: number;
}

export interface AlarmSpec {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: { readonly [name: string]: string };
  readonly threshold: number;
  readonly comparison: string;
  readonly state: string;
  /** ARNs. */
  readonly actions: readonly string[];
  readonly actionsEnabled: boolean;
}

interface KeyOfTopicSpec {
  readonly policy: JsonObject;
  readonly state: string;
  /** CUSTOMER or AWS. */
  readonly manager: string;
  /** Such as `alias/squareos`. */
  readonly aliases: readonly string[];
}

export interface RegionSpec {
  readonly production: boolean;
  readonly sendingEnabled: boolean;
  readonly enforcement: string;
  readonly review: { readonly status: string; readonly caseId: string } | null;
  readonly quota: { readonly max24Hour: number; readonly maxPerSecond: number; readonly sent24Hour: number };
  readonly accountSuppressedReasons: readonly string[];
  readonly mailType: string | null;
  readonly websiteUrl: string | null;
  readonly contacts: readonly string[];
  readonly identities: { readonly [name: string]: IdentitySpec };
  /** ARNs of verified identities of other accounts whose policy lets this one send. */
  readonly sharedIdentities: readonly string[];
  readonly tenants: { readonly [name: string]: TenantSpec };
  /** Multi-region endpoints whose first region this one is. */
  readonly globalEndpoints: { readonly [name: string]: { readonly status: string; readonly secondary: string } };
  /** Virtual Deliverability Manager; null: off. */
  readonly vdm: { readonly engagement: string; readonly recommendations: readonly RecommendationSpec[] } | null;
  /** CloudWatch alarms, by name. */
  readonly alarms: { readonly [name: string]: AlarmSpec };
  /** Threshold of address validation of the account, such as MANAGED; null: off. */
  readonly validation: string | null;
  readonly configurationSets: { readonly [name: string]: ConfigurationSetSpec };
  readonly topics: { readonly [name: string]: TopicSpec };
  readonly subscriptions: readonly SubscriptionSpec[];
  /** SQS: name → attributes. */
  readonly queues: { readonly [name: string]: { readonly [attribute: string]: string } };
  /** The DKIM tokens that an identity will have once somebody makes it, where DNS is to hold them beforehand. */
  readonly tokensToBe: { readonly [identity: string]: readonly string[] };
  readonly suppressed: readonly { readonly address: string; readonly reason: string; readonly daysAgo: number }[];
  readonly templates: { readonly [name: string]: { readonly subject: string; readonly text: string; readonly html: string } };
  readonly dedicatedIps: readonly {
    readonly ip: string;
    readonly pool: string;
    readonly warmup: string;
    readonly percentage: number;
  }[];
  /** Pools of dedicated IPs that exist beside those that have IPs: name → STANDARD or MANAGED. */
  readonly dedicatedPools: { readonly [name: string]: string };
  readonly kmsKeys: { readonly [id: string]: KeyOfTopicSpec };
  /** Per day, newest first. */
  readonly statistics: readonly {
    readonly sent: number;
    readonly bounces: number;
    readonly complaints: number;
    readonly rejects: number;
  }[];
}

export interface AwsSpec {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  readonly users: { readonly [name: string]: UserSpec };
  readonly roles: { readonly [name: string]: RoleSpec };
  /** The service control policy of the organization; null: none. */
  readonly organization: readonly PolicyStatement[] | null;
  /** Milliseconds that AWS's clock is ahead of ours. */
  readonly clockSkewMs: number;
  /** The home region is `regions[region]`; one that is not named is an empty sandbox. */
  readonly regions: { readonly [region: string]: RegionSpec };
}
