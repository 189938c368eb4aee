// What a tenant's account should be: the values that the checks judge by and that provision builds from.

/** Kinds of bounce that SES must not write to again (SES Developer Guide, "account-level suppression list"). */
const SUPPRESSED_REASONS = ['BOUNCE', 'COMPLAINT'];

/** Which of them a list leaves out. */
export const missingReasons = (reasons: readonly string[]): readonly string[] =>
  SUPPRESSED_REASONS.filter((reason) => !reasons.includes(reason));

/** SHA-256 instead of SHA-1. */
export const SIGNATURE_VERSION = '2';

/** SNS hands over to queues of the topic's own account and region only (SNS Developer Guide, "dead-letter queues"). */
export const isQueueBeside = (queueArn: string, topicArn: string): boolean => {
  const home = (arn: string): string => arn.split(':').slice(3, 5).join(':');
  return home(queueArn) === home(topicArn);
};

/** The queue that a subscription's RedrivePolicy names; null: none. */
export const queueOf = (redrivePolicy: string | null): string | null => /arn:[^"\s]+/.exec(redrivePolicy ?? '')?.[0] ?? null;

interface Vdm {
  /** ENABLED or DISABLED. */
  readonly enabled: string | null;
  readonly engagementMetrics: string | null;
}

/** Who has SES count engagement, for which it rewrites links: a set's own option goes before the account's (SES Developer Guide, "vdm-settings"). */
export const engagementCountedBy = (ofSet: string | null, account: Vdm | null): 'configuration set' | 'account' | null => {
  if (account?.enabled === 'DISABLED') return null;
  if (ofSet !== null) return ofSet === 'ENABLED' ? 'configuration set' : null;
  return account?.enabled === 'ENABLED' && account.engagementMetrics === 'ENABLED' ? 'account' : null;
};

/** The queue that keeps what a topic's webhook could not take; SQS allows 80 characters (SQS API, CreateQueue). */
export const deadLetterQueue = (topicArn: string): { readonly name: string; readonly arn: string } => {
  const [, partition = '', , region = '', account = '', topic = ''] = topicArn.split(':');
  const name = `${topic.slice(0, 60)}-dead-letters`;
  return { name, arn: `arn:${partition}:sqs:${region}:${account}:${name}` };
};
