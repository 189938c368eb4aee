// The webhook's subscription: with its token, signed bodies and a queue for what it cannot take.
import { isQueueBeside, queueOf } from '../aws/desired/account.ts';
import { fact, observationOf } from '../facts/fact.ts';
import type { Subscription } from '../facts/sns.ts';
import { changed, created, type Difference, jsonWord, left, NOTHING, type Part, unseen, type Wanted, word } from './wanted.ts';

const SET = 'sns:SetSubscriptionAttributes';

const queue = (topicArn: string) => {
  const [, partition = '', , region = '', account = '', topic = ''] = topicArn.split(':');
  const name = `${topic.slice(0, 60)}-dead-letters`;
  const arn = `arn:${partition}:sqs:${region}:${account}:${name}`;
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
  const change = created('queue', arn, {
    differences: ['keeps for 14 days what the webhook could not take', 'SNS may send to it for this topic alone'],
    commands: [`aws sqs create-queue --queue-name ${word(name)} --attributes ${jsonWord(attributes)} --region ${region}`],
    permissions: ['sqs:CreateQueue'],
    mends: [],
  });
  return { arn, change };
};

const subscribe = (topicArn: string, url: string, queueArn: string): string =>
  `aws sns subscribe --topic-arn ${word(topicArn)} --protocol https --notification-endpoint '${url}?token=<webhook verify token>' --attributes ${jsonWord({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn }) })} --return-subscription-arn --region ${topicArn.split(':')[3] ?? ''}`;

const anew = (topicArn: string, url: string, says: string): Part => {
  const { arn, change } = queue(topicArn);
  const subscription = created('subscription', url, {
    differences: [says, 'with the verify token, and the queue for what cannot be delivered'],
    commands: [subscribe(topicArn, url, arn)],
    permissions: ['sns:Subscribe'],
    mends: ['sns-subscription', 'sns-redrive'],
  });
  const confirm = left('The webhook confirms the subscription.', 'Only who receives the confirmation can.', 'SquareOS admin');
  return { ...confirm, changes: [change, subscription] };
};

const attributesOf = (topicArn: string, { arn, detail, endpoint }: Subscription): Part => {
  if (detail?.state !== 'observed' || arn === null) return unseen('sns.subscriptions');
  const set = (name: string, value: string): string =>
    `aws sns set-subscription-attributes --subscription-arn ${word(arn)} --attribute-name ${name} --attribute-value ${value} --region ${topicArn.split(':')[3] ?? ''}`;
  const raw: Difference = {
    says: 'raw message delivery: on → off, so that bodies are signed',
    command: set('RawMessageDelivery', 'false'),
    permission: SET,
    mends: 'sns-subscription',
  };
  const named = queueOf(detail.value.redrivePolicy);
  const { arn: queueArn, change } = queue(topicArn);
  const redrive: Difference = {
    says: `dead-letter queue: ${queueArn}`,
    command: set('RedrivePolicy', jsonWord({ deadLetterTargetArn: queueArn })),
    permission: SET,
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
  const subscription = changed('subscription', endpoint.split('?')[0] ?? endpoint, differences);
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
  if (state === 'absent' || topicAbsent) return anew(topicArn, url, 'over https');
  const seen = fact(wanted.observed, 'sns.subscriptions');
  if (seen?.topicArn !== topicArn) return unseen('sns.subscriptions');
  const ours = seen.subscriptions.filter(({ isCallback }) => isCallback);
  const fit = ours.filter(
    ({ token, protocol }) => token !== 'different' && token !== 'missing' && (protocol === 'https' || loopback),
  );
  const confirmed = fit.find(({ arn }) => arn !== null);
  if (confirmed !== undefined) return attributesOf(topicArn, confirmed);
  if (!seen.complete) return unseen('sns.subscriptions');
  if (fit.length > 0) return anew(topicArn, url, 'asked again: its confirmation is pending');
  const old = ours[0];
  if (old === undefined) return anew(topicArn, url, 'over https');
  const fresh = anew(topicArn, url, 'with the right token, over https');
  const stays = left(
    `The old subscription ${old.arn ?? old.endpoint} stays.`,
    'certify deletes nothing: unsubscribe it once the new one is confirmed.',
  );
  return { ...fresh, leftOut: [...fresh.leftOut, ...stays.leftOut] };
};
