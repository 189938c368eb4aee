// The SquareOS webhook is subscribed to the topic, confirmed, and gets every event with its signature.
import type { Judgement } from '../../core/finding.ts';
import { seenOrNull } from '../../core/observation.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import type { DraftAct } from '../../core/remedy.ts';
import type { Facts } from '../../facts/index.ts';
import type { Subscription, SubscriptionDetail } from '../../facts/sns.ts';
import { filterPasses } from '../../aws/sns/filter-policy.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge, notGiven, partlyObserved } from '../unseen.ts';
import { type Body, type KnownOfEvents, knownOfEvents, published } from './published.ts';
import { TOPIC_MISSING } from './topic-missing.ts';
import { snsCommand } from './sns-command.ts';

type Fact = Facts['sns.subscriptions'];
type Callback = Pick<Facts['profile.tenant']['callback'], 'url' | 'loopback'>;

/** Nobody must subscribe a URL that is mistyped in the profile. */
const MISTYPED = [{ check: 'callback-url' }] as const;

const reasons = {
  'no-topic': TOPIC_MISSING,
  'no-subscription': { status: ['fail'], says: 'The topic has no subscription.', follows: MISTYPED },
  'other-endpoint': {
    status: ['fail'],
    says: 'Nobody subscribed the webhook: the topic’s subscriptions have other endpoints.',
    follows: MISTYPED,
  },
  'pending-confirmation': { status: ['fail'], says: 'The webhook did not confirm its subscription.' },
  'not-https': { status: ['fail'], says: 'The webhook is subscribed over plain http.' },
  'token-differs': { status: ['fail'], says: 'The token in the endpoint is another one than the webhook’s verify token.' },
  'token-missing': { status: ['fail'], says: 'The endpoint carries no verify token.' },
  'raw-delivery': { status: ['fail'], says: 'Raw message delivery is on, so that bodies carry no signature.' },
  'filter-on-attributes': { status: ['fail'], says: 'A filter on message attributes drops every event: SES sets none.' },
  'filter-drops-events': { status: ['fail'], says: 'The filter policy drops a required event.' },
  'subscribed-twice': {
    status: ['warn'],
    says: 'The webhook is subscribed more than once: every event comes as often, or comes with what the webhook refuses.',
  },
} as const satisfies Reasons;

type Code = keyof typeof reasons;
type Verdict = Judgement<Code | EngineReason>;

const subscribe = (topicArn: string, url: string): string =>
  snsCommand(
    `subscribe --topic-arn ${topicArn} --protocol https --notification-endpoint '${url}?token=<webhook verify token>'`,
    topicArn,
  );

const setAttribute = (subscription: Subscription, name: string, value: string): string =>
  snsCommand(
    `set-subscription-attributes --subscription-arn ${subscription.arn ?? ''} --attribute-name ${name} --attribute-value '${value}'`,
    subscription.arn ?? '',
  );

const shown = (subscription: Subscription): NonNullable<Judgement['observed']> => ({
  endpoint: subscription.endpoint,
  protocol: subscription.protocol,
  confirmed: subscription.arn !== null,
  token: subscription.token,
  ...(subscription.detail?.state === 'observed' ? { ...subscription.detail.value } : {}),
});

const fail = (subscription: Subscription, reason: Code, expected: string, ...remedy: readonly DraftAct[]): Verdict => ({
  status: 'fail',
  reason,
  observed: shown(subscription),
  expected,
  remedy,
});

const missing = (fact: Fact, callback: Callback): Verdict => ({
  status: 'fail',
  reason: fact.subscriptions.length === 0 ? 'no-subscription' : 'other-endpoint',
  observed: { topicArn: fact.topicArn, endpoints: fact.subscriptions.map(({ endpoint }) => endpoint) },
  expected: `A subscription of the topic has the endpoint ${callback.url}, equal in host and path.`,
  remedy: [
    { say: `Subscribe the SquareOS webhook ${callback.url} to the topic:`, command: subscribe(fact.topicArn, callback.url) },
    doThis('See that the webhook confirms it.', 'SquareOS admin'),
  ],
});

/** SNS posts the confirmation within about a minute and gives up then: it does not finish by itself (SNS Developer Guide, message delivery retries). */
const pending = (subscription: Subscription, topicArn: string, url: string): Verdict =>
  fail(
    subscription,
    'pending-confirmation',
    'The webhook has confirmed the subscription; SNS deletes an unconfirmed one after 48 hours.',
    doThis(
      'See that the webhook is up, accepts this topic and token, and visits the SubscribeURL of the confirmation, in its worker or queue too: an answer of 200 proves only that the post came.',
      'SquareOS admin',
    ),
    { say: 'Then have SNS ask it again:', command: subscribe(topicArn, url) },
    {
      say: 'Or confirm it by hand with the Token of the confirmation, from the webhook’s log:',
      command: snsCommand(`confirm-subscription --topic-arn ${topicArn} --token <Token of the confirmation>`, topicArn),
    },
  );

/** As SES spells it in the event. */
const nameOf = (body: Body): string => String(body['eventType'] ?? body['notificationType']);

/** SES sets no message attributes, so a filter on them drops every event. */
const filter = (subscription: Subscription, detail: SubscriptionDetail, known: KnownOfEvents): Verdict | null => {
  const policy = detail.filterPolicy;
  if (policy === null || policy.trim() === '{}') return null;
  const command = setAttribute(subscription, 'FilterPolicy', '{}');
  const scope = detail.filterPolicyScope ?? 'MessageAttributes';
  if (scope !== 'MessageBody' && scope !== 'MessageAttributes')
    return cannotJudge('what the filter policy is about', shown(subscription));
  if (scope === 'MessageAttributes') {
    return fail(subscription, 'filter-on-attributes', 'No filter on message attributes: SES sets none.', {
      say: 'Remove the filter, which drops every event:',
      command,
    });
  }
  const bodies = published(known).map((body) => ({ body, verdict: filterPasses(policy, body) }));
  const dropped = bodies.filter(({ verdict }) => verdict === 'drops').map(({ body }) => nameOf(body));
  if (dropped.length > 0) {
    const what = dropped.length === bodies.length ? 'every event' : dropped.join(', ');
    const say = `Remove the filter, which drops ${what}; or let these pass it:`;
    return fail(subscription, 'filter-drops-events', 'Every required event passes the filter policy.', { say, command });
  }
  return bodies.some(({ verdict }) => verdict === 'cannot-judge')
    ? cannotJudge('what the filter policy lets through', shown(subscription))
    : null;
};

const attributes = (subscription: Subscription, detail: SubscriptionDetail, known: KnownOfEvents): Verdict | null => {
  if (detail.rawMessageDelivery === null) return cannotJudge('whether raw message delivery is off', shown(subscription));
  if (!detail.rawMessageDelivery) return filter(subscription, detail, known);
  const off = { say: 'Switch raw message delivery off:', command: setAttribute(subscription, 'RawMessageDelivery', 'false') };
  return fail(subscription, 'raw-delivery', 'Raw message delivery is off: a raw body carries no signature.', off);
};

const endpointFault = (subscription: Subscription, topicArn: string, callback: Callback): Verdict | null => {
  const again = {
    say: `Subscribe the endpoint ${callback.url} with its token, confirm it, then unsubscribe the old one:`,
    command: subscribe(topicArn, callback.url),
  };
  if (subscription.protocol !== 'https' && !callback.loopback) {
    return fail(subscription, 'not-https', 'The subscription has the protocol https.', again);
  }
  if (subscription.token === 'different') {
    return fail(subscription, 'token-differs', 'The token in the endpoint is the webhook verify token of the profile.', again);
  }
  if (subscription.token !== 'missing') return null;
  return fail(subscription, 'token-missing', 'The endpoint carries ?token=: SNS cannot send headers of one’s own.', again);
};

/** What the subscriptions are judged against. */
interface Around {
  readonly topicArn: string;
  readonly callback: Callback;
  readonly known: KnownOfEvents;
}

const judgeOne = (subscription: Subscription, { topicArn, callback, known }: Around): Verdict => {
  const unconfirmed =
    subscription.arn === null || (subscription.detail?.state === 'observed' && subscription.detail.value.pending);
  if (unconfirmed === true) return pending(subscription, topicArn, callback.url);
  const fault = endpointFault(subscription, topicArn, callback);
  if (fault !== null) return fault;
  const { detail } = subscription;
  if (detail?.state === 'absent') return pending(subscription, topicArn, callback.url);
  if (detail === null) return cannotJudge('how the subscription is set up', shown(subscription));
  if (detail.state !== 'observed') return partlyObserved('The attributes of the subscription', detail, 'sns.subscriptions');
  // How it was confirmed is recorded, and no warning: a plain GET of SubscribeURL is how webhooks confirm.
  return attributes(subscription, detail.value, known) ?? { status: 'pass', reason: 'ok', observed: shown(subscription) };
};

/** A token that is padded, quoted or encoded where the profile has it differs by its form: nobody must subscribe the endpoint with it. */
const byForm = (verdict: Verdict, secrets: Facts['profile.secrets'] | null): Verdict => {
  const flaws = secrets?.['callback.verifyToken']?.shape?.flaws ?? [];
  return verdict.reason === 'token-differs' && flaws.some((flaw) => flaw !== 'line-break')
    ? { ...verdict, follows: [{ check: 'secret-handling', reasons: ['wrong-form'] }] }
    : verdict;
};

const NOT_GIVEN = { what: 'the callback URL', flag: '--webhook-url URL' };

/** As declared; without a profile the one that was named, or the one webhook that was found; null: none, or several. */
const callbackOf = (
  tenant: Facts['profile.tenant'] | null,
  lookedFor: string | null,
  ours: readonly Subscription[],
): Callback | null => {
  if (tenant !== null) return tenant.callback;
  if (lookedFor !== null) return { url: lookedFor, loopback: false };
  const [found, ...others] = new Set(ours.map(({ endpoint }) => endpoint.split('?')[0] ?? endpoint));
  return found === undefined || others.length > 0 ? null : { url: found, loopback: false };
};

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
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html': [
      'no-subscription',
      'other-endpoint',
      'pending-confirmation',
      'not-https',
      'token-differs',
      'token-missing',
      'subscribed-twice',
    ],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html': ['raw-delivery'],
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-filtering.html': ['filter-on-attributes', 'filter-drops-events'],
  },
  needs: ['sns.subscriptions'],
  uses: ['profile.tenant', 'profile.secrets', 'ses.configurationSet', 'ses.identity', 'sts.probeIdentity', 'sts.sendIdentity'],
  core: true,
  evaluate(facts): Verdict {
    const seen = facts['sns.subscriptions'];
    if (seen.state === 'absent') return { status: 'not-applicable', reason: 'no-topic' };
    const { topicArn, lookedFor, subscriptions, complete } = seen.value;
    const ours = subscriptions.filter(({ isCallback }) => isCallback);
    const callback = callbackOf(seenOrNull(facts['profile.tenant']), lookedFor, ours);
    if (callback === null) return notGiven(NOT_GIVEN);
    if (ours.length === 0) {
      return complete ? missing(seen.value, callback) : cannotJudge('all subscriptions of the topic', { topicArn });
    }
    const around = { topicArn, callback, known: knownOfEvents(facts, topicArn) };
    const judged = ours.map((one) => ({ one, verdict: judgeOne(one, around) }));
    const good = judged.filter(({ verdict }) => verdict.status === 'pass');
    const first = good[0] ?? judged.find(({ verdict }) => verdict.status === 'inconclusive') ?? judged[0];
    // Beside a good one: what is confirmed and brings what the webhook refuses, such as a token of last year.
    const refused = judged.filter(
      ({ one, verdict }) => verdict.status === 'fail' && one.arn !== null && verdict.reason !== 'pending-confirmation',
    );
    if (good.length + refused.length < 2 || good.length === 0)
      return first === undefined
        ? cannotJudge('the subscription', { topicArn })
        : byForm(first.verdict, seenOrNull(facts['profile.secrets']));
    const needless = [...good.slice(1), ...refused];
    const times = good.length > 1 ? `every event now arrives ${good.length} times` : 'the webhook refuses what it brings';
    return {
      status: 'warn',
      reason: 'subscribed-twice',
      observed: {
        endpoints: [...good, ...refused].map(({ one, verdict }) => ({
          endpoint: one.endpoint,
          token: one.token,
          is: verdict.reason,
        })),
      },
      expected: 'The webhook is subscribed once.',
      remedy: [
        {
          say: `Unsubscribe ${good.length > 1 ? 'all but one' : 'what is needless'}: ${times}.`,
          command: needless
            .map(({ one: { arn } }) => snsCommand(`unsubscribe --subscription-arn ${arn ?? ''}`, arn ?? ''))
            .join('\n'),
        },
      ],
    };
  },
});
