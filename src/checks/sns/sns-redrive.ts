// Events that the webhook could not take end in a dead-letter queue instead of nowhere.
import { defineCheck } from '../check.ts';

export const snsRedrive = defineCheck({
  id: 'sns-redrive',
  title: 'The webhook’s subscription has a dead-letter queue in the topic’s account and region',
  severity: 'warning',
  why: 'SNS gives up after an hour at most; without a queue, events of a longer outage are lost for good.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  needs: ['sns.subscriptions'],
  evaluate(facts) {
    const seen = facts['sns.subscriptions'];
    const ours =
      seen.state === 'observed' ? seen.value.subscriptions.filter(({ isCallback, arn }) => isCallback && arn !== null) : [];
    const detail = ours.map((one) => one.detail).find((answer) => answer?.state === 'observed');
    if (detail?.state !== 'observed' || seen.state !== 'observed')
      return { status: 'not-applicable', reason: 'no-confirmed-subscription' };
    const text = detail.value.redrivePolicy;
    const queue = /arn:[^"\s]+/.exec(text ?? '')?.[0] ?? null;
    const observed = { topicArn: seen.value.topicArn, deadLetterQueue: queue };
    const home = seen.value.topicArn.split(':').slice(3, 5).join(':');
    const fix = `Create a standard SQS queue in the topic’s account and region that lets sns.amazonaws.com send to it, then: aws sns set-subscription-attributes --subscription-arn ${ours[0]?.arn ?? ''} --attribute-name RedrivePolicy --attribute-value '{"deadLetterTargetArn":"<queue ARN>"}'`;
    const expected = 'The subscription’s RedrivePolicy names a queue in the topic’s account and region.';
    if (queue === null) return { status: 'warn', reason: 'no-dead-letter-queue', observed, expected, fix };
    if (queue.split(':').slice(3, 5).join(':') !== home)
      return { status: 'warn', reason: 'queue-elsewhere', observed, expected, fix };
    return { status: 'pass', reason: 'ok', observed };
  },
});
