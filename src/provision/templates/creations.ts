// What of a plan a template can hold: what is to be created. What stands already belongs to no stack, and is changed by `--apply` or by hand.
import type { Act, ActInputs, ProvisionPlan } from '../../core/provision.ts';

/** What a template is stamped with, so that whoever finds the resources knows whose they are. */
export interface Stamped {
  readonly plan: ProvisionPlan;
  /** `sha256:…` of the profile. */
  readonly profileDigest: string;
}

const CREATES: readonly Act['action'][] = [
  'ses:CreateConfigurationSet',
  'ses:CreateConfigurationSetEventDestination',
  'ses:CreateEmailIdentity',
  'sns:CreateTopic',
  'sns:Subscribe',
  'sqs:CreateQueue',
];

const actsOf = ({ changes }: ProvisionPlan): readonly Act[] => changes.flatMap(({ acts }) => acts);

/** The input of the one act of this kind; null: there is none. */
export const inputOf = <A extends keyof ActInputs>(plan: ProvisionPlan, action: A): ActInputs[A] | null => {
  const act = actsOf(plan).find(
    (one): one is Act & { readonly action: A; readonly input: ActInputs[A] } => one.action === action,
  );
  return act?.input ?? null;
};

/** The MAIL FROM domain of an identity that is created in the same plan. */
export const mailFromOfNew = (plan: ProvisionPlan): ActInputs['ses:PutEmailIdentityMailFromAttributes'] | null =>
  inputOf(plan, 'ses:CreateEmailIdentity') === null ? null : inputOf(plan, 'ses:PutEmailIdentityMailFromAttributes');

/** False: every resource stands, so there is nothing that a template could create. */
export const creates = (plan: ProvisionPlan): boolean => actsOf(plan).some(({ action }) => CREATES.includes(action));

/** Commands of the plan that no template can hold. */
export const besides = (plan: ProvisionPlan): readonly string[] => {
  const inside = new Set<Act['action']>([
    ...CREATES,
    ...(mailFromOfNew(plan) === null ? [] : (['ses:PutEmailIdentityMailFromAttributes'] as const)),
  ]);
  return plan.changes.flatMap(({ acts, commands }) =>
    commands.filter((_, at) => !inside.has(acts[at]?.action ?? 'sns:Subscribe')),
  );
};

export const shortDigest = ({ profileDigest }: Stamped): string => profileDigest.replace(/^sha256:/, '').slice(0, 12);

/** Unambiguous over tenants and profiles, in the letters that stacks and resources may have. */
export const stackName = (stamped: Stamped): string =>
  `certify-${stamped.plan.tenant.replaceAll(/[^A-Za-z0-9-]/g, '-')}-${shortDigest(stamped)}`;

/** The policy that an attribute of SNS or SQS holds as text. */
export const policyIn = (attributes: { readonly [name: string]: string } | undefined): object | null => {
  const text = attributes?.['Policy'];
  return text === undefined ? null : (JSON.parse(text) as object);
};
