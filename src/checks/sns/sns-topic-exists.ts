// The topic that carries the events is there, and is one that SES can publish to.
import { parseArn } from '../../aws/arn.ts';
import { defineCheck } from '../check.ts';

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
  needs: ['sns.topic'],
  uses: ['sts.probeIdentity'],
  core: true,
  evaluate(facts) {
    const seen = facts['sns.topic'];
    if (seen.state === 'absent') {
      return {
        status: 'fail',
        reason: 'topic-missing',
        observed: { code: seen.code },
        expected: 'SNS knows the topic whose ARN SquareOS and the event destination hold.',
        fix: 'Create the topic again with the same name (its ARN then is the same), its access policy and its https subscription; or put the ARN of the right topic into the event destination, ses.snsTopicArn and configJson.snsTopicArn.',
      };
    }
    const { arn, fifo, owner, confirmed, pending } = seen.value;
    const observed = { arn, owner, fifo, confirmed, pending };
    if (fifo === true || arn.endsWith('.fifo')) {
      return {
        status: 'fail',
        reason: 'fifo-topic',
        observed,
        expected: 'The topic is a standard one; SES cannot publish to FIFO topics.',
        fix: 'Create a standard SNS topic and use it in the event destination, the subscription and configJson.snsTopicArn.',
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
        fix: `Use a topic of account ${account}; or have the owner of ${topicAccount} agree, and allow SES there with aws:SourceAccount ${account}.`,
      };
    }
    return { status: 'pass', reason: 'ok', observed };
  },
});
