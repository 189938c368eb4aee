// The tenant as declared. What is said here is compared with what is seen elsewhere.
import type { NamedOwners } from '../core/owner.ts';
import type { Environment, Provider, TemplateName } from '../core/profile.ts';
import type { SecretShape } from '../core/ports/secrets.ts';

export interface ProfileFacts {
  'profile.tenant': {
    readonly tenant: string;
    readonly environment: Environment;
    readonly provider: Provider;
    /** Says that the peers are simulated; written by `certify lab up` only. */
    readonly lab: boolean;
    readonly routing: { readonly documentedBy: string; readonly ticket: string; readonly otherProfile: string } | null;
    /** Who acts, by name. Records of 0.1.0 lack it. */
    readonly owners: NamedOwners;
    /** Of the extraction row. */
    readonly ticket: string | null;
    /** The sending credential, as far as it may be shown. */
    readonly credential: { readonly accessKeyId: string; readonly sessionToken: boolean } | null;
    /** Tenants with which it shares by approval; null: none. */
    readonly sharing: { readonly with: readonly string[]; readonly approvedBy: string; readonly reference: string } | null;
    readonly ses: {
      readonly region: string;
      readonly identity: string;
      readonly mailFrom: string | null;
      readonly configurationSet: string | null;
      readonly snsTopicArn: string | null;
      readonly requireSnsSignature: boolean;
      /** SES tenant that sends name (multi-tenant sending). */
      readonly tenant: string | null;
      /** An identity of another account, used by its sending authorization. */
      readonly identityArn: string | null;
      /** Name of a multi-region endpoint. */
      readonly globalEndpoint: string | null;
    } | null;
    readonly smtp: {
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      readonly username: string | null;
      readonly relay: string | null;
      readonly queueIdPattern: string | null;
      /** What certify says in EHLO; null: this host's own name. */
      readonly ehloName: string | null;
      readonly adapter: {
        readonly name: string;
        readonly version: string | null;
        readonly certifiedBy: string | null;
        readonly reference: string | null;
      } | null;
      readonly ses: {
        readonly region: string | null;
        readonly configurationSet: string | null;
        readonly snsTopicArn: string | null;
        /** SES tenant that sends name. Records of 0.1.0 lack it. */
        readonly tenant: string | null;
        /** An identity of another account, as for `ses`. Records of 0.1.0 lack it. */
        readonly identityArn: string | null;
      } | null;
      readonly personalMailboxApproved: boolean;
    } | null;
    readonly sending: {
      readonly mailType: 'TRANSACTIONAL' | 'MARKETING' | null;
      readonly websiteUrl: string | null;
      readonly dailyVolume: number | null;
      readonly peakPerSecond: number | null;
    };
    readonly squareos: {
      readonly accountName: string;
      readonly externalAccountId: string;
      /** What `externalAccountId` names among the profile's own values. */
      readonly externalAccountNames: 'identity' | 'configuration-set' | 'sender' | 'sender-domain' | 'username' | 'nothing';
      readonly fakeModeEnabled: boolean;
      /** Where SquareOS's own fields are read; null: nobody said. */
      readonly state: 'export' | 'api' | null;
      readonly senderValue: string;
      /** Domain of `senderValue`, lower case A-labels. */
      readonly senderDomain: string;
      /** How the sender lies to `ses.identity`: that very address, in that domain, below it, or outside; null without SES. */
      readonly senderScope: 'address' | 'domain' | 'subdomain' | 'outside' | null;
      readonly replyTo: string | null;
      readonly returnPath: string | null;
      readonly dkim: readonly { readonly domain: string; readonly selector: string }[];
      readonly templates: { readonly [K in TemplateName]?: string };
    };
    readonly callback: {
      /** Without query. */
      readonly url: string;
      readonly path: string;
      readonly loopback: boolean;
      /** The host is an address: loopback, private or public. */
      readonly hostIsAddress: boolean;
      readonly https: boolean;
      readonly foreignTopicArn: string | null;
      readonly ledger: 'api' | 'embedded' | 'attest';
    };
    readonly live: {
      /** Local part shortened. */
      readonly recipient: string;
      readonly recipientDomain: string;
      readonly recipientIsSimulator: boolean;
      readonly via: 'squareos' | 'provider';
      readonly campaign: string | null;
      readonly optIn: { readonly by: string; readonly at: string; readonly reference: string };
    };
  };
  /** Form of each secret the profile names; never a value. */
  'profile.secrets': {
    readonly [name: string]: {
      readonly reference: string;
      /** null when the command did without it. */
      readonly shape: SecretShape | null;
      /** Names of the profile's other secrets that have the same value. */
      readonly sharedWith: readonly string[];
      /** Made of common words or of the tenant's own names; left out when it is not. */
      readonly guessable?: true;
    };
  };
}
