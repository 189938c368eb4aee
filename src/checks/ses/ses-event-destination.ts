// The events of the platform's sends are published to the topic that SquareOS listens to.
import { sesPlaceOf } from '../../facts/derived.ts';
import { defineCheck } from '../check.ts';
import { partlyObserved } from '../unseen.ts';
import { judge, judgeFeedback } from './event-routes.ts';

export const sesEventDestination = defineCheck({
  id: 'ses-event-destination',
  title: 'The configuration set publishes the six event types to the SquareOS topic',
  severity: 'blocker',
  why: 'SquareOS learns of deliveries, bounces and complaints from these events alone.',
  owner: 'AWS admin',
  references: [
    'https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html',
    'https://docs.aws.amazon.com/ses/latest/dg/configure-sns-notifications.html',
  ],
  needs: ['ses.configurationSet', 'profile.tenant'],
  uses: ['ses.eventDestinations', 'ses.feedbackTopics'],
  core: true,
  evaluate(facts) {
    const set = facts['ses.configurationSet'];
    const { region, topicArn: topic } = sesPlaceOf(facts['profile.tenant'].value);
    if (set.value.name === null) {
      const feedback = facts['ses.feedbackTopics'];
      const some =
        feedback.state === 'observed' && (feedback.value.bounce ?? feedback.value.complaint ?? feedback.value.delivery) !== null;
      return some ? judgeFeedback(feedback.value, topic) : { status: 'not-applicable', reason: 'no-configuration-set' };
    }
    const destinations = facts['ses.eventDestinations'];
    if (destinations.state === 'absent') return { status: 'not-applicable', reason: 'no-configuration-set' };
    if (destinations.state !== 'observed') return partlyObserved(`The event destinations of ${set.value.name}`, destinations);
    return judge(destinations.value.destinations, { set: set.value.name, topic, region });
  },
});
