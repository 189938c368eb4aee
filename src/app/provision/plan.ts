// What the account of an SES tenant lacks: looks as `check` does, and changes nothing.
import type { AnyCheck } from '../../checks/check.ts';
import type { ProvisionPlan } from '../../core/provision.ts';
import { fact } from '../../facts/fact.ts';
import { provisionPlan } from '../../provision/plan.ts';
import { cloudFormation } from '../../provision/templates/cloudformation.ts';
import { hasTemplate, type TemplateForm } from '../../provision/templates/creations.ts';
import { terraform } from '../../provision/templates/terraform.ts';
import type { Caller } from '../caller.ts';
import { type ProfileSource, withSource } from '../lab/source.ts';
import type { SubjectOptions, TenantOptions } from '../options.ts';
import { lookAtSesIn } from '../ses-look.ts';
import type { Setting } from '../setting.ts';
import { renewed } from '../../world/shared.ts';
import { scopeOf } from '../policy-scope.ts';
import { openTenant } from '../tenant.ts';
import { targetOf } from '../../profile/target.ts';
import { remembering } from './credential.ts';
import { permissionsHeld } from './held.ts';
import { iamWanted } from './iam.ts';
import { tagsSeen } from './tags.ts';

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
  given: Caller,
  source: ProfileSource,
  tenantOptions: TenantOptions,
  scope: Scope = 'all',
): Promise<ProvisionPlan> => {
  // The tenant is opened twice: nobody is asked for a secret again.
  const caller = remembering(given);
  const purpose = { matters: mattersTo(scope), lacking: LACKING };
  const { looked } = await lookAtSesIn(setting, caller, source, tenantOptions, purpose);
  const tenant = fact(looked.observations, 'profile.tenant');
  if (tenant?.ses == null) throw new Error('the look at an SES tenant made no fact of its profile');
  const account = fact(looked.observations, 'sts.probeIdentity')?.account ?? null;
  const loaded = await source.load();
  const target = targetOf(loaded);
  const opened = await openTenant(target, {
    setting: { ...setting, shared: renewed(setting.shared) },
    caller,
    tenant: tenantOptions,
    evidenceDir: './evidence',
    runId: 'provision',
    sends: false,
  });
  try {
    const { aws } = opened.world.reads;
    const tags = await tagsSeen(tenant.ses, aws);
    const named = scope === 'all' ? await iamWanted(loaded, account, aws) : null;
    const plan = provisionPlan(tenant, tenant.ses, looked.observations, looked.findings, scope, named, tags);
    const policyScope = scopeOf(loaded.profile, { account, user: null, keyArn: null });
    const asked = { scope: policyScope, source: target.places.provision, observed: looked.observations };
    return { ...plan, held: await permissionsHeld(aws.iam, plan, asked) };
  } finally {
    await opened.close();
  }
};

export type { TemplateForm };

export interface PlannedTemplate {
  readonly plan: ProvisionPlan;
  /** null: nothing that a template can hold is to be made or changed. */
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
    if (!hasTemplate(plan, form)) return { plan, text: null };
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
