// Who we are at AWS, and what the sending credential is.
import type { SecretShape } from '../core/ports/secrets.ts';
import type { AccessKeyKind } from '../parsers/iam-access-key.ts';

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
}
