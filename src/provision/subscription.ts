// The webhook's subscription: with its token, signed bodies and a queue for what it cannot take.
import { deadLetterQueue, isQueueBeside, queueOf } from '../aws/desired/account.ts';
import { fact, observationOf } from '../facts/fact.ts';
import type { Subscription } from '../facts/sns.ts';
import { TOKEN_PLACE } from '../core/provision.ts';
import { changed, created, type Difference, left, NOTHING, type Part, unseen, type Wanted } from './wanted.ts';

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

const queue = (topicArn: string) => {
  const { name, arn } = deadLetterQueue(topicArn);
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn,
    Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
  };
  // Fourteen days, the longest that SQS keeps a message.
  const attributes = {
    MessageRetentionPeriod: '1209600',
    SqsManagedSseEnabled: 'true',
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  };
  const change = created(
    { resource: 'queue', name: arn, region: regionOf(topicArn) },
    {
      differences: ['keeps for 14 days what the webhook could not take', 'SNS may send to it for this topic alone'],
      act: { action: 'sqs:CreateQueue', input: { QueueName: name, Attributes: attributes } },
      mends: [],
    },
  );
  return { arn, change };
};

/** The token stands in the URL, and only `world` knows it. */
const withToken = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}token=${TOKEN_PLACE}`;

const anew = (topicArn: string, says: string, { failed, callback: { url } }: Wanted): Part => {
  if (failed.has('callback-url')) {
    const why = 'callback-url fails: a webhook that is mistyped in the profile must not be subscribed.';
    return left(`${url} is not subscribed.`, why, 'implementation engineer');
  }
  const { arn, change } = queue(topicArn);
  const subscription = created(
    { resource: 'subscription', name: url, region: regionOf(topicArn), after: [topicArn, arn] },
    {
      differences: [says, 'with the verify token, and the queue for what cannot be delivered'],
      act: {
        action: 'sns:Subscribe',
        input: {
          TopicArn: topicArn,
          Protocol: 'https',
          Endpoint: withToken(url),
          Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn }) },
          ReturnSubscriptionArn: true,
        },
      },
      mends: ['sns-subscription', 'sns-redrive'],
    },
  );
  const confirm = left('The webhook confirms the subscription.', 'Only who receives the confirmation can.', 'SquareOS admin');
  return { ...confirm, changes: [change, subscription] };
};

const attributesOf = (topicArn: string, { arn, detail, endpoint }: Subscription): Part => {
  if (detail?.state !== 'observed' || arn === null) return unseen('sns.subscriptions');
  const set = (AttributeName: string, AttributeValue: string): Difference['act'] => ({
    action: 'sns:SetSubscriptionAttributes',
    input: { SubscriptionArn: arn, AttributeName, AttributeValue },
  });
  const stood = { subscription: detail.value };
  const raw: Difference = {
    says: 'raw message delivery: on → off, so that bodies are signed',
    act: set('RawMessageDelivery', 'false'),
    stood,
    mends: 'sns-subscription',
  };
  const named = queueOf(detail.value.redrivePolicy);
  const { arn: queueArn, change } = queue(topicArn);
  const redrive: Difference = {
    says: `dead-letter queue: ${queueArn}`,
    act: set('RedrivePolicy', JSON.stringify({ deadLetterTargetArn: queueArn })),
    stood,
    mends: 'sns-redrive',
  };
  const elsewhere =
    named === null || isQueueBeside(named, topicArn)
      ? NOTHING
      : left(
          `The dead-letter queue stays ${named}.`,
          'Somebody chose it, though SNS reaches only queues of the topic’s account and region.',
        );
  const differences = [...(detail.value.rawMessageDelivery === true ? [raw] : []), ...(named === null ? [redrive] : [])];
  const subscription = changed(
    {
      resource: 'subscription',
      name: endpoint.split('?')[0] ?? endpoint,
      region: regionOf(topicArn),
      after: named === null ? [queueArn] : [],
    },
    differences,
  );
  return { ...elsewhere, changes: named === null ? [change, subscription] : [subscription] };
};

/** `topicArn` is the tenant's, seen or planned. */
export const subscriptionPart = (wanted: Wanted, topicArn: string): Part => {
  const { url, https, loopback } = wanted.callback;
  if (!https && !loopback) {
    return left(`${url} is not subscribed.`, 'It is not https: mend callback.url first.', 'implementation engineer');
  }
  const state = observationOf(wanted.observed, 'sns.subscriptions')?.state;
  const topicAbsent = observationOf(wanted.observed, 'sns.topic')?.state === 'absent';
  if (state === 'absent' || topicAbsent) return anew(topicArn, 'over https', wanted);
  const seen = fact(wanted.observed, 'sns.subscriptions');
  if (seen?.topicArn !== topicArn) return unseen('sns.subscriptions');
  const ours = seen.subscriptions.filter(({ isCallback }) => isCallback);
  const fit = ours.filter(
    ({ token, protocol }) => token !== 'different' && token !== 'missing' && (protocol === 'https' || loopback),
  );
  const confirmed = fit.find(({ arn }) => arn !== null);
  if (confirmed !== undefined) return attributesOf(topicArn, confirmed);
  if (!seen.complete) return unseen('sns.subscriptions');
  if (fit.length > 0) return anew(topicArn, 'asked again: its confirmation is pending', wanted);
  const old = ours[0];
  if (old === undefined) return anew(topicArn, 'over https', wanted);
  const fresh = anew(topicArn, 'with the right token, over https', wanted);
  const stays = left(
    `The old subscription ${old.arn ?? old.endpoint} stays.`,
    'certify deletes nothing: unsubscribe it once the new one is confirmed.',
  );
  return { ...fresh, leftOut: [...fresh.leftOut, ...stays.leftOut] };
};
