// What the account of an SES tenant lacks: looks as `check` does, and changes nothing.
import type { AnyCheck } from '../../checks/check.ts';
import type { ProvisionPlan } from '../../core/provision.ts';
import { fact } from '../../facts/fact.ts';
import { provisionPlan } from '../../provision/plan.ts';
import { cloudFormation } from '../../provision/templates/cloudformation.ts';
import { creates } from '../../provision/templates/creations.ts';
import { terraform } from '../../provision/templates/terraform.ts';
import type { Caller } from '../caller.ts';
import { type ProfileSource, withSource } from '../lab/source.ts';
import type { SubjectOptions, TenantOptions } from '../options.ts';
import { lookAtSesIn } from '../ses-look.ts';
import type { Setting } from '../setting.ts';
import { renewed } from '../../world/shared.ts';
import { iamWanted } from './iam.ts';

export const LACKING = 'SES account to provision';

export type Scope = 'all' | 'identity';

/** What a plan is made from, and the DNS records that others publish for it. */
const MATTERS: { readonly [S in Scope]: RegExp } = {
  all: /^(ses-|sns-|send-|dkim-|mail-from|spf-|dmarc-record|callback-url$)/,
  identity: /^(ses-region|ses-identity-verified|ses-dkim-status|ses-mail-from-status|dkim-tokens|mail-from|spf-authorises)$/,
};

/** The checks that are about this part of the account. */
export const mattersTo =
  (scope: Scope) =>
  ({ id }: Pick<AnyCheck, 'id'>): boolean =>
    MATTERS[scope].test(id);

/** The plan of the tenant whose profile this is. */
export const planIn = async (
  setting: Setting,
  caller: Caller,
  source: ProfileSource,
  tenantOptions: TenantOptions,
  scope: Scope = 'all',
): Promise<ProvisionPlan> => {
  const purpose = { matters: mattersTo(scope), lacking: LACKING };
  const { looked } = await lookAtSesIn(setting, caller, source, tenantOptions, purpose);
  const tenant = fact(looked.observations, 'profile.tenant');
  if (tenant?.ses == null) throw new Error('the look at an SES tenant made no fact of its profile');
  const account = fact(looked.observations, 'sts.probeIdentity')?.account ?? null;
  const given = { setting: { ...setting, shared: renewed(setting.shared) }, caller, tenant: tenantOptions };
  const iam = scope === 'all' ? await iamWanted(await source.load(), account, given) : null;
  return provisionPlan(tenant, tenant.ses, looked.observations, looked.findings, scope, iam);
};

export type TemplateForm = 'cloudformation' | 'terraform';

export interface PlannedTemplate {
  readonly plan: ProvisionPlan;
  /** null: nothing is to be created. */
  readonly text: string | null;
}

/** The plan as a template of another tool; it holds parameters where a secret belongs. */
export const templateProvision = (
  setting: Setting,
  caller: Caller,
  options: SubjectOptions,
  form: TemplateForm,
): Promise<PlannedTemplate> =>
  withSource(setting, { ...options, command: 'provision ses', provider: null, evidenceDir: './evidence' }, async (source) => {
    const plan = await planIn(setting, caller, source, options.tenant);
    const stamped = { plan, profileDigest: (await source.load()).digest };
    if (!creates(plan)) return { plan, text: null };
    return { plan, text: form === 'terraform' ? terraform(stamped) : `${JSON.stringify(cloudFormation(stamped), null, 2)}\n` };
  });

export const planProvision = (setting: Setting, caller: Caller, options: SubjectOptions): Promise<ProvisionPlan> =>
  withSource(setting, { ...options, command: 'provision ses', provider: null, evidenceDir: './evidence' }, (source) =>
    planIn(setting, caller, source, options.tenant),
  );

/** 1 could not see, 3 changes pending, 0 nothing to change. */
export const planExit = ({ changes, unseen }: ProvisionPlan): 0 | 1 | 3 => {
  if (unseen.length > 0) return 1;
  return changes.some(({ action }) => action !== 'keep') ? 3 : 0;
};
