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

/** A topic's ARN: null when it is one of another service, or its region or name is missing. */
export const parseTopicArn = (text: string): (Arn & { readonly name: string; readonly fifo: boolean }) | null => {
  const arn = parseArn(text);
  if (arn === null || arn.service !== 'sns' || arn.region === '' || !/^\d{12}$/.test(arn.account)) return null;
  // A subscription's ARN is a topic's with one more part.
  if (!/^[A-Za-z0-9_-]{1,256}(\.fifo)?$/.test(arn.resource)) return null;
  return { ...arn, name: arn.resource, fifo: arn.resource.endsWith('.fifo') };
};

interface SesScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** `arn:aws:ses:<region>:<account>:identity/<name>` */
export const identityArn = (scope: SesScope, name: string): string =>
  formatArn({ ...scope, service: 'ses', resource: `identity/${name}` });

/** `arn:aws:ses:<region>:<account>:configuration-set/<name>` */
export const configurationSetArn = (scope: SesScope, name: string): string =>
  formatArn({ ...scope, service: 'ses', resource: `configuration-set/${name}` });
