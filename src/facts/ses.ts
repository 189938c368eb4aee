// What SES says (facts-aws.md A). Values are passed on as AWS gives them; what did not come is null, never a default.
import type { Answer } from '../core/observation.ts';
import type { TemplateSeen } from './template.ts';

export interface IdentityDetail {
  readonly type: string | null;
  readonly verifiedForSending: boolean | null;
  readonly verificationStatus: string | null;
  readonly verification: {
    readonly errorType: string | null;
    /** ISO 8601. */
    readonly lastChecked: string | null;
    /** ISO 8601. */
    readonly lastSuccess: string | null;
    readonly primaryNameServer: string | null;
  } | null;
  readonly dkim: {
    readonly signingEnabled: boolean | null;
    readonly status: string | null;
    /** AWS_SES, EXTERNAL or AWS_SES_<REGION>. */
    readonly origin: string | null;
    readonly tokens: readonly string[];
    /** As SES names it; null when it does not. */
    readonly signingHostedZone: string | null;
    readonly currentKeyLength: string | null;
    readonly nextKeyLength: string | null;
  } | null;
  readonly mailFrom: {
    readonly domain: string | null;
    readonly status: string | null;
    readonly behaviorOnMxFailure: string | null;
  } | null;
  readonly feedbackForwarding: boolean | null;
  readonly configurationSet: string | null;
  /** Sending authorization policies: name → JSON text. */
  readonly policies: { readonly [name: string]: string };
}

export interface EventDestination {
  readonly name: string;
  readonly enabled: boolean | null;
  /** As SES spells them: SEND, REJECT, BOUNCE, … */
  readonly eventTypes: readonly string[];
  readonly kind: 'sns' | 'firehose' | 'cloudwatch' | 'eventbridge' | 'pinpoint' | 'unknown';
  readonly topicArn: string | null;
}

/** SES checks addresses before it sends, and drops those of which it is not confident enough. */
export interface AddressValidation {
  /** ENABLED or DISABLED. */
  readonly enabled: string | null;
  /** HIGH, MEDIUM or MANAGED. */
  readonly threshold: string | null;
}

/** Virtual Deliverability Manager; each ENABLED or DISABLED, null where SES does not say. */
interface Vdm {
  readonly engagementMetrics: string | null;
  readonly optimizedSharedDelivery: string | null;
}

export interface ConfigurationSetDetail {
  readonly sendingEnabled: boolean | null;
  readonly reputationMetrics: boolean | null;
  readonly tlsPolicy: string | null;
  readonly sendingPool: string | null;
  /** Seconds. */
  readonly maxDeliverySeconds: number | null;
  /** null: the account's settings apply. */
  readonly suppressedReasons: readonly string[] | null;
  readonly trackingDomain: string | null;
  readonly trackingHttpsPolicy: string | null;
  /** ACCOUNT or TENANT. */
  readonly suppressionScope: string | null;
  /** null: the account's settings apply. */
  readonly validation: AddressValidation | null;
  /** null: the account's settings apply. */
  readonly vdm: Vdm | null;
}

interface FeedbackTopics {
  readonly identity: string;
  readonly bounce: string | null;
  readonly complaint: string | null;
  readonly delivery: string | null;
  readonly forwarding: boolean | null;
}

export interface SesFacts {
  'ses.account': {
    readonly region: string;
    readonly productionAccess: boolean | null;
    readonly sendingEnabled: boolean | null;
    readonly enforcementStatus: string | null;
    /** Recipients. -1 is unlimited. */
    readonly quota: {
      readonly max24Hour: number | null;
      readonly maxPerSecond: number | null;
      readonly sent24Hour: number | null;
    };
    readonly suppressedReasons: readonly string[] | null;
    readonly review: { readonly status: string | null; readonly caseId: string | null } | null;
    readonly mailType: string | null;
    readonly websiteUrl: string | null;
    readonly additionalContacts: number | null;
    readonly validation: AddressValidation | null;
    readonly vdm: (Vdm & { readonly enabled: string | null }) | null;
  };
  /** Address → subdomain → domain; the most granular that exists governs the sender. */
  'ses.identity': {
    readonly region: string;
    readonly declared: string;
    readonly candidates: readonly {
      readonly name: string;
      readonly level: 'address' | 'domain';
      readonly answer: Answer<IdentityDetail>;
    }[];
    /** Name of the governing identity; null when none exists. */
    readonly governing: string | null;
  };
  /** What the account has in this region; asked only where no identity governs the sender, or in the sandbox. */
  'ses.identities': {
    readonly region: string;
    /** How the declared identity stands in the list. */
    readonly declared: 'verified' | 'not-verified' | 'not-listed';
    /** Verified for sending, domains first; at most ten. */
    readonly verified: readonly string[];
    /** How many more are verified. */
    readonly more: number;
    /** Names that a slip of the pen apart are the sender’s domain, or share its registered label; at most five. */
    readonly similar: readonly string[];
    /** False: the account has more identities than were listed. */
    readonly complete: boolean;
  };
  /** Which configuration set will really apply. */
  'ses.configurationSet': {
    readonly name: string | null;
    /** `account`: nobody said which, and the account has this one for the purpose; `unsaid`: nor was it found. */
    readonly source: 'explicit' | 'address-default' | 'domain-default' | 'account' | 'none' | 'unsaid';
    readonly detail: Answer<ConfigurationSetDetail> | null;
    /** The default set of the identity that governs the sender; null when it has none, or that identity was not seen. */
    readonly identityDefault: {
      readonly name: string;
      /** Of a default that is not the set above: whether it is there; null for the same one. */
      readonly answer: Answer<{ readonly exists: true }> | null;
    } | null;
  };
  'ses.eventDestinations': { readonly configurationSet: string; readonly destinations: readonly EventDestination[] };
  /** Identity feedback topics (SES v1): the other valid route; asked only while no event destination is the route. */
  'ses.feedbackTopics': FeedbackTopics;
  /** The same, beside an event destination; asked only where the topic's policy lets the identity publish too. */
  'ses.secondRoute': FeedbackTopics;
  /** The live recipient on the suppression list of the account, else of the tenant; absent is the good answer. */
  'ses.suppressedRecipient': {
    readonly list: 'account' | 'tenant';
    readonly reason: string | null;
    /** ISO 8601 */
    readonly since: string | null;
  };
  /** The SES tenant that sends name; asked only when the profile names one. */
  'ses.tenant': {
    readonly name: string;
    readonly arn: string | null;
    /** ENABLED, DISABLED or REINSTATED. */
    readonly sendingStatus: string | null;
    /** ARNs of the identities, sets and templates that sends of the tenant may use. */
    readonly resources: Answer<{ readonly arns: readonly string[]; readonly complete: boolean }>;
    readonly reputation: Answer<{
      /** What counts: AWS’s and the account’s own status together. */
      readonly sendingStatus: string | null;
      /** AWS’s own. */
      readonly awsStatus: string | null;
      readonly awsCause: string | null;
      /** LOW or HIGH; null: none. */
      readonly impact: string | null;
    }>;
  };
  /** Open recommendations of the Virtual Deliverability Manager about the sender's identity; asked only where it is on. */
  'ses.recommendations': {
    readonly open: readonly {
      /** DKIM, DMARC, SPF, BIMI, COMPLAINT, BOUNCE, … */
      readonly type: string | null;
      /** LOW or HIGH. */
      readonly impact: string | null;
      /** AWS's own words. */
      readonly description: string | null;
      readonly resource: string | null;
      /** ISO 8601 */
      readonly since: string | null;
    }[];
    readonly complete: boolean;
  };
  /** The multi-region endpoint that sends go to, and what its other region has; asked only when the profile names one. */
  'ses.globalEndpoint': {
    readonly name: string;
    /** CREATING, READY, FAILED or DELETING. */
    readonly status: string | null;
    readonly regions: readonly string[];
    /** What sending needs, in each region but the one that is looked at anyway. */
    readonly others: readonly {
      readonly region: string;
      readonly account: Answer<{
        readonly productionAccess: boolean | null;
        readonly sendingEnabled: boolean | null;
        readonly enforcementStatus?: string | null;
        readonly max24Hour: number | null;
        readonly maxPerSecond: number | null;
      }>;
      /** The identity that governs the sender here, by the same name there. */
      readonly identity: Answer<{
        readonly name: string;
        readonly verified: boolean | null;
        readonly dkimStatus: string | null;
      }> | null;
      /** Enabled SNS topics that the set of the same name publishes to there, and the required event types that none of them gets. */
      readonly set: Answer<{
        readonly name: string;
        readonly topics: readonly string[];
        readonly missing?: readonly string[];
      }> | null;
    }[];
  };
  /** Which verified identity covers the live recipient; asked only in the sandbox, where nobody else gets mail. */
  'ses.recipientIdentity': {
    readonly verified: boolean;
    readonly by: 'address' | 'domain' | null;
    /** The most exact identity that covers the recipient and is not verified; null: none is there. Left out by records from before it was kept. */
    readonly unverified?: string | null;
  };
  /** Asked only of a tracking domain outside the sender's identity. */
  'ses.trackingIdentity': {
    readonly domain: string;
    /** The most granular identity that covers it; null: none is there. */
    readonly identity: string | null;
    readonly verified: boolean;
  };
  /** Templates that SES holds and the profile names, rendered with its sample data; asked only with `--templates`, or where a message is sent. */
  'ses.templates': {
    readonly region: string;
    readonly items: readonly TemplateSeen[];
    /** Names of the account’s templates; asked only where one is not there; at most 100, and null where they were not told. */
    readonly inAccount: readonly string[] | null;
  };
  /** Dedicated IPs of the configuration set's pool; asked only when it has one. */
  'ses.dedicatedIps': {
    readonly pool: string;
    /** STANDARD or MANAGED; asked only of a pool without addresses, else null. */
    readonly scaling: string | null;
    readonly ips: readonly {
      readonly ip: string;
      readonly warmupStatus: string | null;
      /** 0 to 100; -1 for a managed pool. */
      readonly warmupPercentage: number | null;
    }[];
    readonly complete: boolean;
  };
  /** The last 14 days of this account and region; asked only when it sends. */
  'ses.statistics': {
    readonly attempts: number;
    readonly bounces: number;
    readonly complaints: number;
    readonly rejects: number;
    /** ISO 8601 of the oldest data point; null when there is none. */
    readonly since: string | null;
  };
}

/** NotFoundException answers their question: no such configuration set, no suppression, no such pool. */
export const SES_ABSENT = [
  'ses.tenant',
  'ses.globalEndpoint',
  'ses.eventDestinations',
  'ses.suppressedRecipient',
  'ses.dedicatedIps',
] as const satisfies readonly (keyof SesFacts)[];
