// What SES needs to publish to a topic: the statements, and the question that is put to a policy
// (SES Developer Guide, "Set up an SNS event destination" and "Configuring Amazon SNS notifications").
import { evaluatePolicy, type PolicyDecision } from './evaluate.ts';
import type { PolicyStatement } from './policy.ts';

export interface SesSource {
  /** The account that sends. */
  readonly account: string;
  /** The configuration set's ARN for event publishing, the identity's for feedback topics. */
  readonly sourceArn: string;
}

const SES = 'ses.amazonaws.com';

const condition = (source: SesSource) => ({
  StringEquals: { 'AWS:SourceAccount': source.account, 'AWS:SourceArn': source.sourceArn },
});

/** The statement for the topic's access policy. */
export const sesTopicStatement = (topicArn: string, source: SesSource) => ({
  Sid: 'AllowSesToPublish',
  Effect: 'Allow',
  Principal: { Service: SES },
  Action: 'sns:Publish',
  Resource: topicArn,
  Condition: condition(source),
});

/** The statement for the policy of the key that encrypts the topic. */
export const sesKeyStatement = (source: SesSource) => ({
  Sid: 'AllowSesToUseTheTopicKey',
  Effect: 'Allow',
  Principal: { Service: SES },
  Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
  Resource: '*',
  Condition: condition(source),
});

/** Condition keys of a request that SES makes for a source; the empty ones a service's request never carries. */
const contextOf = (source: SesSource): ReadonlyMap<string, readonly string[]> =>
  new Map<string, readonly string[]>([
    ['aws:sourceaccount', [source.account]],
    // Older policies; SES honours it.
    ['aws:sourceowner', [source.account]],
    ['aws:sourcearn', [source.sourceArn]],
    ['aws:securetransport', ['true']],
    ['aws:principalisawsservice', ['true']],
    ['aws:principalservicename', [SES]],
    ['aws:principalarn', []],
    ['aws:principalaccount', []],
    ['aws:principalorgid', []],
    ['aws:sourcevpc', []],
    ['aws:sourcevpce', []],
    ['aws:username', []],
    ['aws:multifactorauthpresent', []],
  ]);

/** Whether SES may do the action for this source. */
export const sesMay = (policy: readonly PolicyStatement[], action: string, resource: string, source: SesSource): PolicyDecision =>
  evaluatePolicy(policy, { principal: { kind: 'Service', value: SES }, action, resource, context: contextOf(source) });
