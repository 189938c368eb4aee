// Events that the webhook could not take are tried again, come as fast as they are caused, and end in a dead-letter queue instead of nowhere.
import type { Judgement } from '../../core/finding.ts';
import { seenOrNull } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import { parseArn } from '../../aws/arn.ts';
import { isQueueBeside, queueOf } from '../../aws/desired/account.ts';
import { type DeliveryPolicy, mendedPolicy, mendedTopicPolicy, readDeliveryPolicy } from '../../aws/sns/delivery-policy.ts';
import type { Facts } from '../../facts/index.ts';
import { defineCheck } from '../check.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';
import { snsCommand } from './sns-command.ts';

const WARN = ['warn'] as const;

const reasons = {
  'no-confirmed-subscription': { status: ['not-applicable'], says: 'The webhook has no confirmed subscription yet.' },
  'no-retries': { status: WARN, says: 'SNS tries the webhook once alone: an event that meets a restart is given up.' },
  'held-back': {
    status: WARN,
    says: 'SNS hands events over more slowly than the planned mail causes them, so callbacks come late.',
  },
  'gives-up-soon': { status: WARN, says: 'SNS gives up on the webhook sooner than it does where nobody says otherwise.' },
  'no-dead-letter-queue': { status: WARN, says: 'The webhook’s subscription has no dead-letter queue.' },
  'queue-elsewhere': { status: WARN, says: 'The dead-letter queue is in another account or region than the topic.' },
} as const satisfies Reasons;

/** A message causes at least Send and Delivery, for each recipient. */
const EVENTS = 2;
/** Seconds that SNS goes on trying where nobody says otherwise. */
const USUAL = 60;
/** Seconds in which the events of a day should have come. */
const HOUR = 3600;

interface Planned {
  readonly peakPerSecond: number | null;
  readonly dailyVolume: number | null;
}

/** Why it is too slow, as a phrase; null: it is not, or nobody said how much is sent. */
const heldBack = (perSecond: number | null, { peakPerSecond, dailyVolume }: Planned): string | null => {
  if (perSecond === null) return null;
  const at = `it hands over ${perSecond} a second (maxReceivesPerSecond)`;
  if (peakPerSecond !== null)
    return perSecond >= peakPerSecond * EVENTS
      ? null
      : `${at}, and ${peakPerSecond} recipients a second cause at least ${peakPerSecond * EVENTS} events`;
  if (dailyVolume === null || dailyVolume * EVENTS <= perSecond * HOUR) return null;
  const hours = Math.ceil((dailyVolume * EVENTS) / (perSecond * HOUR));
  return `${at}, so the events of ${dailyVolume} messages take ${hours} hours`;
};

const deliveryFaults = ({ retries, triesFor, perSecond }: DeliveryPolicy, planned: Planned) => {
  const held = heldBack(perSecond, planned);
  return [
    ...(retries === 0 ? [{ reason: 'no-retries', why: 'it does not try again (numRetries 0)' } as const] : []),
    ...(held === null ? [] : [{ reason: 'held-back', why: held } as const]),
    ...(retries > 0 && triesFor < USUAL
      ? [
          {
            reason: 'gives-up-soon',
            why: `it gives up after ${triesFor} seconds, and a restart of the webhook takes longer`,
          } as const,
        ]
      : []),
  ];
};

type DeliveryFault = ReturnType<typeof deliveryFaults>[number];

/** Where the topic forbids it, a subscription has no policy of its own. */
const deliveryAct = (
  faults: readonly DeliveryFault[],
  { arn, policy, topic }: { readonly arn: string; readonly policy: string; readonly topic: Facts['sns.topic'] | null },
): DraftAct => {
  const faulty = {
    retries: faults.some(({ reason }) => reason !== 'held-back'),
    pace: faults.some(({ reason }) => reason === 'held-back'),
  };
  const forced = topic === null ? null : mendedTopicPolicy(topic.deliveryPolicy ?? '', faulty);
  const set =
    topic === null || forced === null
      ? `set-subscription-attributes --subscription-arn ${arn} --attribute-name DeliveryPolicy --attribute-value '${mendedPolicy(policy, faulty)}'`
      : `set-topic-attributes --topic-arn ${topic.arn} --attribute-name DeliveryPolicy --attribute-value '${forced}'`;
  return {
    say: `Change how SNS delivers to the webhook: ${faults.map(({ why }) => why).join('; ')}.`,
    command: snsCommand(set, arn),
  };
};

const queueAct = (topicArn: string, subscriptionArn: string): DraftAct => {
  const topic = parseArn(topicArn);
  return {
    say: `Create a standard SQS queue in account ${topic?.account ?? ''}, region ${topic?.region ?? ''}, that lets sns.amazonaws.com send to it for the topic; then name its ARN here:`,
    command: snsCommand(
      `set-subscription-attributes --subscription-arn ${subscriptionArn} --attribute-name RedrivePolicy --attribute-value '{"deadLetterTargetArn":"<queue ARN>"}'`,
      topicArn,
    ),
  };
};

export const snsRedrive = defineCheck({
  id: 'sns-redrive',
  title: 'What the webhook cannot take is tried again, and ends in a dead-letter queue of the topic’s account and region',
  severity: 'warning',
  why: 'SNS gives up after an hour at most, or at once where it is told to; without a queue, events of a longer outage are lost for good.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html': ['no-dead-letter-queue', 'queue-elsewhere'],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html': ['no-retries', 'held-back', 'gives-up-soon'],
  },
  needs: ['sns.subscriptions'],
  uses: ['sns.topic', 'profile.tenant'],
  evaluate(facts): Judgement<keyof typeof reasons | EngineReason> {
    const seen = facts['sns.subscriptions'];
    const ours =
      seen.state === 'observed' ? seen.value.subscriptions.filter(({ isCallback, arn }) => isCallback && arn !== null) : [];
    const one = ours.find(({ detail }) => detail?.state === 'observed');
    const hidden = ours.flatMap(({ detail }) => (detail === null || detail.state === 'observed' ? [] : [detail]))[0];
    if (one === undefined && hidden !== undefined && hidden.state !== 'absent')
      return partlyObserved('The attributes of the subscription', hidden, 'sns.subscriptions');
    if (one?.detail?.state !== 'observed' || one.arn === null || seen.state !== 'observed')
      return { status: 'not-applicable', reason: 'no-confirmed-subscription' };
    const { topicArn } = seen.value;
    const { redrivePolicy, deliveryPolicy: policy = null } = one.detail.value;
    const queue = queueOf(redrivePolicy);
    const delivery = policy === null ? null : readDeliveryPolicy(policy);
    const { peakPerSecond = null, dailyVolume = null } = seenOrNull(facts['profile.tenant'])?.sending ?? {};
    const observed = { topicArn, deadLetterQueue: queue, delivery: delivery === null ? null : { ...delivery } };
    const faults = delivery === null ? [] : deliveryFaults(delivery, { peakPerSecond, dailyVolume });
    const hasQueue = queue !== null && isQueueBeside(queue, topicArn);
    const [worst] = faults;
    // Attributes without a policy have AWS's default: three retries, twenty seconds apart. One that cannot be read has nobody knows what.
    if (policy !== null && delivery === null && hasQueue) return cannotJudge('how SNS delivers to the webhook', observed);
    if (worst === undefined && hasQueue) return { status: 'pass', reason: 'ok', observed };
    const topic = seenOrNull(facts['sns.topic']);
    return {
      status: 'warn',
      reason: worst?.reason ?? (queue === null ? 'no-dead-letter-queue' : 'queue-elsewhere'),
      observed,
      expected:
        worst === undefined
          ? 'The subscription’s RedrivePolicy names a queue in the topic’s account and region.'
          : 'SNS tries for a minute or longer, hands over at least two events for each recipient, and keeps in a queue what is left.',
      remedy: [
        ...(faults.length === 0 || policy === null ? [] : [deliveryAct(faults, { arn: one.arn, policy, topic })]),
        ...(hasQueue ? [] : [queueAct(topicArn, one.arn)]),
      ],
    };
  },
});
