// What of a plan a template can hold: what is to be created, and the changes that are resources of their own. The rest of what stands belongs to no stack, and is changed by `--apply` or by hand.
import type { Act, ActInputs, ProvisionPlan } from '../../core/provision.ts';

/** What a template is stamped with, so that whoever finds the resources knows whose they are. */
export interface Stamped {
  readonly plan: ProvisionPlan;
  /** `sha256:…` of the profile. */
  readonly profileDigest: string;
}

const CREATES: readonly Act['action'][] = [
  'iam:CreateRole',
  'iam:CreateUser',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'ses:CreateConfigurationSet',
  'ses:CreateConfigurationSetEventDestination',
  'ses:CreateEmailIdentity',
  'sns:CreateTopic',
  'sns:Subscribe',
  'sqs:CreateQueue',
];

export const actsIn = ({ changes }: ProvisionPlan): readonly Act[] => changes.flatMap(({ acts }) => acts);

/** The inputs of all acts of this kind. */
export const inputsOf = <A extends keyof ActInputs>(acts: readonly Act[], action: A): readonly ActInputs[A][] =>
  acts.flatMap((act) => (act.action === action ? [act.input as ActInputs[A]] : []));

/** The input of the one act of this kind; null: there is none. */
export const inputOf = <A extends keyof ActInputs>(plan: ProvisionPlan, action: A): ActInputs[A] | null =>
  inputsOf(actsIn(plan), action)[0] ?? null;

/** The role by which SNS logs its deliveries, of a topic that is created in the same plan. */
export const feedbackOf = (plan: ProvisionPlan): string | null =>
  inputsOf(actsIn(plan), 'sns:SetTopicAttributes').find(({ AttributeName = '' }) => AttributeName.endsWith('FeedbackRoleArn'))
    ?.AttributeValue ?? null;

/** A topic that stands, and the whole policy that it is to have. */
export const policyOfStanding = (plan: ProvisionPlan): { readonly topicArn: string; readonly policy: object } | null => {
  const set = inputsOf(actsIn(plan), 'sns:SetTopicAttributes').find(({ AttributeName }) => AttributeName === 'Policy');
  const policy = policyIn(set === undefined ? undefined : { Policy: set.AttributeValue ?? '' });
  return set?.TopicArn === undefined || policy === null ? null : { topicArn: set.TopicArn, policy };
};

export type TemplateForm = 'cloudformation' | 'terraform';

/** Whether a template of this form can say it: as a resource that is made, a part of one, or one that is put onto what stands. */
const holds = (plan: ProvisionPlan, form: TemplateForm, act: Act): boolean => {
  if (CREATES.includes(act.action)) return true;
  // CloudFormation knows the MAIL FROM domain as a part of the identity alone.
  if (act.action === 'ses:PutEmailIdentityMailFromAttributes')
    return form === 'terraform' || inputOf(plan, 'ses:CreateEmailIdentity') !== null;
  if (act.action !== 'sns:SetTopicAttributes') return false;
  return act.input.AttributeName === 'Policy' || (inputOf(plan, 'sns:CreateTopic') !== null && feedbackOf(plan) !== null);
};

/** False: there is nothing that a template of this form could make or change. */
export const hasTemplate = (plan: ProvisionPlan, form: TemplateForm): boolean =>
  actsIn(plan).some((act) => holds(plan, form, act));

/** Commands of the plan that no template of this form can hold. */
export const besides = (plan: ProvisionPlan, form: TemplateForm): readonly string[] =>
  plan.changes.flatMap(({ acts, commands }) =>
    acts.flatMap((act, at) => (holds(plan, form, act) ? [] : [commands[at] ?? act.action])),
  );

export const shortDigest = ({ profileDigest }: Stamped): string => profileDigest.replace(/^sha256:/, '').slice(0, 12);

/** Unambiguous over tenants and profiles, in the letters that stacks and resources may have. */
export const stackName = (stamped: Stamped): string =>
  `certify-${stamped.plan.tenant.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${shortDigest(stamped)}`;

/** The policy that an attribute of SNS or SQS holds as text. */
export const policyIn = (attributes: { readonly [name: string]: string } | undefined): object | null => {
  const text = attributes?.['Policy'];
  return text === undefined ? null : (JSON.parse(text) as object);
};
