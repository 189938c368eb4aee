// Who we are at AWS, and what the sending credential is.

export interface CallerIdentity {
  readonly account: string;
  /** User or role ARN as STS tells it. */
  readonly arn: string;
  readonly kind: 'user' | 'assumed-role' | 'federated-user' | 'root' | 'unknown';
  /** Local clock minus the server's Date header, milliseconds; null when no Date came. */
  readonly clockSkewMs: number | null;
}

export interface IamFacts {
  'sts.probeIdentity': CallerIdentity;
  'sts.sendIdentity': CallerIdentity;
}
