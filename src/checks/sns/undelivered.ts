// Where events lie that SNS could not deliver to the webhook: the RedrivePolicy of its subscriptions says it.
import { parseArn } from '../../aws/arn.ts';
import { queueOf } from '../../aws/desired/account.ts';
import { dnsSuffixOf } from '../../aws/region.ts';
import type { Observation } from '../../core/observation.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import { listed } from '../../text/listed.ts';

/** ARNs of the dead-letter queues; empty: no confirmed subscription of the webhook has one; null: that was not seen. */
export const deadLetterQueues = (seen: Observation<Facts['sns.subscriptions']>): readonly string[] | null => {
  if (seen.state !== 'observed') return null;
  const ours = seen.value.subscriptions.filter(({ isCallback, arn }) => isCallback && arn !== null);
  const details = ours.flatMap(({ detail }) => (detail?.state === 'observed' ? [detail.value] : []));
  // Without a confirmed subscription SNS tried nothing, so that nothing can lie anywhere.
  if (details.length === 0 || details.length < ours.length) return null;
  return [...new Set(details.flatMap(({ redrivePolicy }) => queueOf(redrivePolicy) ?? []))];
};

const urlOf = (queueArn: string): { readonly url: string; readonly region: string } | null => {
  const queue = parseArn(queueArn);
  const suffix = queue === null ? null : dnsSuffixOf(queue.partition);
  if (queue === null || queue.service !== 'sqs' || suffix === null) return null;
  // Only what can be nothing else in a shell.
  if (!/^[a-z0-9-]+$/.test(queue.region) || !/^\d{12}$/.test(queue.account) || !/^[\w-]+(?:\.fifo)?$/.test(queue.resource))
    return null;
  return {
    url: `https://sqs.${queue.region}.${suffix}/${queue.account}/${queue.resource}`,
    region: queue.region,
  };
};

const countOf = (queueArn: string): readonly string[] => {
  const place = urlOf(queueArn);
  return place === null
    ? []
    : [
        `aws sqs get-queue-attributes --queue-url ${place.url} --attribute-names ApproximateNumberOfMessages --region ${place.region}`,
      ];
};

/** How to find out whether SNS tried and failed; null where nothing of it was seen. */
export const whereUndelivered = (queues: readonly string[] | null): DraftAct | null => {
  if (queues === null) return null;
  if (queues.length === 0) {
    return {
      say: 'No dead-letter queue keeps what SNS could not deliver to the webhook: after its retries it is lost. The delivery status log of the topic, where it is on, says what the webhook answered.',
      owner: 'AWS admin',
    };
  }
  const commands = queues.flatMap(countOf);
  return {
    say: `Look whether the event lies in the dead-letter queue ${listed(queues)}: then SNS tried, and the webhook did not take it. This counts what lies there:`,
    ...(commands.length === 0 ? {} : { command: commands.join('\n') }),
    owner: 'AWS admin',
  };
};
