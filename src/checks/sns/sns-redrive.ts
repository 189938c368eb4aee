// Events that the webhook could not take end in a dead-letter queue instead of nowhere.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { parseArn } from '../../aws/arn.ts';
import { isQueueBeside, queueOf } from '../../aws/desired/account.ts';
import { defineCheck } from '../check.ts';
import { snsCommand } from './sns-command.ts';

const reasons = {
  'no-confirmed-subscription': { status: ['not-applicable'], says: 'The webhook has no confirmed subscription yet.' },
  'no-dead-letter-queue': { status: ['warn'], says: 'The webhook’s subscription has no dead-letter queue.' },
  'queue-elsewhere': { status: ['warn'], says: 'The dead-letter queue is in another account or region than the topic.' },
} as const satisfies Reasons;

export const snsRedrive = defineCheck({
  id: 'sns-redrive',
  title: 'The webhook’s subscription has a dead-letter queue in the topic’s account and region',
  severity: 'warning',
  why: 'SNS gives up after an hour at most; without a queue, events of a longer outage are lost for good.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  reasons,
  needs: ['sns.subscriptions'],
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = facts['sns.subscriptions'];
    const ours =
      seen.state === 'observed' ? seen.value.subscriptions.filter(({ isCallback, arn }) => isCallback && arn !== null) : [];
    const detail = ours.map((one) => one.detail).find((answer) => answer?.state === 'observed');
    if (detail?.state !== 'observed' || seen.state !== 'observed')
      return { status: 'not-applicable', reason: 'no-confirmed-subscription' };
    const queue = queueOf(detail.value.redrivePolicy);
    const observed = { topicArn: seen.value.topicArn, deadLetterQueue: queue };
    if (queue !== null && isQueueBeside(queue, seen.value.topicArn)) return { status: 'pass', reason: 'ok', observed };
    const topic = parseArn(seen.value.topicArn);
    return {
      status: 'warn',
      reason: queue === null ? 'no-dead-letter-queue' : 'queue-elsewhere',
      observed,
      expected: 'The subscription’s RedrivePolicy names a queue in the topic’s account and region.',
      remedy: [
        {
          say: `Create a standard SQS queue in account ${topic?.account ?? ''}, region ${topic?.region ?? ''}, that lets sns.amazonaws.com send to it for the topic; then name its ARN here:`,
          command: snsCommand(
            `set-subscription-attributes --subscription-arn ${ours[0]?.arn ?? ''} --attribute-name RedrivePolicy --attribute-value '{"deadLetterTargetArn":"<queue ARN>"}'`,
            seen.value.topicArn,
          ),
        },
      ],
    };
  },
});
