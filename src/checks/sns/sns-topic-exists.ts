// The topic that carries the events is there, and is one that SES can publish to.
import type { Judgement } from '../../core/finding.ts';
import type { EngineReason, Reasons } from '../../core/reason.ts';
import { parseArn } from '../../aws/arn.ts';
import { sesPlaceOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';

const reasons = {
  'topic-missing': { status: ['fail'], says: 'SNS does not know the topic.' },
  'fifo-topic': { status: ['fail'], says: 'The topic is a FIFO topic, which SES cannot publish to.' },
  'other-account': { status: ['warn'], says: 'The topic belongs to another account than the one that sends.' },
} as const satisfies Reasons;

type Verdict = Judgement<keyof typeof reasons | EngineReason>;

const missing = (code: string, arn: string | null): Verdict => ({
  status: 'fail',
  reason: 'topic-missing',
  observed: { code, topicArn: arn },
  expected: 'SNS knows the topic whose ARN SquareOS and the event destination hold.',
  remedy: [
    doThis(
      `Create the topic${arn === null ? '' : ` ${arn}`} again with the same name, so that its ARN is the same, with its access policy and its https subscription. Or, if another topic is the right one, put its ARN into the event destination and have it entered in ses.snsTopicArn and configJson.snsTopicArn.`,
    ),
  ],
});

export const snsTopicExists = defineCheck({
  id: 'sns-topic-exists',
  title: 'The SNS topic exists and is a standard topic of this account',
  severity: 'blocker',
  why: 'SES goes on sending when the topic is gone, without an error and without an event.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
    'https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html',
  ],
  reasons,
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html': ['fifo-topic'],
    'https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html': ['topic-missing', 'other-account'],
  },
  needs: ['sns.topic'],
  uses: ['sts.probeIdentity', 'profile.tenant'],
  core: true,
  evaluate(facts): Verdict {
    const seen = facts['sns.topic'];
    const tenant = facts['profile.tenant'];
    if (seen.state === 'absent') {
      return missing(seen.code, tenant.state === 'observed' ? sesPlaceOf(tenant.value).topicArn : null);
    }
    const { arn, fifo, owner, confirmed, pending } = seen.value;
    const observed = { arn, owner, fifo, confirmed, pending };
    if (fifo === true || arn.endsWith('.fifo')) {
      return {
        status: 'fail',
        reason: 'fifo-topic',
        observed,
        expected: 'The topic is a standard one; SES cannot publish to FIFO topics.',
        remedy: [
          doThis('Create a standard SNS topic, and use it in the event destination and the webhook’s subscription.'),
          doThis('Put the new topic’s ARN into configJson.snsTopicArn and ses.snsTopicArn.', 'SquareOS admin'),
        ],
      };
    }
    const account = facts['sts.probeIdentity'].state === 'observed' ? facts['sts.probeIdentity'].value.account : null;
    const topicAccount = owner ?? parseArn(arn)?.account ?? null;
    if (account !== null && topicAccount !== null && account !== topicAccount) {
      return {
        status: 'warn',
        reason: 'other-account',
        observed: { ...observed, account },
        expected: `The topic belongs to ${account}, the account that sends.`,
        remedy: [
          doThis(
            `Use a topic of account ${account}; or have the owner of ${topicAccount} agree, and allow SES there with aws:SourceAccount ${account}.`,
          ),
        ],
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
