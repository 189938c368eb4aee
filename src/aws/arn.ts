// ARN text → parts, and the ARNs of SES resources (IAM User Guide, reference-arns).

export interface Arn {
  readonly partition: string;
  readonly service: string;
  /** Empty for global services. */
  readonly region: string;
  /** Twelve digits, or empty. */
  readonly account: string;
  /** All that follows the fifth colon. */
  readonly resource: string;
}

/** null when the text is no ARN: six colon-separated parts, partition and service and resource not empty. */
export const parseArn = (text: string): Arn | null => {
  const [arn, partition = '', service = '', region = '', account = '', ...rest] = text.trim().split(':');
  const resource = rest.join(':');
  if (arn !== 'arn' || partition === '' || service === '' || resource === '') return null;
  return { partition, service, region, account, resource };
};

export const formatArn = (arn: Arn): string => `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;

interface SesScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** `arn:aws:ses:<region>:<account>:identity/<name>` */
export const identityArn = (scope: SesScope, name: string): string =>
  formatArn({ ...scope, service: 'ses', resource: `identity/${name}` });

/** Address or domain of an identity's ARN; null when it is no such ARN. */
export const identityIn = (arn: string): string | null => /^identity\/(.+)$/.exec(parseArn(arn)?.resource ?? '')?.[1] ?? null;

/** `arn:aws:ses:<region>:<account>:template/<name>` */
export const templateArn = (scope: SesScope, name: string): string =>
  formatArn({ ...scope, service: 'ses', resource: `template/${name}` });

/** `arn:aws:ses:<region>:<account>:configuration-set/<name>` */
export const configurationSetArn = (scope: SesScope, name: string): string =>
  formatArn({ ...scope, service: 'ses', resource: `configuration-set/${name}` });
