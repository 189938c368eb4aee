// A command for SNS, in the region of what it is about: SNS of another region takes the ARN for a mistake.
import { parseArn } from '../../aws/arn.ts';
import { inRegion } from '../remedy.ts';

/** `line` follows `aws sns`; `arn` is of a topic or a subscription. */
export const snsCommand = (line: string, arn: string): string => `aws sns ${line}${inRegion(parseArn(arn)?.region)}`;
