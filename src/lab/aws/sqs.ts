// SQS (JSON 1.0): queues for what a subscription cannot deliver.
import type { JsonObject } from '../../core/json.ts';
import { AwsError, type AwsCall, type Operations } from './call.ts';
import type { Cloud } from './cloud.ts';

const createQueue = (cloud: Cloud, call: AwsCall): JsonObject => {
  const name = typeof call.json['QueueName'] === 'string' ? call.json['QueueName'] : '';
  if (!/^[\w-]{1,80}$/.test(name)) throw new AwsError('InvalidParameterValue', 400, 'Can only include alphanumeric characters');
  cloud.authorize(call, 'sqs:CreateQueue', cloud.arn('sqs', call.region, name));
  const { queues } = cloud.region(call.region);
  const given = (call.json['Attributes'] ?? {}) as { readonly [attribute: string]: string };
  const standing = queues[name];
  const differs = Object.entries(given).some(([attribute, value]) => standing !== undefined && standing[attribute] !== value);
  if (differs) throw new AwsError('QueueNameExists', 400, 'A queue already exists with the same name and a different value.');
  if (standing === undefined) cloud.change(call.region, { queues: { ...queues, [name]: given } });
  return { QueueUrl: `https://sqs.${call.region}.amazonaws.com/${cloud.spec.account}/${name}` };
};

/** SQS writes. */
export const sqs = (cloud: Cloud): Operations => ({ CreateQueue: (call) => createQueue(cloud, call) });
