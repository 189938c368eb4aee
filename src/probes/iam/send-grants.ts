// Asks IAM to simulate what the sending principal may do. No call is made as it, and nothing is changed.
import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { Observation } from '../../core/observation.ts';
import type { IamReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Sender as Declared, SesPlace } from '../../core/sender.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { governingOf } from '../../facts/derived.ts';
import { formatArn, parseArn } from '../../aws/arn.ts';
import { type ContextValue, ownContext, requestContext } from '../../aws/policy/principal-context.ts';
import { boolOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { answerOf } from '../answer.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from '../ses/no-ses.ts';
import { declaredQuestions } from './declared-questions.ts';
import { type Sender, type SimulatedQuestion, simulatedQuestions } from './simulated-questions.ts';

/** SimulatePrincipalPolicy answers in pages of 100; our questions need one. */
const MAX_PAGES = 5;

const fromOf = ({ context }: SimulatedQuestion): string | null =>
  context.find(({ key }) => key === 'ses:FromAddress')?.values[0] ?? null;

const grantsOf = (result: EvaluationResult, question: SimulatedQuestion): readonly Grant[] => {
  const common = {
    purpose: question.purpose,
    from: fromOf(question),
    action: textOr(result.EvalActionName) ?? '',
    allowedByOrganization: boolOr(result.OrganizationsDecisionDetail?.AllowedByOrganizations),
    allowedByBoundary: boolOr(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary),
  };
  const whole: Grant = {
    ...common,
    resource: textOr(result.EvalResourceName) ?? '*',
    decision: textOr(result.EvalDecision) ?? 'unknown',
    missingContext: textsOr(result.MissingContextValues) ?? [],
  };
  // The decision as a whole may be about a pattern; the single resources tell (IAM API reference, EvaluationResult).
  const single = (result.ResourceSpecificResults ?? []).map(
    (one): Grant => ({
      ...common,
      allowedByBoundary: boolOr(one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary) ?? common.allowedByBoundary,
      resource: textOr(one.EvalResourceName) ?? '*',
      decision: textOr(one.EvalResourceDecision) ?? 'unknown',
      missingContext: textsOr(one.MissingContextValues) ?? [],
    }),
  );
  return single.length > 0 ? single : [whole];
};

const entryOf = ({ key, type, values }: ContextValue): ContextEntry => ({
  ContextKeyName: key,
  ContextKeyType: type,
  ContextKeyValues: [...values],
});

const simulated = async (
  iam: IamReads,
  principal: string,
  question: SimulatedQuestion,
  known: readonly ContextValue[],
): Promise<readonly Grant[]> => {
  const grants: Grant[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await iam.simulatePrincipalPolicy({
      PolicySourceArn: principal,
      ActionNames: [...question.actions],
      ...(question.resources.length === 0 ? {} : { ResourceArns: [...question.resources] }),
      ContextEntries: [...known, ...question.context].map(entryOf),
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    grants.push(...(answer.EvaluationResults ?? []).flatMap((result) => grantsOf(result, question)));
    marker = answer.IsTruncated === true ? answer.Marker : undefined;
    if (marker === undefined) break;
  }
  return grants;
};

interface Known {
  readonly 'sts.sendIdentity': Observation<Facts['sts.sendIdentity']>;
  readonly 'iam.sendUser': Observation<Facts['iam.sendUser']>;
}

/** A session's ARN is not taken: its role is asked about. The role's path is not in it; most roles have none. */
export const principalOf = (facts: Known): string | null => {
  const user = facts['iam.sendUser'];
  if (user.state === 'observed' && user.value.arn !== '') return user.value.arn;
  const identity = facts['sts.sendIdentity'];
  if (identity.state !== 'observed') return null;
  const arn = parseArn(identity.value.arn);
  if (identity.value.kind === 'user') return identity.value.arn;
  if (arn === null || identity.value.kind !== 'assumed-role') return null;
  return formatArn({ ...arn, service: 'iam', region: '', resource: `role/${arn.resource.split('/')[1] ?? ''}` });
};

type Used = Known & {
  readonly 'ses.configurationSet': Observation<Facts['ses.configurationSet']>;
  readonly 'sns.topic': Observation<Facts['sns.topic']>;
  readonly 'kms.topicKey': Observation<Facts['kms.topicKey']>;
};

const senderOf = (
  sender: Declared,
  ses: SesPlace,
  recipient: string,
  principal: string,
  governing: string,
  facts: Used,
): Sender => {
  const { partition = 'aws', account = '' } = parseArn(principal) ?? {};
  const set = facts['ses.configurationSet'];
  const topic = facts['sns.topic'];
  const key = facts['kms.topicKey'];
  return {
    scope: { partition, region: ses.region, account },
    principal,
    address: sender.address,
    domain: sender.domain,
    identity: governing,
    configurationSet: set.state === 'observed' ? set.value.name : (ses.configurationSet ?? null),
    topicArn: topic.state === 'observed' ? topic.value.arn : (ses.topicArn ?? null),
    keyArn: key.state === 'observed' ? key.value.keyArn : null,
    recipient,
    action: ses.action,
  };
};

export const sendGrantsProbe = defineProbe({
  key: 'iam.sendGrants',
  needs: ['ses.identity'],
  uses: ['sts.sendIdentity', 'iam.sendUser', 'iam.sendPolicies', 'ses.configurationSet', 'sns.topic', 'kms.topicKey'],
  permissions: [{ action: 'iam:SimulatePrincipalPolicy', on: 'user' }],
  ask: async ({ aws, clock, sender: declared }, facts) => {
    if (declared.ses === null) return new NotAsked(NO_SES);
    if (declared.recipient === null) return new NotAsked('No recipient was given.');
    const principal = principalOf(facts);
    if (principal === null) return new NotAsked('The sending principal is not known.');
    // The most granular identity that exists is the one SES checks.
    const governing = governingOf(facts['ses.identity'].value);
    const identity = governing.kind === 'known' ? governing.name : declared.ses.identity;
    const sender = senderOf(declared, declared.ses, declared.recipient, principal, identity, facts);
    const user = facts['iam.sendUser'];
    const tags = user.state === 'observed' ? user.value.tags : null;
    const requesting = { arn: principal, region: declared.ses.region, tags, now: clock.now() };
    const known = requestContext(requesting);
    const asked = (question: SimulatedQuestion) => simulated(aws.iam, principal, question, known);
    const policies = facts['iam.sendPolicies'];
    const raised = policies.state === 'observed' ? declaredQuestions(policies.value.policies, sender) : [];
    const [fixed, more] = await Promise.all([
      Promise.all(simulatedQuestions(sender).map(asked)),
      // One that IAM does not take says nothing of the others.
      Promise.all(raised.map((question) => answerOf(asked(question)))),
    ]);
    return {
      principal,
      session: facts['sts.sendIdentity'].state === 'observed' && facts['sts.sendIdentity'].value.kind !== 'user',
      context: [...known, ...ownContext(requesting)].map(({ key, values }) => ({ key, values })),
      grants: [...fixed.flat(), ...more.flatMap((answer) => (answer.state === 'observed' ? answer.value : []))],
    };
  },
});
