// Questions that the sending user's own policies raise: each right that a statement gives beside what a send needs, on what it names.
import type { Grant, SendPolicy } from '../../facts/iam.ts';
import { parseArn } from '../../aws/arn.ts';
import { parsePolicy } from '../../aws/policy/policy.ts';
import { wildcardMatches, withVariables } from '../../aws/policy/match.ts';
import { ownContext, requestContext, sendContext } from '../../aws/policy/principal-context.ts';
import { CANARY, type Sender, type SimulatedQuestion, simulatedQuestions } from './simulated-questions.ts';

/** Questions beside the fixed ones; a policy of a hundred statements is told by the first. */
const MOST = 24;

/** Actions that stand for a service where a statement gives them with a wildcard. */
const SAMPLES: readonly string[] = (
  'ses:DeleteEmailIdentity ses:SendEmail ses:SendRawEmail ses:SendBulkEmail ses:UpdateEmailTemplate sns:Publish ' +
  'sns:SetTopicAttributes sns:Subscribe sqs:SendMessage sqs:ReceiveMessage s3:GetObject s3:PutObject ' +
  's3:ListBucket iam:CreateAccessKey iam:PutUserPolicy iam:PassRole sts:AssumeRole kms:Decrypt ' +
  'lambda:InvokeFunction secretsmanager:GetSecretValue ssm:GetParameter dynamodb:GetItem dynamodb:PutItem ' +
  'logs:PutLogEvents logs:CreateLogStream ec2:DescribeInstances ec2:RunInstances cloudwatch:PutMetricData ' +
  'route53:ChangeResourceRecordSets events:PutEvents'
).split(' ');

/** The right to look at SES, or at oneself, does no harm. */
const HARMLESS = /^(ses:(get|list|describe|batchget)|sts:getcalleridentity$)/i;
const SENDS = /^ses:send/i;

const actionsOf = (pattern: string): readonly string[] => {
  if (!/[*?]/.test(pattern)) return [pattern];
  return pattern === '*' ? [] : SAMPLES.filter((sample) => wildcardMatches(pattern, sample, true));
};

/** An ARN that the pattern covers; null for everything, or where a policy variable stands in it whose value is not known. */
const resourceOf = (pattern: string, { scope, principal, tags }: Sender): string | null => {
  const told = { arn: principal, region: scope.region, tags, now: new Date(0) };
  const context = new Map([...requestContext(told), ...ownContext(told)].map(({ key, values }) => [key.toLowerCase(), values]));
  const concrete = withVariables(pattern, context);
  if (concrete === null || concrete === '*') return null;
  const arn = parseArn(concrete);
  if (arn === null) return null;
  const filled = (text: string, value: string): string => (text === '*' ? value : text);
  const canary = arn.resource.replaceAll('*', CANARY).replaceAll('?', 'x');
  return `arn:${filled(arn.partition, scope.partition)}:${arn.service}:${filled(arn.region, scope.region)}:${filled(arn.account, scope.account)}:${canary}`;
};

const purposeOf = (action: string): Grant['purpose'] => {
  if (SENDS.test(action)) return 'other-identity';
  return /^ses:/i.test(action) ? 'ses-write' : 'beyond-ses';
};

/** From an address of the identity that a resource names, so that a condition on the sender is met as far as it can be. */
const contextOf = (action: string, resource: string, sender: Sender): SimulatedQuestion['context'] => {
  if (!SENDS.test(action)) return [];
  const identity = /:identity\/(.+)$/.exec(resource)?.[1] ?? sender.domain;
  return sendContext(identity.includes('@') ? identity : `certify@${identity}`, sender.recipient);
};

const pairsOf = (policy: SendPolicy, sender: Sender): readonly { readonly action: string; readonly resource: string }[] => {
  const statements = policy.document.state === 'observed' ? (parsePolicy(policy.document.value) ?? []) : [];
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      (resources ?? []).flatMap((pattern) => {
        const resource = resourceOf(pattern, sender);
        return actions
          .flatMap(actionsOf)
          .filter((action) => !HARMLESS.test(action))
          .map((action) => ({ action, resource: resource ?? '*' }));
      }),
    );
};

/** Sends through identities alone say as whom; a right on the set or a template is none to send as somebody, and the sender's own address is nobody else's. */
const matters = (
  { action, resource }: { readonly action: string; readonly resource: string },
  needed: readonly string[],
  { address }: Sender,
): boolean => {
  if (!SENDS.test(action)) return true;
  const identity = /:identity\/(.+)$/.exec(resource)?.[1];
  return identity !== undefined && identity.toLowerCase() !== address.toLowerCase() && !needed.includes(resource);
};

/** Nothing that the fixed questions ask already. */
export const declaredQuestions = (policies: readonly SendPolicy[], sender: Sender): readonly SimulatedQuestion[] => {
  const fixed = simulatedQuestions(sender);
  const needed = fixed.filter(({ purpose }) => purpose === 'needed').flatMap(({ resources }) => resources);
  const key = (action: string, resource: string): string => `${action.toLowerCase()} ${resource}`;
  const asked = new Set(
    fixed.flatMap(({ actions, resources }) =>
      (resources.length === 0 ? ['*'] : resources).flatMap((resource) => actions.map((action) => key(action, resource))),
    ),
  );
  const questions: SimulatedQuestion[] = [];
  for (const pair of policies.flatMap((policy) => pairsOf(policy, sender))) {
    const { action, resource } = pair;
    if (!matters(pair, needed, sender) || asked.has(key(action, resource)) || questions.length >= MOST) continue;
    asked.add(key(action, resource));
    questions.push({
      purpose: purposeOf(action),
      actions: [action],
      resources: resource === '*' ? [] : [resource],
      context: contextOf(action, resource, sender),
    });
  }
  return questions;
};
