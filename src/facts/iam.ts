// Who we are at AWS, and what the sending credential is.
import type { Answer } from '../core/observation.ts';
import type { SecretShape } from '../core/ports/secrets.ts';
import type { AccessKeyKind } from '../aws/access-key.ts';

/** One action on one resource. */
export interface Grant {
  /** What it is asked for: `needed` must be allowed, a canary must not. */
  readonly purpose: 'needed' | 'other-sender' | 'other-identity' | 'ses-write' | 'beyond-ses';
  readonly action: string;
  readonly resource: string;
  /** The From address it was asked with; null: of no send. */
  readonly from: string | null;
  /** As IAM says it: allowed, explicitDeny, implicitDeny. */
  readonly decision: string;
  /** Condition keys that IAM would have needed. */
  readonly missingContext: readonly string[];
  /** False: a service control policy forbids it, whatever the user's policies say. */
  readonly allowedByOrganization: boolean | null;
  readonly allowedByBoundary: boolean | null;
}

/** A policy of the sending user or role, its own or one that a user's groups bring. */
export interface SendPolicy {
  readonly name: string;
  readonly kind: 'inline' | 'managed';
  /** Name of the group that brings it; null: its own. */
  readonly group: string | null;
  /** JSON text. */
  readonly document: Answer<string>;
}

export interface CallerIdentity {
  readonly account: string;
  /** User or role ARN as STS tells it. */
  readonly arn: string;
  readonly kind: 'user' | 'assumed-role' | 'federated-user' | 'root' | 'unknown';
  /** Local clock minus the server's Date header, milliseconds; null when no Date came. */
  readonly clockSkewMs: number | null;
}

export interface IamFacts {
  /** The sending credential's form, as the profile gives it; never a value. */
  'iam.sendKey': {
    /** Prefix and last four. */
    readonly accessKeyId: string;
    readonly kind: AccessKeyKind;
    readonly wellFormed: boolean;
    readonly hasSecret: boolean;
    readonly secret: SecretShape | null;
    readonly hasSessionToken: boolean;
    /** The probing credential has the same access key id. */
    readonly sameAsProbe: boolean;
  };
  'sts.probeIdentity': CallerIdentity;
  'sts.sendIdentity': CallerIdentity;
  /** The sending user and its access keys. */
  'iam.sendUser': {
    readonly userName: string;
    readonly arn: string;
    /** ISO 8601; null: no console password was ever used, or there is none. */
    readonly passwordLastUsed: string | null;
    /** ARN of the policy that is its permissions boundary. */
    readonly permissionsBoundary: string | null;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
    readonly keys: readonly {
      /** Prefix and last four. */
      readonly accessKeyId: string;
      /** The key that the profile names. */
      readonly isSendKey: boolean;
      /** Active, Inactive or Expired. */
      readonly status: string | null;
      /** ISO 8601. */
      readonly created: string | null;
    }[];
    /** Of the sending key. */
    readonly lastUsed: Answer<{
      /** ISO 8601; null: never. */
      readonly at: string | null;
      readonly service: string | null;
      readonly region: string | null;
    }>;
  };
  /** The role whose session the sending credential is. */
  'iam.sendRole': {
    readonly roleName: string;
    /** With its path, which the session's ARN does not show. */
    readonly arn: string;
    readonly permissionsBoundary: string | null;
  };
  /** What the sending principal may do, as IAM simulates it; no call is made. */
  'iam.sendGrants': {
    /** ARN of the user or role, never a session's. */
    readonly principal: string;
    /** The credential is a session's, whose own policy IAM does not show. */
    readonly session: boolean;
    /** Condition keys of its requests, as far as they are known. */
    readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
    readonly grants: readonly Grant[];
  };
  /** The policies of the sending user or role, as far as they may be read. */
  'iam.sendPolicies': {
    readonly policies: readonly SendPolicy[];
    /** Its permissions boundary, which gives nothing and limits what the policies give; null: it has none, or nobody could see it. */
    readonly boundary: SendPolicy | null;
    /** All of them could be read. */
    readonly complete: boolean;
  };
  /** The SES SMTP credential's form, where the relay is SES. */
  'iam.smtpCredential': {
    /** Prefix and last four. */
    readonly username: string;
    readonly kind: AccessKeyKind;
    readonly wellFormed: boolean;
    readonly password: SecretShape | null;
    readonly region: string;
    /** The region whose password it is, where the IAM secret is known too; null: of none, or not known. */
    readonly passwordRegion: string | null;
    readonly compared: boolean;
    readonly hasSessionToken: boolean;
  };
}

/** NoSuchEntity answers their question: no such access key, no such principal. */
export const IAM_ABSENT = [
  'iam.sendUser',
  'iam.sendRole',
  'iam.sendGrants',
  'iam.sendPolicies',
] as const satisfies readonly (keyof IamFacts)[];
