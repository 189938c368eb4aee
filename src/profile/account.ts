// The AWS account that a profile names.
import { parseArn } from '../aws/arn.ts';
import type { Profile } from './profile.ts';

/** Of the role that looks, else of the topic, else of the identity; null: it names none. What STS says of the credential counts more. */
export const statedAccount = ({ aws, ses, smtp }: Profile): string | null => {
  const arns = [aws?.probe.roleArn, ses?.snsTopicArn ?? smtp?.ses?.snsTopicArn, ses?.identityArn ?? smtp?.ses?.identityArn];
  return arns.flatMap((arn) => parseArn(arn ?? '')?.account ?? [])[0] ?? null;
};
