// Bounces and complaints come once, by one route: neither twice nor not at all.
import { governingOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { doThis } from '../remedy.ts';
import { cannotJudge, partlyObserved } from '../unseen.ts';

const isUnseen = <T extends { readonly state: string }>(
  one: T,
): one is Extract<T, { readonly state: 'denied' | 'unreachable' | 'failed' }> =>
  one.state === 'denied' || one.state === 'unreachable' || one.state === 'failed';

export const sesFeedback = defineCheck({
  id: 'ses-feedback',
  title: 'Bounces and complaints come by one route',
  severity: 'warning',
  why: 'By two routes every bounce arrives twice, in two shapes; by none it is lost, and the gym goes on writing to dead mailboxes.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications.html',
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  ],
  reasons: {
    'two-routes': { status: ['warn'], says: 'The set and the identity both publish to the topic: every bounce comes twice.' },
    'feedback-lost': {
      status: ['fail'],
      says: 'Neither an event destination nor a feedback topic nor email carries bounces and complaints.',
      follows: [{ check: 'ses-configuration-set-applied' }, { check: 'ses-event-destination' }],
    },
    'no-identity': { status: ['not-applicable'], says: 'No identity covers the sender; ses-identity-verified says so.' },
  },
  clauses: {
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html': ['two-routes'],
    'https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications.html': ['feedback-lost'],
  },
  needs: ['ses.identity'],
  uses: ['ses.feedbackTopics', 'ses.secondRoute', 'ses.eventDestinations'],
  evaluate(facts) {
    const identity = facts['ses.identity'].value;
    const { region } = identity;
    const governing = governingOf(identity);
    if (governing.kind === 'none') return { status: 'not-applicable', reason: 'no-identity' };
    if (governing.kind === 'uncertain') return partlyObserved(`The identity ${governing.name}`, governing.unseen, 'ses.identity');
    const beside = facts['ses.secondRoute'];
    const feedback = beside.state === 'observed' ? beside : facts['ses.feedbackTopics'];
    const published = facts['ses.eventDestinations'];
    const routed =
      published.state === 'observed'
        ? published.value.destinations.filter(({ enabled, kind }) => enabled === true && kind === 'sns')
        : [];
    const topics =
      feedback.state === 'observed' ? [feedback.value.bounce, feedback.value.complaint, feedback.value.delivery] : [];
    const twice = routed.map(({ topicArn }) => topicArn).filter((arn) => arn !== null && topics.includes(arn));
    const { name, detail } = governing;
    const observed = { identity: name, forwarding: detail.feedbackForwarding, sameTopic: twice };
    if (twice.length > 0) {
      const say = `Amazon SES / Identities / ${name} / Notifications: remove the feedback topics; the configuration set publishes the same bounces and complaints already.`;
      return {
        status: 'warn',
        reason: 'two-routes',
        observed,
        expected: 'The topic gets the events of the configuration set only.',
        remedy: [doThis(say)],
      };
    }
    const bySns = routed.length > 0 || topics.some((arn) => arn !== null && arn !== undefined);
    if (bySns || detail.feedbackForwarding === true) return { status: 'pass', reason: 'ok', observed };
    // Nothing that was seen carries them: what was not seen may.
    if (isUnseen(published)) return partlyObserved('What the configuration set publishes', published, 'ses.eventDestinations');
    if (isUnseen(feedback)) return partlyObserved(`The feedback topics of ${name}`, feedback, 'ses.feedbackTopics');
    if (detail.feedbackForwarding === null) return cannotJudge(`whether SES forwards feedback for ${name} by email`, observed);
    return {
      status: 'fail',
      reason: 'feedback-lost',
      observed,
      expected: 'An event destination, a feedback topic or email forwarding carries bounces and complaints.',
      remedy: [
        {
          say: 'Add an SNS event destination to the configuration set. Until then have SES forward feedback by email:',
          command: `aws sesv2 put-email-identity-feedback-attributes --email-identity ${name} --email-forwarding-enabled --region ${region}`,
        },
      ],
    };
  },
});
