// ARN of an SNS topic, and the one host that SNS answers on for it (facts: SNS endpoints of each partition).
import { dnsSuffixOf } from '../region.ts';

export interface TopicArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
  /** `sns.<region>.<suffix of the partition>`. */
  readonly host: string;
}

const SHAPE = /^arn:(aws[a-z-]*):sns:([a-z]{2,5}(?:-[a-z]+)+-\d{1,2}):(\d{12}):([A-Za-z0-9_-]{1,256}(?:\.fifo)?)$/;

/** null when it is not a topic ARN of a known partition. */
export const parseTopicArn = (text: string): TopicArn | null => {
  const [, partition = '', region = '', account = '', name = ''] = SHAPE.exec(text) ?? [];
  const suffix = dnsSuffixOf(partition);
  if (suffix === null) return null;
  return { arn: text, partition, region, account, name, host: `sns.${region}.${suffix}` };
};

const OPT_IN_REGIONS = new Set(
  (
    'ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ' +
    'me-south-1 me-central-1 eu-south-1 eu-south-2 eu-central-2 af-south-1 il-central-1 ca-west-1 mx-central-1'
  ).split(' '),
);

/** Name that the signing certificate of a topic's region is issued for (table of the AWS SDK for Java v2 message manager). */
export const signingCertificateName = (topic: TopicArn): string => {
  if (OPT_IN_REGIONS.has(topic.region)) return `sns-signing.${topic.region}.amazonaws.com`;
  if (topic.partition === 'aws-cn') return `sns-${topic.region}.amazonaws.com.cn`;
  if (topic.partition === 'aws-us-gov') return 'sns-us-gov-west-1.amazonaws.com';
  if (topic.partition === 'aws-eusc') return `sns-signing.${topic.region}.amazonaws.eu`;
  return `sns.${dnsSuffixOf(topic.partition) ?? 'amazonaws.com'}`;
};
