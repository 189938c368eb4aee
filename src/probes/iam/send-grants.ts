// Asks IAM to simulate what the sending principal may do. No call is made as it, and nothing is changed.
import type { EvaluationResult } from '@aws-sdk/client-iam';
import type { Observation } from '../../core/observation.ts';
import type { IamReads } from '../../core/ports/aws.ts';
import { NotAsked } from '../../core/probe.ts';
import type { Grant } from '../../facts/iam.ts';
import type { Facts } from '../../facts/index.ts';
import { formatArn, parseArn } from '../../aws/arn.ts';
import { boolOr, textOr, textsOr } from '../../text/unknown-json.ts';
import { defineProbe } from '../probe.ts';
import { NO_SES } from '../ses/no-ses.ts';
import { type SimulatedQuestion, simulatedQuestions } from './simulated-questions.ts';

/** SimulatePrincipalPolicy answers in pages of 100; our questions need one. */
const MAX_PAGES = 5;

const grantsOf = (result: EvaluationResult, purpose: Grant['purpose']): readonly Grant[] => {
  const common = {
    purpose,
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
      resource: textOr(one.EvalResourceName) ?? '*',
      decision: textOr(one.EvalResourceDecision) ?? 'unknown',
      missingContext: textsOr(one.MissingContextValues) ?? [],
    }),
  );
  return single.length > 0 ? single : [whole];
};

const simulated = async (iam: IamReads, principal: string, question: SimulatedQuestion): Promise<readonly Grant[]> => {
  const grants: Grant[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await iam.simulatePrincipalPolicy({
      PolicySourceArn: principal,
      ActionNames: [...question.actions],
      ...(question.resources.length === 0 ? {} : { ResourceArns: [...question.resources] }),
      ...(question.context.length === 0 ? {} : { ContextEntries: [...question.context] }),
      ...(marker === undefined ? {} : { Marker: marker }),
    });
    grants.push(...(answer.EvaluationResults ?? []).flatMap((result) => grantsOf(result, question.purpose)));
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

export const sendGrantsProbe = defineProbe({
  key: 'iam.sendGrants',
  needs: ['ses.identity'],
  uses: ['sts.sendIdentity', 'iam.sendUser', 'ses.configurationSet'],
  permissions: [{ action: 'iam:SimulatePrincipalPolicy', on: 'user' }],
  ask: async ({ aws, sender }, facts) => {
    if (sender.ses === null) return new NotAsked(NO_SES);
    if (sender.recipient === null) return new NotAsked('No recipient was given.');
    const principal = principalOf(facts);
    const arn = principal === null ? null : parseArn(principal);
    if (principal === null || arn === null) return new NotAsked('The sending principal is not known.');
    const seen = facts['ses.identity'];
    const candidates = seen.value.candidates;
    // The most granular identity that exists is the one SES checks.
    const governing = candidates.find(({ answer }) => answer.state === 'observed')?.name ?? sender.ses.identity;
    const set = facts['ses.configurationSet'];
    const questions = simulatedQuestions({
      scope: { partition: arn.partition, region: sender.ses.region, account: arn.account },
      address: sender.address,
      domain: sender.domain,
      identity: governing,
      configurationSet: set.state === 'observed' ? set.value.name : sender.ses.configurationSet,
      recipient: sender.recipient,
      action: sender.ses.action,
    });
    const grants = await Promise.all(questions.map((question) => simulated(aws.iam, principal, question)));
    return { principal, grants: grants.flat() };
  },
});
