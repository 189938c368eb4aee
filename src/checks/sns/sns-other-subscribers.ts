// Nobody else listens to the topic who is not known to: its events carry recipients' addresses.
import { parseArn } from '../../aws/arn.ts';
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { Subscription } from '../../facts/sns.ts';
import { defineCheck } from '../check.ts';
import { TOPIC_MISSING } from './topic-missing.ts';
import { snsCommand } from './sns-command.ts';

const reasons = {
  'no-topic': TOPIC_MISSING,
  'other-subscribers': { status: ['warn'], says: 'Somebody outside the account gets the events besides the SquareOS webhook.' },
} as const satisfies Reasons;

/** Queues and functions of the topic's own account are the account's own business. */
const outside = (subscription: Subscription, account: string): boolean => {
  if (subscription.arn === null || subscription.isCallback) return false;
  const target = parseArn(subscription.endpoint);
  return target === null || target.account !== account;
};

export const snsOtherSubscribers = defineCheck({
  id: 'sns-other-subscribers',
  title: 'No other web address, mailbox or account listens to the topic',
  severity: 'warning',
  why: 'Every event names the recipient and the message; a forgotten subscriber goes on receiving them.',
  owner: 'AWS admin',
  references: ['https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html'],
  reasons,
  needs: ['sns.subscriptions'],
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = facts['sns.subscriptions'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { topicArn, subscriptions } = seen.value;
    const subscribed = subscriptions.some(({ isCallback }) => isCallback);
    // Without the webhook itself, a web address is most likely the webhook's old one, and sns-subscription names it.
    const others = subscriptions.filter(
      (one) => outside(one, parseArn(topicArn)?.account ?? '') && (subscribed || one.scheme === null),
    );
    if (others.length === 0) return { status: 'pass', reason: 'ok', observed: { topicArn, subscriptions: subscriptions.length } };
    return {
      status: 'warn',
      reason: 'other-subscribers',
      observed: { topicArn, others: others.map(({ protocol, endpoint }) => ({ protocol, endpoint })) },
      expected: 'The SquareOS webhook is the only subscriber outside this account.',
      remedy: [
        {
          say: `Find out who listens at ${others.map(({ endpoint }) => endpoint).join(', ')}, and unsubscribe what nobody needs:`,
          command: others.map(({ arn }) => snsCommand(`unsubscribe --subscription-arn ${arn ?? ''}`, arn ?? '')).join('\n'),
        },
      ],
    };
  },
});
