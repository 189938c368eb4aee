// For whom SES publishes: the account, and the configuration set's ARN or the identity's, by the route in force.
import type { Observation } from '../../core/observation.ts';
import type { Facts } from '../../facts/index.ts';
import { configurationSetArn, identityArn, parseArn } from '../../aws/arn.ts';
import type { SesSource } from '../../aws/policy/ses-publish.ts';

interface Given {
  readonly topicArn: string;
  /** Name of the configuration set in force; null when none is, or when that is not known. */
  readonly set: string | null;
  readonly feedback: Observation<Facts['ses.feedbackTopics']>;
  readonly caller: Observation<Facts['sts.probeIdentity']>;
}

export interface SourceInForce extends SesSource {
  readonly route: 'event-publishing' | 'identity-feedback';
  /** The ARN that is easily taken instead: AWS shows one on each page. */
  readonly otherArn: string | null;
}

/** null when no route is known, so that there is nothing to publish for. */
export const sourceInForce = ({ topicArn, set, feedback, caller }: Given): SourceInForce | null => {
  const topic = parseArn(topicArn);
  if (topic === null) return null;
  const account = caller.state === 'observed' ? caller.value.account : topic.account;
  const scope = { partition: topic.partition, region: topic.region, account };
  const identity = feedback.state === 'observed' ? identityArn(scope, feedback.value.identity) : null;
  if (set !== null) {
    return { account, sourceArn: configurationSetArn(scope, set), route: 'event-publishing', otherArn: identity };
  }
  return identity === null ? null : { account, sourceArn: identity, route: 'identity-feedback', otherArn: null };
};
