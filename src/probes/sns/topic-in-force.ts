// Which topic carries the events: the one the profile names, else the one that SES publishes to.
import type { Observation } from '../../core/observation.ts';
import { NotAsked, NotGiven } from '../../core/probe.ts';
import type { SesPlace } from '../../core/sender.ts';
import type { Facts } from '../../facts/index.ts';
import { parseArn } from '../../aws/arn.ts';
import { NO_SES } from '../ses/no-ses.ts';

interface Routes {
  readonly 'ses.eventDestinations': Observation<Facts['ses.eventDestinations']>;
  readonly 'ses.feedbackTopics': Observation<Facts['ses.feedbackTopics']>;
}

const discovered = (facts: Routes): string | null => {
  const events = facts['ses.eventDestinations'];
  const topics = events.state === 'observed' ? events.value.destinations.filter(({ topicArn }) => topicArn !== null) : [];
  const published = (topics.find(({ enabled }) => enabled !== false) ?? topics[0])?.topicArn;
  if (typeof published === 'string') return published;
  const feedback = facts['ses.feedbackTopics'];
  if (feedback.state !== 'observed') return null;
  return feedback.value.delivery ?? feedback.value.bounce ?? feedback.value.complaint;
};

/** The ARN, or why there is nothing to ask about. */
export const topicInForce = (ses: SesPlace | null, facts: Routes): string | NotAsked => {
  if (ses === null) return new NotAsked(NO_SES);
  const arn = ses.topicArn ?? discovered(facts);
  if (arn === null && ses.topicArn === undefined) return new NotGiven('the SNS topic of the events', '--topic ARN');
  if (arn === null) return new NotAsked('Neither the profile nor SES names an SNS topic.');
  const region = parseArn(arn)?.region;
  if (region !== undefined && region !== ses.region) {
    return new NotAsked(`The topic is in ${region} and SES in ${ses.region}: SES cannot publish to it.`);
  }
  return arn;
};
