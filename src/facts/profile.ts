// The tenant as declared. What is said here is compared with what is seen elsewhere.
import type { Environment, Provider, TemplateName } from '../core/profile.ts';
import type { SecretShape } from '../core/ports/secrets.ts';

export interface ProfileFacts {
  'profile.tenant': {
    readonly tenant: string;
    readonly environment: Environment;
    readonly provider: Provider;
    readonly routing: { readonly documentedBy: string; readonly ticket: string } | null;
    /** False when the profile describes two active providers without `routing`. */
    readonly ses: {
      readonly region: string;
      readonly identity: string;
      readonly mailFrom: string | null;
      readonly configurationSet: string | null;
      readonly snsTopicArn: string | null;
      readonly requireSnsSignature: boolean;
    } | null;
    readonly smtp: {
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      readonly username: string | null;
      readonly relay: string | null;
      readonly queueIdPattern: string | null;
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
      readonly fakeModeEnabled: boolean;
      readonly senderValue: string;
      /** Domain of `senderValue`, lower case A-labels. */
      readonly senderDomain: string;
      readonly replyTo: string | null;
      readonly returnPath: string | null;
      readonly dkimSelectors: readonly string[];
      readonly templates: { readonly [K in TemplateName]?: string };
    };
    readonly callback: {
      /** Without query. */
      readonly url: string;
      readonly loopback: boolean;
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
    readonly [name: string]: { readonly reference: string; readonly shape: SecretShape | null };
  };
}
