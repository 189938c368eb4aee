// The webhook refuses what it must refuse, judged by the delivery rows.
import type { Judgement } from '../../core/finding.ts';
import type { NegativeTest } from '../../core/journal.ts';
import type { EngineReason, Reason, Reasons } from '../../core/reason.ts';
import { tellsNothing } from '../../core/proof.ts';
import { defineCheck } from '../check.ts';
import { CHANNEL_ACCOUNT, requirement } from '../requirement.ts';

/** What the webhook must refuse, as it stands in “took …”. */
const REFUSABLE = {
  'token-wrong': 'a callback with a wrong token',
  'token-missing': 'a callback without a token',
  'topic-foreign': 'a callback of a foreign topic',
  'signature-altered': 'a callback whose signature was altered',
  'signature-missing': 'a callback without a signature',
  'signature-version': 'a callback of a signature version that SNS does not have',
  'certificate-http': 'a callback whose signing certificate is fetched over plain http',
  'certificate-look-alike': 'a callback whose signing certificate lies at a host that looks like one of SNS',
  'certificate-bucket': 'a callback whose signing certificate lies in somebody’s bucket',
  'certificate-userinfo': 'a callback whose certificate URL hides another host behind an @',
  'certificate-port': 'a callback whose signing certificate lies at another port',
  'certificate-query': 'a callback whose certificate URL has a query',
  'certificate-address': 'a callback whose signing certificate lies at a bare address',
  'certificate-region': 'a callback whose signing certificate is of another region',
  'confirmation-foreign-url': 'a subscription’s confirmation that leads to a foreign URL',
  'notification-with-token': 'a forged notification that carries a confirmation’s token',
  stale: 'a message that is long past',
  'raw-delivery': 'an SES event without an SNS envelope',
  'event-unknown': 'an event outside the vocabulary',
  'id-conflicting': 'a callback with two message ids that differ',
  'timestamp-ahead': 'a callback of a time that has not come yet',
  'timestamp-stale': 'a callback of a time long before the message was sent',
  'timestamp-missing': 'a callback without a time',
  malformed: 'a body that is not JSON',
} as const;
type Refusable = keyof typeof REFUSABLE;

const isRefusable = (id: string): id is Refusable => Object.hasOwn(REFUSABLE, id);

const accepted = Object.fromEntries(
  Object.entries(REFUSABLE).map(([id, what]) => [
    `accepted-${id}`,
    { status: ['fail'], says: `The webhook took ${what}, and a delivery row changed.` },
  ]),
) as unknown as { readonly [K in `accepted-${Refusable}`]: Reason };

const reasons = {
  ...accepted,
  'judged-by-answers': {
    status: ['warn'],
    says: 'Every forgery was refused by its answer; whether a row changed no machine can see here.',
  },
  'no-refusal': {
    status: ['inconclusive'],
    says: 'The webhook answered a forged callback with what is no refusal, as a host does that is busy, broken or away.',
  },
  'no-positive-control': {
    status: ['inconclusive'],
    says: 'No genuine callback was taken, so that a refusal proves nothing.',
    follows: [{ check: 'live-receipt' }, { check: 'live-callback' }],
  },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

/** What to change, by the beginning of the test's id. */
const FIXES: readonly (readonly [string, string])[] = [
  [
    'token',
    `Compare ?token= or x-webhook-token with webhookVerifyToken of the ${CHANNEL_ACCOUNT} before anything else, and answer 401.`,
  ],
  ['topic', `Compare TopicArn of the signed body with snsTopicArn of the ${CHANNEL_ACCOUNT}, and answer 403.`],
  [
    'certificate',
    'Fetch the signing certificate only from https://sns.<region of the topic>.amazonaws.com/SimpleNotificationService-<32 hex>.pem.',
  ],
  [
    'confirmation',
    'Fetch a SubscribeURL only after the signature was verified, and only from the SNS host of the topic’s region.',
  ],
  ['stale', 'Refuse messages whose signed Timestamp is older than an hour and a quarter.'],
  ['raw', 'Refuse bodies without an SNS envelope while requireSnsSignature is on.'],
  ['event', 'Answer 422 for an event or status outside delivered, bounced, complained, deferred, rejected, queued.'],
  ['id', 'Answer 422 when providerMessageId and messageId differ.'],
  ['malformed', 'Answer 400 for a body that is not JSON, before anything else is done with it.'],
  ['timestamp', 'Answer 422 for a time that is missing, more than 5 minutes ahead, or more than 5 minutes before the send.'],
];

const SIGNATURE =
  'Verify the SNS signature over the canonical string before any delivery row changes, and answer 403 when it does not hold.';

const fixFor = (id: string): string => FIXES.find(([start]) => id.startsWith(start))?.[1] ?? SIGNATURE;

const summary = (tests: readonly NegativeTest[]): { readonly [id: string]: string } =>
  Object.fromEntries(tests.map(({ id, result, status }) => [id, status === null ? result : `${result} (${status})`]));

/** The first such answer is named; the rest stand in the summary. */
const unrefused = (vague: readonly NegativeTest[], observed: NonNullable<Judgement['observed']>, expected: string): Verdict => {
  const [first] = vague;
  const answers = [...new Set(vague.map(({ status }) => status))].join(', ');
  return {
    status: 'inconclusive',
    reason: 'no-refusal',
    observed: { ...observed, test: first?.title, detail: first?.detail },
    expected,
    remedy: [
      {
        say: `Find out why the webhook answers ${answers} to ${vague.length} of the forged callbacks (a deployment, a rate limit, a gateway, an error of its own), have it refuse with 400, 401, 403 or 422, then run again.`,
      },
    ],
  };
};

const judgeTests = (tests: readonly NegativeTest[], positiveControl: boolean, byAnswers: boolean): Verdict => {
  const observed = { tests: summary(tests), positiveControl };
  const taken = tests.find(({ result }) => result === 'accepted');
  const expected = 'Every forged message is refused and no delivery row changes, while the genuine callback is accepted.';
  if (taken !== undefined) {
    const say = `${fixFor(taken.id)} Then put the live message’s rows right: a forged complaint has changed them.`;
    return {
      status: 'fail',
      reason: `accepted-${isRefusable(taken.id) ? taken.id : 'malformed'}`,
      observed: { ...observed, test: taken.title },
      expected,
      remedy: [{ say }],
    };
  }
  if (byAnswers && tests.length > 0 && tests.every(({ result }) => result === 'rejected' || result === 'not-isolated')) {
    const say = 'Give certify read access to the ledger, so that the rows are compared before and after each forgery.';
    const field = { in: 'profile', name: 'callback.ledger', value: '{baseUrl: …, token: "env:CERTIFY_LEDGER_TOKEN"}' } as const;
    return { status: 'warn', reason: 'judged-by-answers', observed, expected, remedy: [{ say, field }] };
  }
  if (!positiveControl && !byAnswers) {
    return {
      status: 'inconclusive',
      reason: 'no-positive-control',
      observed,
      expected,
      remedy: [
        {
          say: 'Have the live message’s Delivery callback arrive first: an endpoint that refuses everything would look as safe.',
        },
      ],
    };
  }
  const vague = tests.filter(({ result, status }) => result === 'inconclusive' && tellsNothing(status));
  if (vague.length > 0) return unrefused(vague, observed, expected);
  const unclear = tests.find(({ result }) => result === 'inconclusive');
  if (unclear === undefined && tests.length > 0) return { status: 'pass', reason: 'ok', observed };
  return {
    status: 'inconclusive',
    reason: 'cannot-judge',
    observed: { ...observed, detail: unclear?.detail ?? 'no test was made' },
    expected,
    remedy: [
      {
        say: 'Make the webhook and the ledger of `callback.ledger` reachable from here, so that the rows can be compared before and after, then run again.',
      },
    ],
  };
};

export const webhookNegatives = defineCheck({
  id: 'webhook-negatives',
  title: 'The webhook refuses forged callbacks and changes no row',
  severity: 'blocker',
  why: 'Whoever can forge a callback can mark invoices as delivered, or have a member’s address suppressed.',
  owner: 'SquareOS admin',
  references: [requirement('R14'), 'https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html'],
  reasons,
  needs: ['webhook.negatives'],
  core: true,
  evaluate(facts) {
    const seen = facts['webhook.negatives'];
    return judgeTests(seen.value.tests, seen.value.positiveControl, seen.value.byAnswers === true);
  },
});
