// The SquareOS webhook is subscribed to the topic, confirmed, and gets every event with its signature.
import { defineCheck } from '../check.ts';
import { cannotJudge } from '../unseen.ts';
import { judgeOne, missing } from './subscription-faults.ts';

export const snsSubscription = defineCheck({
  id: 'sns-subscription',
  title: 'The SquareOS webhook is subscribed to the topic and confirmed, over https, with signed bodies',
  severity: 'blocker',
  why: 'Events reach SquareOS through this one subscription; pending, filtered or raw, they are lost or refused.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html',
  ],
  needs: ['sns.subscriptions', 'profile.tenant'],
  core: true,
  evaluate(facts) {
    const seen = facts['sns.subscriptions'];
    const tenant = facts['profile.tenant'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { topicArn, subscriptions, complete } = seen.value;
    const { callback } = tenant.value;
    const ours = subscriptions.filter(({ isCallback }) => isCallback);
    if (ours.length === 0) {
      return complete ? missing(seen.value, callback) : cannotJudge('all subscriptions of the topic', { topicArn });
    }
    const judged = ours.map((one) => judgeOne(one, topicArn, callback));
    const good = judged.filter(({ status }) => status === 'pass');
    const first = good[0] ?? judged.find(({ status }) => status === 'inconclusive') ?? judged[0];
    if (good.length < 2) return first ?? cannotJudge('the subscription', { topicArn });
    return {
      status: 'warn',
      reason: 'subscribed-twice',
      observed: { endpoints: ours.map(({ endpoint }) => endpoint) },
      expected: 'The webhook is subscribed once.',
      fix: `Unsubscribe all but one: every event now arrives ${good.length} times. aws sns unsubscribe --subscription-arn ${ours[1]?.arn ?? ''}`,
    };
  },
});
