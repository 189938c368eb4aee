// Asks IAM to simulate what the sending principal may do. No call is made as it, and nothing is changed.
import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam';
import type { Observation } from '../../core/observation.ts';
import type { IamReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Sender as Declared, SesPlace } from '../../core/sender.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { governingOf, type SendingFacts, sendingPrincipal } from '../../facts/derived.ts';
import { identityArn, identityIn, parseArn } from '../../aws/arn.ts';
import { type ContextValue, ownContext, requestContext, tenantContext } from '../../aws/policy/principal-context.ts';
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

/**
 * The principal's own side of a decision. About a resource of another account IAM decides both sides, and told nothing of the other
 * account's policy it counts that as no; the details tell them apart (IAM API reference, EvaluationResult, EvalDecisionDetails).
 */
export const ownDecision = (decision: unknown, details: Readonly<Record<string, unknown>> | undefined): string => {
  const own = Object.entries(details ?? {}).flatMap(([kind, one]) => (/resource/i.test(kind) ? [] : (textOr(one) ?? [])));
  const worst = ['explicitDeny', 'allowed'].find((one) => own.includes(one));
  return worst ?? textOr(decision) ?? 'unknown';
};

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
    decision: ownDecision(result.EvalDecision, result.EvalDecisionDetails),
    missingContext: textsOr(result.MissingContextValues) ?? [],
  };
  // The decision as a whole may be about a pattern; the single resources tell (IAM API reference, EvaluationResult).
  const single = (result.ResourceSpecificResults ?? []).map(
    (one): Grant => ({
      ...common,
      allowedByBoundary: boolOr(one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary) ?? common.allowedByBoundary,
      resource: textOr(one.EvalResourceName) ?? '*',
      decision: ownDecision(one.EvalResourceDecision, one.EvalDecisionDetails),
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

type Used = SendingFacts & {
  readonly 'ses.identity': Observation<Facts['ses.identity']>;
  readonly 'ses.configurationSet': Observation<Facts['ses.configurationSet']>;
  readonly 'sns.topic': Observation<Facts['sns.topic']>;
  readonly 'kms.topicKey': Observation<Facts['kms.topicKey']>;
};

/** The identity that SES checks: the one that sends name, else the most granular that exists, else the declared one. */
const identityOf = (
  ses: SesPlace,
  seen: Used['ses.identity'],
  scope: Sender['scope'],
): Pick<Sender, 'identity' | 'identityArn'> => {
  const named = identityIn(ses.identityArn ?? '');
  if (ses.identityArn !== null && named !== null) return { identity: named, identityArn: ses.identityArn };
  const governing = seen.state === 'observed' ? governingOf(seen.value) : null;
  const identity = governing?.kind === 'known' ? governing.name : ses.identity;
  return { identity, identityArn: identityArn(scope, identity) };
};

const senderOf = (sender: Declared, ses: SesPlace, recipient: string, principal: string, facts: Used): Sender => {
  const { partition = 'aws', account = '' } = parseArn(principal) ?? {};
  const scope = { partition, region: ses.region, account };
  const set = facts['ses.configurationSet'];
  const topic = facts['sns.topic'];
  const key = facts['kms.topicKey'];
  return {
    scope,
    principal,
    tags: facts['iam.sendUser'].state === 'observed' ? facts['iam.sendUser'].value.tags : null,
    address: sender.address,
    domain: sender.domain,
    ...identityOf(ses, facts['ses.identity'], scope),
    configurationSet: set.state === 'observed' ? set.value.name : (ses.configurationSet ?? null),
    templates: sender.templates.named.map(({ ses: name }) => name),
    topicArn: topic.state === 'observed' ? topic.value.arn : (ses.topicArn ?? null),
    keyArn: key.state === 'observed' ? key.value.keyArn : null,
    recipient,
    action: ses.action,
  };
};

export const sendGrantsProbe = defineProbe({
  key: 'iam.sendGrants',
  needs: [],
  uses: [
    'ses.identity',
    'sts.sendIdentity',
    'iam.sendUser',
    'iam.sendRole',
    'iam.sendPolicies',
    'ses.configurationSet',
    'sns.topic',
    'kms.topicKey',
  ],
  permissions: [
    { action: 'iam:SimulatePrincipalPolicy', on: 'user' },
    { action: 'iam:SimulatePrincipalPolicy', on: 'role' },
  ],
  ask: async ({ aws, clock, sender: declared }, facts) => {
    if (declared.ses === null) return new NotAsked(NO_SES);
    if (declared.recipient === null) return new NotAsked('No recipient was given.');
    const principal = sendingPrincipal(facts);
    if (principal === null) return new NotAsked('The sending principal is not known.');
    const sender = senderOf(declared, declared.ses, declared.recipient, principal, facts);
    const requesting = { arn: principal, region: declared.ses.region, tags: sender.tags, now: clock.now() };
    const known = [...requestContext(requesting), ...tenantContext(declared.ses.tenant)];
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
